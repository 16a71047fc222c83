"""Generated tables: values that checks go wrong on, as SQL that every version of DuckDB reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

NUMBERS: frozenset[str] = frozenset({"integer", "bigint", "decimal(18,3)", "double"})
TIMES: frozenset[str] = frozenset({"date", "timestamp", "timestamp with time zone"})

WORDS = ("", " ", "a", "b", "bob", "O'Brien", "N/A", "-", "é", "日本語", 'say "hi"',
         "back\\slash", "a%b", "two\nlines", "x" * 40, "NULL", "${x}", "{{ y }}", "🙂")  # fmt: skip
SHAPES = ("12", "-7", "+3", "0", " 5 ", "1.5", "1,5", ".5", "007", "12%", "1.5 %", "-0,5%",
          "10 EUR", "1,000.50 usd", "1.000,50 EUR", "2026-01-31", "31.01.2026",
          "01/31/2026", "26-1-1", "2026-W05-3", "20260131T101112Z", "10:11", "10:11:12", "23:59",
          "13:00:00", "9:5",
          "ann@example.com", "ann@example.museum", "a@b", "é@example.fr", "+1 555-123-4567",
          "555-1234", "1.2.3.4", "999.1.1.1", "::1", "fe80::1", "2001:db8::ff00:42:8329",
          "123e4567-e89b-12d3-a456-426614174000", "4111111111111111", "4111-1111-1111-1111",
          "card 4111111111111111 ok", "12345678901234")  # fmt: skip

_POOLS: Mapping[str, tuple[str, ...]] = {
    "integer": ("0", "1", "2", "3", "5", "-4", "10", "100", "2147483647"),
    "bigint": ("0", "1", "9007199254740993", "-9007199254740993", "9223372036854775807", "42"),
    "decimal(18,3)": ("0.000", "1.005", "-2.500", "3.333", "999999999999999.999", "0.001"),
    "double": ("0.0", "0.1", "-1.5", "2.5", "1e300", "1e-300", "3.0"),
    "boolean": ("TRUE", "FALSE"),
    "date": ("DATE '2026-01-31'", "DATE '2026-02-28'", "DATE '1999-12-31'", "DATE '2026-03-01'"),
    "timestamp": ("TIMESTAMP '2026-02-28 23:59:59.999999'", "TIMESTAMP '2026-03-01 11:00:00'",
                  "TIMESTAMP '1970-01-01 00:00:00'", "TIMESTAMP '2026-03-01 06:30:00'"),
    "timestamp with time zone": ("TIMESTAMPTZ '2026-03-01 12:00:00+05:30'",
                                 "TIMESTAMPTZ '2026-02-28 20:00:00-08:00'",
                                 "TIMESTAMPTZ '2026-03-01 11:59:59+00'"),
    "varchar": (),
}  # fmt: skip
_NOT_FINITE = ("'NaN'::DOUBLE", "'Infinity'::DOUBLE", "'-Infinity'::DOUBLE")
_NAMES: Mapping[str, tuple[str, ...]] = {
    "integer": ("num", "qty"),
    "bigint": ("big",),
    "decimal(18,3)": ("price",),
    "double": ("score", '"Odd Name"'),
    "varchar": ("word", "shape", '"Quoted"'),
    "boolean": ("flag",),
    "date": ("born",),
    "timestamp": ("seen",),
    "timestamp with time zone": ("zoned",),
}


@dataclass(frozen=True)
class Column:
    """A column, its name as SodaCL and SQL write it."""

    name: str
    type: str

    @property
    def bare(self) -> str:
        """The name without quotes, as the catalogue has it."""
        return self.name.strip('"')


@dataclass(frozen=True)
class Table:
    """A table: its columns and its rows of SQL literals."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def statements(self) -> list[str]:
        """What makes it."""
        columns = ", ".join(f"{column.name} {column.type}" for column in self.columns)
        made = [f"CREATE TABLE {self.name} ({columns})"]
        if self.rows:
            rows = ",\n  ".join(f"({', '.join(row)})" for row in self.rows)
            made.append(f"INSERT INTO {self.name} VALUES\n  {rows}")
        return made

    def of(self, types: frozenset[str]) -> list[Column]:
        """Give the columns of some types."""
        return [column for column in self.columns if column.type in types]


def quote(text: str) -> str:
    """Give a text as a SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def make_table(random: Random, name: str) -> Table:
    """Draw a table; one of eight is empty, one of three has NaN and infinity in its doubles."""
    columns = tuple(Column(word, kind) for kind, words in _NAMES.items() for word in words)
    count = random.choice((0, 1, 2, 3, 5, 8, 13, 21))
    nulls = random.choice((0.0, 0.2, 0.5))
    extra = _NOT_FINITE if random.random() < 0.33 else ()
    if random.random() < 0.1:
        nulls = 1.0
    rows = tuple(
        tuple(_literal(random, column, nulls, extra) for column in columns) for _ in range(count)
    )
    return Table(name, columns, rows)


def _literal(random: Random, column: Column, nulls: float, extra: tuple[str, ...]) -> str:
    if random.random() < nulls:
        return "NULL"
    if column.type == "varchar":
        return quote(random.choice(SHAPES if column.name == "shape" else WORDS))
    pool = _POOLS[column.type]
    return random.choice(pool + extra if column.type == "double" else pool)
