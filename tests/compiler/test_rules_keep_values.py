"""No rule changes a value: what is computed with and without each rule is the same."""

import math
import random
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seltzer_compiler.compile import compile_checks
from seltzer_compiler.plan import Measured, RawValue, ScanPlan
from seltzer_compiler.statistics import Statistics
from seltzer_dialects.base import Dialect
from seltzer_dialects.column_statistics import ColumnStatistics
from seltzer_dialects.connection import Connection
from seltzer_dialects.duckdb import DuckDB
from seltzer_dialects.postgres import Postgres
from seltzer_dialects.sqlite import SQLite
from seltzer_specs.checks import Check
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.names import DatasetRef, Name

TABLES = 8
TEXTS = (
    "",
    "a",
    "A",
    "ab",
    "b",
    "1",
    "-2",
    "3,5",
    " 4 ",
    "x@y.de",
    "Zoë",
    "日本",
    "O'Brien",
    "N/A",
    "é",
)
NUMBERS = ("0", "1", "-1", "0.5", "2.25", "1e300", "-0.0", "'NaN'", "'Infinity'")
OFF: dict[str, object] = {
    "MISSING_FORM": "count",
    "INVALID_FORM": "count",
    "REFERENCE_FORM": "left_join",
    "LISTS_PERCENTILES": False,
    "FUSES_DISTINCT": True,
    "FUSES_PERCENTILE": True,
    "VALUES_ONCE_SHARE": 0.0,
    "PERCENTILE_COUNTED_SHARE": 0.0,
    "HASH_FIRST_BYTES": None,
}
"""Values of constants without the rules that they speak of."""
ON: dict[str, dict[str, object]] = {
    "missing-by-difference": {"MISSING_FORM": "difference"},
    "invalid-by-difference": {"INVALID_FORM": "difference"},
    "percentile-list": {"LISTS_PERCENTILES": True},
    "distinct-apart": {"FUSES_DISTINCT": False},
    "percentile-apart": {"FUSES_PERCENTILE": False},
    "values-once": {"VALUES_ONCE_SHARE": 1.0, "GROUPS_TEXTS_BY_BYTES": True},
    "percentile-counted": {"PERCENTILE_COUNTED_SHARE": 1.0},
    "hash-first": {"HASH_FIRST_BYTES": 0},
}
WITHOUT: dict[type[Dialect], frozenset[str]] = {
    SQLite: frozenset({"percentile-list", "percentile-counted", "hash-first"}),
    Postgres: frozenset({"hash-first"}),
}
"""Rules that an engine has no SQL for."""
ALIKE = ColumnStatistics(rows=10, distinct=1, mean_bytes=50)
"""Statistics of a column that has few values."""
DIFFERENT = ColumnStatistics(rows=10, distinct=10, mean_bytes=50)


def variant(kind: type[Dialect], **constants: object) -> Dialect:
    """Give a dialect with some constants changed."""
    made: type[Dialect] = type(f"Some{kind.__name__}", (kind,), constants)
    return made()


def variants(kind: type[Dialect]) -> dict[str, Dialect]:
    """Give a dialect per rule that is on, the one of users, and in `none` the one without any."""
    rules = {**ON, "reference-join": dict[str, object](REFERENCE_FORM=kind.REFERENCE_FORM)}
    found = {"none": variant(kind, **OFF), "all": kind()}
    for rule in rules.keys() - WITHOUT.get(kind, frozenset()):
        found[rule] = variant(kind, **{**OFF, **rules[rule]})
    return found


def statistics_of(table: str, column: ColumnStatistics) -> Statistics:
    dataset = DatasetRef((Name(table),))
    return Statistics({(dataset, Name(name)): column for name in "ifsd"})


def statements(kind: type[Dialect]) -> list[str]:
    """Give the statements that make generated tables; the first has no rows."""
    made: list[str] = []
    for number in range(TABLES):
        pick = random.Random(number)
        made.append(
            f"CREATE TABLE t{number} (i INTEGER, f DOUBLE PRECISION, s TEXT, d DECIMAL(9, 2))"
        )
        rows = [_row(pick, kind) for _ in range((0, 1, 2, 7, 20, 60, 60, 200)[number])]
        if rows:
            made.append(f"INSERT INTO t{number} VALUES {', '.join(rows)}")
    return made


def _row(pick: random.Random, kind: type[Dialect]) -> str:
    number = pick.choice(NUMBERS)
    if number.startswith("'"):  # SQLite has no such numbers, it would keep the text
        number = "NULL" if kind is SQLite else f"CAST({number} AS DOUBLE PRECISION)"
    text = pick.choice(TEXTS).replace("'", "''")
    cells = (str(pick.randint(-3, 9)), number, f"'{text}'", f"{pick.randint(-99, 99) / 4}")
    return f"({', '.join('NULL' if pick.random() < 0.2 else cell for cell in cells)})"


