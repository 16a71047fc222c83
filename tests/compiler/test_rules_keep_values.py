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
from seltzer_dialects.base import Dialect
from seltzer_dialects.connection import Connection
from seltzer_dialects.duckdb import DuckDB
from seltzer_dialects.postgres import Postgres
from seltzer_dialects.sqlite import SQLite
from seltzer_specs.checks import Check
from seltzer_specs.data_sources import DataSourceSettings

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
OFF = {
    "MISSING_FORM": "count",
    "INVALID_FORM": "count",
    "REFERENCE_FORM": "left_join",
    "LISTS_PERCENTILES": False,
    "FUSES_DISTINCT": True,
    "FUSES_PERCENTILE": True,
}
"""Values of constants without the rule that they speak of."""
ON: dict[str, object] = {
    "missing-by-difference": {"MISSING_FORM": "difference"},
    "invalid-by-difference": {"INVALID_FORM": "difference"},
    "reference-join": {},
    "percentile-list": {"LISTS_PERCENTILES": True},
    "distinct-apart": {"FUSES_DISTINCT": False},
    "percentile-apart": {"FUSES_PERCENTILE": False},
}


def variant(kind: type[Dialect], **constants: object) -> Dialect:
    """Give a dialect with some constants changed."""
    made: type[Dialect] = type(f"Some{kind.__name__}", (kind,), constants)
    return made()


def variants(kind: type[Dialect]) -> dict[str, Dialect]:
    """Give a dialect per rule that is on, the one of users, and in `none` the one without any."""
    off = {name: value for name, value in OFF.items() if _has(kind, name)}
    found = {"none": variant(kind, **off), "all": kind()}
    for rule, constants in ON.items():
        given = dict(constants) if isinstance(constants, dict) else {}
        if rule == "reference-join":
            given = {"REFERENCE_FORM": kind.REFERENCE_FORM}
        if all(_has(kind, name) for name in given):
            found[rule] = variant(kind, **{**off, **given})
    return found


def _has(kind: type[Dialect], constant: str) -> bool:
    return constant != "LISTS_PERCENTILES" or kind.LISTS_PERCENTILES


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
    checks = checks_of(text_of(f"t{table}", items))
    found = {
        name: answers(compile_checks(checks, dialect=dialect, data_source="shop"), connection)
        for name, dialect in variants(kind).items()
    }

    for rule, values in found.items():
        pairs = zip(values, found["none"], strict=True)
        assert all(is_equal(one, other) for one, other in pairs), (rule, values, found["none"])
