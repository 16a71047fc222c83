"""Generated SQL conditions and validity keys that fit a column's type."""

from random import Random

from tests.differential.case import yaml_list, yaml_text
from tests.differential.tables import NUMBERS, SHAPES, WORDS, Column, Table

from seltzer_specs.formats import FORMATS

_SQL = (
    "num > 1", "qty IS NULL", "word = 'a'", "word = 'O''Brien'", "flag", "num > 1 OR qty > 1",
    "price >= 0", "score < 2", "born > DATE '2026-01-31'", "word LIKE 'b%'", "1 = 0",
    "num IN (1, 2, 3) AND NOT flag", '"Odd Name" > 0', "length(word) > 1",
)  # fmt: skip
_REGEXES = ("^[a-z]+$", "[0-9]", "^$", "^.{1,3}$", "o'b", "^O'Brien$", r"^\d+$", "é", "^(a|b)$")


def sql_condition(random: Random) -> str:
    """Draw a condition that holds for some rows of a generated table."""
    return random.choice(_SQL)


def filter_key(random: Random) -> tuple[str, ...]:
    """Draw a `filter:` below a check, mostly none."""
    if random.random() < 0.7:
        return ()
    return (f"filter: {yaml_text(sql_condition(random))}",)


def missing_keys(random: Random, column: Column) -> list[str]:
    """Draw keys that say which values are missing."""
    return [_draw(random, key, column) for key in _some(random, _MISSING, column)]


def validity_keys(random: Random, column: Column, *, least: int = 0) -> list[str]:
    """Draw keys that say which values are valid; at least that many."""
    keys = _some(random, _VALID, column, least=least)
    if random.random() < 0.1:
        keys.append("include null")
    return missing_keys(random, column) + [_draw(random, key, column) for key in keys]


def configurations(random: Random, table: Table) -> tuple[str, ...]:
    """Draw a `configurations for` section, mostly none."""
    if random.random() < 0.4:
        return ()
    column = random.choice(table.of(NUMBERS | {"varchar"}))
    keys = [*missing_keys(random, column), *validity_keys(random, column)]
    lines: dict[str, str] = {}
    for key in keys:
        name, _, value = key.partition(": ")
        lines[name] = f"  {name} for {column.name}: {value}"
    if not lines:
        return ()
    return (f"configurations for {table.name}:", *lines.values())


_MISSING = ("missing values", "missing regex", "missing format")
_VALID = (
    "valid values", "invalid values", "valid regex", "invalid regex", "valid format",
    "invalid format", "valid length", "valid min length", "valid max length", "valid min",
    "valid max",
)  # fmt: skip
_OF_NUMBERS = frozenset(
    {"missing values", "valid values", "invalid values", "valid min", "valid max"}
)


def _some(random: Random, keys: tuple[str, ...], column: Column, least: int = 0) -> list[str]:
    fitting = [
        key
        for key in keys
        if (key in _OF_NUMBERS if column.type in NUMBERS else key not in ("valid min", "valid max"))
    ]
    count = max(least, random.choice((0, 1, 1, 2)))
    return random.sample(fitting, min(count, len(fitting)))


def _draw(random: Random, key: str, column: Column) -> str:
    if key.endswith("values"):
        return f"{key}: {_values(random, column)}"
    if key.endswith("regex"):
        return f"{key}: {yaml_text(random.choice(_REGEXES))}"
    if key.endswith("format"):
        return f"{key}: {random.choice(sorted(FORMATS))}"
    if key == "include null":
        return f"{key}: {random.choice(('true', 'false'))}"
    return f"{key}: {random.choice((0, 1, 2, 3, 5, 10))}"


def _values(random: Random, column: Column) -> str:
    if column.type in NUMBERS:
        numbers = ("0", "1", "2", "3", "-4", "1.005", "2.5", "9007199254740993")
        return "[" + ", ".join(random.sample(numbers, random.choice((1, 2, 3)))) + "]"
    pool = SHAPES if column.name == "shape" else WORDS
    plain = [word for word in pool if "\n" not in word and "${" not in word and "{{" not in word]
    return yaml_list(random.sample(plain, random.choice((1, 2, 4))))