VALIDITY = (
    None, "valid values: [a, b, 'O''Brien']", "valid max length: 1", "valid min length: 2",
    "valid regex: '^[a-z]'", "valid regex: ë",
    "missing values: ['', N/A]\n      valid regex: '^.b?$'",
    "missing regex: '^$'\n      valid format: email", "invalid values: [a, '日本']",
    "invalid regex: '[0-9]'", "valid format: decimal", "valid format: integer\n      valid min: 0",
    "valid values: [a]\n      invalid values: [a]",
    "valid regex: '^[a-z]'\n      include null: true",
)  # fmt: skip
FILTERS = (None, "i > 1 OR s = 'a'", "s IS NULL", "i < -9")
OF_TEXT = (
    "missing_count(s)", "missing_percent(s)", "duplicate_count(s)", "distinct_count(s)",
    "unique_count(s)", "min_length(s)", "max_length(s)", "avg_length(s)", "valid_count(s)",
    "invalid_count(s)", "valid_percent(s)", "invalid_percent(s)",
)  # fmt: skip
OTHER = (
    "row_count", "missing_count(i)", "duplicate_count(i)", "duplicate_count(i, s)", "min(i)",
    "max(f)", "sum(i)", "avg(d)", "stddev(i)", "min(d)", "distinct_count(f)",
)  # fmt: skip
PERCENTILES = tuple(
    f"percentile({column}, {fraction})"
    for column in ("i", "f", "d")
    for fraction in (0, 0.07, 0.29, 0.5, 0.9, 1)
)
LINES = (
    "- n_s = 1:\n      n_s expression: COUNT(DISTINCT s)",
    "- n_i = 1:\n      n_i expression: COUNT(DISTINCT i)",
    "- n_two = 1:\n      n_two expression: COUNT(DISTINCT i) + COUNT(*)",
    "- values in (i) must exist in t5 (i)",
    "- values in (i, s) must exist in t5 (i, s)",
    "- values in (s) must not exist in t4 (s)",
)
ITEMS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(OF_TEXT), st.sampled_from(FILTERS), st.sampled_from(VALIDITY)),
        st.tuples(st.sampled_from(OTHER), st.sampled_from(FILTERS), st.none()),
        st.tuples(st.sampled_from(PERCENTILES), st.sampled_from((None, FILTERS[1])), st.none()),
        st.tuples(st.sampled_from(LINES), st.none(), st.none()),
    ),
    min_size=1,
    max_size=8,
)


def text_of(table: str, items: Sequence[tuple[str, str | None, str | None]]) -> str:
    lines = [f"filter {table} [late]:", "  where: i > 1 OR i IS NULL", f"checks for {table}:"]
    for metric, condition, asked in items:
        if metric.startswith("-"):
            lines.append(f"  {metric}")
            continue
        is_count_of_validity = metric.startswith(("invalid", "valid"))
        validity = asked or (VALIDITY[1] if is_count_of_validity else None)
        validity = None if metric.startswith("duplicate") else validity
        lines += [f"  - {metric} > -1:", "      name: asked"]
        lines += [f"      filter: {condition}"] if condition else []
        lines += [f"      {validity}"] if validity else []
    return "\n".join(lines) + "\n"


def answers(plan: ScanPlan, connection: Connection) -> list[object]:
    """Give the value of each check, or the text of why there is none."""
    values: dict[str, RawValue] = {}
    for query in plan.queries:
        values.update(zip(query.outputs, connection.fetch(query.sql).rows[0], strict=True))
    found: list[object] = []
    for check in plan.checks:
        assert check.error is None or "cannot be computed" in str(check.error)
        if check.metric is not None:
            try:
                found.append(check.metric.formula.evaluate(values))
            except ValueError as error:
                found.append(str(error))
    return found


def is_equal(one: object, other: object) -> bool:
    """Compare numbers to 12 digits: threads add up floats in any order."""
    if not isinstance(one, Measured) or not isinstance(other, Measured) or one.value is None:
        return one == other
    pair = (one.value, other.value)
    if all(isinstance(value, int | float | Decimal) for value in pair):
        return math.isclose(*(float(str(value)) for value in pair), rel_tol=1e-12)
    return pair[0] == pair[1]


@pytest.fixture(scope="module", params=[DuckDB, Postgres, SQLite], ids=lambda kind: kind.name)
def engine(
    request: pytest.FixtureRequest,
    new_source: Callable[[str, Sequence[str]], DataSourceSettings],
) -> Iterator[tuple[type[Dialect], Connection]]:
    kind: type[Dialect] = request.param
    source = new_source(kind.name, statements(kind))
    with kind().connect(source, root=Path()) as connection:
        yield kind, connection


@given(table=st.integers(0, TABLES - 1), items=ITEMS)
@settings(max_examples=60)
def test_values_with_and_without_each_rule_are_the_same(
    table: int,
    items: list[tuple[str, str | None, str | None]],
    engine: tuple[type[Dialect], Connection],
    checks_of: Callable[[str], tuple[Check, ...]],
) -> None:
    kind, connection = engine
    name = f"t{table}"
    checks = checks_of(text_of(name, items))
    found: dict[str, list[object]] = {}
    for rule, dialect in variants(kind).items():
        column = DIFFERENT if rule == "hash-first" else ALIKE
        plan = compile_checks(
            checks, dialect=dialect, data_source="shop", statistics=statistics_of(name, column)
        )
        found[rule] = answers(plan, connection)

    for rule, values in found.items():
        pairs = zip(values, found["none"], strict=True)
        assert all(is_equal(one, other) for one, other in pairs), (rule, values, found["none"])
