"""Generated checks, one function for each kind."""

from collections.abc import Callable, Mapping
from random import Random

from tests.differential.case import Question, yaml_list, yaml_text
from tests.differential.conditions import (
    filter_key,
    missing_keys,
    sql_condition,
    validity_keys,
)
from tests.differential.tables import NUMBERS, TIMES, Table
from tests.differential.thresholds import condition, levels, percent_unit

_TEXTS: frozenset[str] = frozenset({"varchar"})
_ANY: frozenset[str] = NUMBERS | TIMES | _TEXTS | {"boolean"}
_AGGREGATES = ("min", "max", "avg", "sum", "stddev", "stddev_pop", "stddev_samp", "variance",
               "var_pop", "var_samp")  # fmt: skip
_LENGTHS = ("min_length", "max_length", "avg_length")


def rows(random: Random, table: Table) -> Question:
    """Draw `row_count`."""
    return _metric(random, "row_count", [])


def missing(random: Random, table: Table) -> Question:
    """Draw `missing_count` and `missing_percent`."""
    column = random.choice(table.of(_ANY))
    keys = missing_keys(random, column) if column.type in NUMBERS | _TEXTS else []
    metric = random.choice(("missing_count", "missing_percent"))
    return _metric(random, f"{metric}({column.name})", keys)


def validity(random: Random, table: Table) -> Question:
    """Draw `invalid_count`, `invalid_percent` and `valid_count`."""
    column = random.choice(table.of(NUMBERS | _TEXTS))
    metric = random.choice(("invalid_count", "invalid_percent", "valid_count"))
    return _metric(random, f"{metric}({column.name})", validity_keys(random, column, least=1))


def duplicates(random: Random, table: Table) -> Question:
    """Draw `duplicate_count` and `duplicate_percent` of one to three columns."""
    columns = random.sample(table.of(_ANY), random.choice((1, 1, 2, 3)))
    metric = random.choice(("duplicate_count", "duplicate_percent"))
    return _metric(random, f"{metric}({', '.join(column.name for column in columns)})", [])


def aggregates(random: Random, table: Table) -> Question:
    """Draw an aggregate of a number, sometimes of the valid ones alone."""
    column = random.choice(table.of(NUMBERS))
    keys = validity_keys(random, column) if random.random() < 0.3 else []
    return _metric(random, f"{random.choice(_AGGREGATES)}({column.name})", keys)


def odd_aggregates(random: Random, table: Table) -> Question:
    """Draw an aggregate of something that is no number."""
    column = random.choice(table.of(_ANY - NUMBERS))
    return _metric(random, f"{random.choice(_AGGREGATES)}({column.name})", [])


def aggregates_of_texts(random: Random, table: Table) -> Question:
    """Draw an aggregate of texts that a format says to be numbers."""
    formats = ("integer", "decimal", "positive decimal", "percentage", "money", "decimal comma")
    metric = random.choice(("min", "max", "avg", "sum"))
    return _metric(random, f"{metric}(shape)", [f"valid format: {random.choice(formats)}"])


def lengths(random: Random, table: Table) -> Question:
    """Draw a length of texts."""
    column = random.choice(table.of(_TEXTS))
    keys = validity_keys(random, column) if random.random() < 0.3 else []
    return _metric(random, f"{random.choice(_LENGTHS)}({column.name})", keys)


def percentiles(random: Random, table: Table) -> Question:
    """Draw a percentile."""
    column = random.choice(table.of(NUMBERS))
    fraction = random.choice(("0", "0.1", "0.5", "0.95", "1"))
    return _metric(random, f"percentile({column.name}, {fraction})", [])


def freshness(random: Random, table: Table) -> Question:
    """Draw a freshness check at a given time."""
    column = random.choice(table.of(TIMES))
    ages = ("30m", "1h", "5h30m", "1d", "2d", "36h", "1d12h", "30d", "10000d", "100000d")
    line = f"freshness({column.name}, END)"
    if random.random() < 0.6:
        return Question(f"{line} < {random.choice(ages)}", filter_key(random))
    words = random.choice((("warn",), ("fail",), ("warn", "fail")))
    keys = [f"{word}: when > {random.choice(ages)}" for word in words]
    return Question(line, (*keys, *filter_key(random)))


def failed_rows(random: Random, table: Table) -> Question:
    """Draw failed rows by a condition or a query."""
    clause = sql_condition(random)
    if random.random() < 0.5:
        sql = f"fail condition: {yaml_text(clause)}"
    else:
        sql = f"fail query: {yaml_text(f'SELECT * FROM {table.name} WHERE {clause}')}"
    keys = ["name: bad rows", sql]
    if random.random() < 0.4:
        words = random.choice((("warn",), ("fail",), ("warn", "fail")))
        keys += [f"{word}: when {condition(random)}" for word in words]
    return Question("failed rows", tuple(keys))


def own_metrics(random: Random, table: Table) -> Question:
    """Draw a metric of the user's own SQL."""
    name = random.choice(("mine", "net_avg", "ratio"))
    line, keys = levels(random)
    if random.random() < 0.5:
        sql = random.choice(("SUM(num) - COUNT(qty)", "AVG(num + qty)", "MAX(score) / 2",
                             "COUNT(DISTINCT word)", "SUM(price) / COUNT(*)", "NULL"))  # fmt: skip
        mine = f"{name} expression: {sql}"
    else:
        sql = random.choice(("COUNT(*)", "SUM(num)", "MIN(price)", "AVG(score)", "1, NULL", "NULL"))
        mine = f"{name} query: SELECT {sql} FROM {table.name}"
    return Question(f"{name} {line}".strip(), (mine, *keys))


def schemas(random: Random, table: Table) -> Question:
    """Draw a schema check."""
    words = random.choice((("warn",), ("fail",), ("warn", "fail")))
    keys: list[str] = []
    for word in words:
        keys += [f"{word}:", *(f"  {rule}" for rule in _rules(random, table))]
    return Question("schema", tuple(keys))


def references(random: Random, table: Table) -> Question:
    """Draw a reference check to another table of the batch."""
    other = random.choice(("small", "t0", "t1"))
    pairs = random.sample((("num", "num"), ("word", "word"), ("qty", "num"), ("shape", "word")), 2)
    count = random.choice((1, 1, 2))
    if other == "small":
        pairs = [("num", "num"), ("word", "word")]
    source = ", ".join(pair[0] for pair in pairs[:count])
    target = ", ".join(pair[1] for pair in pairs[:count])
    if count > 1:
        source, target = f"({source})", f"({target})"
    word = random.choice(("must exist in", "must exist in", "must not exist in"))
    return Question(f"values in {source} {word} {other} {target}")


def same_counts(random: Random, table: Table) -> Question:
    """Draw a comparison of two row counts."""
    other = random.choice(("small", "small few", "t0", "t1", "t2"))
    return Question(f"row_count same as {other}")


def group_by(random: Random, table: Table) -> Question:
    """Draw a group by with one or two inner checks."""
    fields = random.choice(("word", "flag", "qty", "born", "flag, qty"))
    number = random.choice(("COUNT(*)", "SUM(num)", "MIN(qty)", "AVG(score)"))
    query = (
        f"SELECT {fields}, {number} AS n, COUNT(num) AS filled FROM {table.name} GROUP BY {fields}"
    )
    keys = [
        f"group_limit: {random.choice((1, 50, 50, 50))}",
        f"query: {query}",
        f"fields: [{fields}]",
        "checks:",
    ]
    for column in random.choice((("n",), ("n", "filled"))):
        keys += [f"  - {column}:", f"      name: {column} of a group"]
        words = random.choice((("fail",), ("warn",), ("warn", "fail")))
        keys += [f"      {word}: when {condition(random)}" for word in words]
    return Question("group by", tuple(keys))


def group_evolution(random: Random, table: Table) -> Question:
    """Draw a group evolution check without history."""
    field = random.choice(("word", "qty", "flag"))
    values = [str(value) for value in random.sample(("a", "b", "bob", "1", "2", "true"), 2)]
    rules = (
        f"when required group missing: {yaml_list(values)}",
        f"when forbidden group present: {yaml_list([random.choice(('b%', 'b%', 'a', 'x*'))])}",
    )
    keys = [f"query: SELECT DISTINCT {field} FROM {table.name}"]
    for word in random.choice((("warn",), ("fail",), ("warn", "fail"))):
        keys += [f"{word}:", f"  {random.choice(rules)}"]
    return Question("group evolution", tuple(keys))


def freshness_using(random: Random, table: Table) -> Question:
    """Draw the old form of freshness."""
    column = random.choice(table.of(TIMES))
    age = random.choice(("1h", "12h30m", "1d", "30d"))
    return Question(f"freshness using {column.name} with END < {age}")


def ranges_of_texts(random: Random, table: Table) -> Question:
    """Draw a count of texts whose format says that they are numbers in a range."""
    formats = ("integer", "decimal", "negative decimal", "percentage", "decimal point")
    keys = [f"valid format: {random.choice(formats)}"]
    keys += random.choice(
        (["valid min: 0"], ["valid max: 5.5"], ["valid min: -1", "valid max: 12"])
    )
    metric = random.choice(("valid_count", "invalid_count", "invalid_percent"))
    return _metric(random, f"{metric}(shape)", keys)


def lengths_of_numbers(random: Random, table: Table) -> Question:
    """Draw a length of texts that a format says to be numbers."""
    return _metric(random, f"{random.choice(_LENGTHS)}(shape)", ["valid format: decimal"])


def types_twice(random: Random, table: Table) -> Question:
    """Draw a schema check with a full list of columns and a wrong type beside it."""
    listed = ", ".join(f"'{column.bare}': null" for column in table.columns)
    keys = [f"  when mismatching columns: {{{listed}}}", "  when wrong column type: {num: date}"]
    return Question("schema", ("fail:", *keys))


def odd_freshness(random: Random, table: Table) -> Question:
    """Draw a freshness threshold that Soda reads and then ignores."""
    column = random.choice(table.of(TIMES))
    return Question(f"freshness({column.name}, END) {random.choice(('> 1d', '< 30s', '< 1d30'))}")


def unknown_keys(random: Random, table: Table) -> Question:
    """Draw a check with a key that does not exist."""
    return Question(
        "row_count > 0", (f"{random.choice(('nmae', 'thresold', 'valid max len'))}: 3",)
    )


def two_thresholds(random: Random, table: Table) -> Question:
    """Draw a threshold in the line and another below it."""
    return Question(f"row_count {condition(random)}", (f"fail: when {condition(random)}",))


def invalid_without_keys(random: Random, table: Table) -> Question:
    """Draw an invalid count that does not say what is valid."""
    return Question(f"invalid_count({random.choice(table.of(_ANY)).name}) {condition(random)}")


def unknown_columns(random: Random, table: Table) -> Question:
    """Draw a check of a column that does not exist."""
    metric = random.choice(("min", "missing_count", "duplicate_count", "missing_percent"))
    return Question(f"{metric}(nothing_like_it) {condition(random)}")


KINDS: Mapping[Callable[[Random, Table], Question], int] = {
    rows: 8,
    missing: 14,
    validity: 24,
    duplicates: 10,
    aggregates: 18,
    odd_aggregates: 6,
    aggregates_of_texts: 4,
    ranges_of_texts: 3,
    lengths: 6,
    percentiles: 4,
    freshness: 8,
    failed_rows: 10,
    own_metrics: 8,
    schemas: 8,
    references: 8,
    same_counts: 4,
    group_by: 4,
    group_evolution: 4,
    freshness_using: 2,
    odd_freshness: 1,
    lengths_of_numbers: 1,
    types_twice: 1,
    unknown_keys: 1,
    two_thresholds: 1,
    invalid_without_keys: 1,
    unknown_columns: 1,
}


def question(random: Random, table: Table) -> Question:
    """Draw a check of any kind."""
    (kind,) = random.choices(tuple(KINDS), tuple(KINDS.values()))
    return _decorated(random, kind(random, table))


def _decorated(random: Random, plain: Question) -> Question:
    """Give some checks of keys that must change nothing."""
    keys = [
        key
        for key in ("name: 'what it''s #called: ${floor}'", "attributes: {team: shop}")
        if random.random() < 0.06 and not any(own.startswith("name:") for own in plain.keys)
    ]
    if random.random() < 0.05 and "(" in plain.line:
        keys.append(random.choice(("samples limit: 3", "samples limit: 0")))
    return Question(plain.line, (*keys, *plain.keys))


def _metric(random: Random, metric: str, keys: list[str]) -> Question:
    unit = percent_unit(random) if "_percent" in metric else ""
    line, below = levels(random, unit=unit)
    return Question(f"{metric} {line}".strip(), (*keys, *filter_key(random), *below))


def _rules(random: Random, table: Table) -> list[str]:
    names = [column.bare for column in table.columns]
    some = [*random.sample(names, 2), random.choice(("gone", "NUM", "word"))]
    column = random.choice(table.columns)
    wrong = random.choice(
        ("integer", "varchar", "text", "double precision", "timestamp", "decimal")
    )
    same = "text" if column.type == "varchar" else column.type.upper()
    kind = random.choice((column.type, same, wrong))
    few = random.sample(table.columns, random.choice((2, len(table.columns))))
    listed = ", ".join(f"'{one.bare}': {random.choice((one.type, 'null'))}" for one in few)
    pattern = random.choice(("pii%", "wor", "s*", "gone", "%Name"))
    rules = (
        f"when mismatching columns: {{{listed}}}",
        f"when required column missing: {yaml_list(some)}",
        f"when forbidden column present: {yaml_list([pattern])}",
        f"when wrong column type: {{'{column.bare}': '{kind}'}}",
        f"when wrong column index: {{'{column.bare}': {random.randrange(len(names) + 1)}}}",
    )
    return random.sample(rules, random.choice((1, 1, 2)))
