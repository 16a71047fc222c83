"""Every metric on dialects whose engines no test can start: pinned text, transpiled to DuckDB."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
import sqlglot
from tests.compiler.conftest import PEOPLE
from tests.compiler.test_metric_matrix import (
    CASES,
    PINNED,
    ROW_CASES,
    check_for,
    compiled_texts,
    is_answer,
    pinned_texts,
)

from seltzer_compiler.compile import compile_checks
from seltzer_compiler.plan import RawValue
from seltzer_dialects.base import Dialect
from seltzer_dialects.connection import Connection
from seltzer_dialects.registry import BUILT_IN, get_dialect
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.errors import UnsupportedError

WAREHOUSES = [name for name in sorted(BUILT_IN) if not get_dialect(name).IS_RUN_IN_TESTS]

STAND_INS: Mapping[str, str] = {
    "oreplace(a, b, c)": "replace(a, b, c)",
    "stdev(x)": "stddev_samp(x)",
    "stdevp(x)": "stddev_pop(x)",
    "var(x)": "var_samp(x)",
    "varp(x)": "var_pop(x)",
}
"""Functions that sqlglot passes on by a name that DuckDB does not know, with what they do."""


@pytest.fixture(params=WAREHOUSES)
def warehouse(request: pytest.FixtureRequest) -> Dialect:
    """Each dialect that cannot be run here."""
    return get_dialect(request.param)


@pytest.fixture(scope="module")
def duck(
    new_source: Callable[[str, Sequence[str]], DataSourceSettings],
) -> Iterator[Connection]:
    """DuckDB with the rows."""
    macros = [f"CREATE MACRO {left} AS {right}" for left, right in STAND_INS.items()]
    source = new_source("duckdb", [*PEOPLE, *macros])
    with get_dialect("duckdb").connect(source, root=Path()) as connection:
        yield connection


def is_refused(case: str, dialect: Dialect) -> bool:
    plan = compile_checks([check_for(case, dialect)], dialect=dialect, data_source="test")
    return plan.checks[0].error is not None


def test_text_is_as_pinned(warehouse: Dialect) -> None:
    texts = compiled_texts(warehouse)
    if os.environ.get("SELTZER_WRITE_PINNED"):
        blocks = [f"-- case: {name}\n{text}\n" for name, text in texts.items()]
        (PINNED / f"{warehouse.name}.sql").write_text("\n".join(blocks), encoding="utf-8")

    assert pinned_texts(warehouse) == texts


def test_text_parses_back_to_itself(warehouse: Dialect) -> None:
    for case in (*CASES, *ROW_CASES):
        check = check_for(case, warehouse)
        plan = compile_checks([check], dialect=warehouse, data_source="test")
        sent = [query.sql for query in plan.queries if query.kind != "user"]
        again = [
            warehouse.render(sqlglot.parse_one(sql, dialect=warehouse.sqlglot)) for sql in sent
        ]

        assert again == sent, case


def answers(case: str, dialect: Dialect, duck: Connection) -> bool:
    """Whether DuckDB gives the known answer."""
    plan = compile_checks([check_for(case, dialect)], dialect=dialect, data_source="test")
    values: dict[str, RawValue] = {}
    for query in plan.queries:
        row = duck.fetch(in_duckdb(query.sql, dialect)).rows[0]
        if query.kind == "user":
            row = (next(cell for cell in reversed(row) if cell is not None),)
        values.update(zip(query.outputs, row, strict=True))
    metric = plan.checks[0].metric
    assert metric is not None
    return is_answer(metric.formula.evaluate(values), CASES[case][1])


def test_transpiled_text_gives_the_known_answers(warehouse: Dialect, duck: Connection) -> None:
    wrong = [
        case
        for case in CASES
        if not is_refused(case, warehouse) and not answers(case, warehouse, duck)
    ]

    assert wrong == []


def in_duckdb(sql: str, dialect: Dialect) -> str:
    (text,) = sqlglot.transpile(sql, read=dialect.sqlglot, write="duckdb")
    return text


def test_only_what_is_declared_is_refused(warehouse: Dialect) -> None:
    refused = {case for case in CASES if is_refused(case, warehouse)}

    assert bool(refused) == ("regex" in warehouse.UNSUPPORTED)
    for case in refused:
        plan = compile_checks([check_for(case, warehouse)], dialect=warehouse, data_source="test")
        assert isinstance(plan.checks[0].error, UnsupportedError)
        assert str(plan.checks[0].error).startswith("checks/people.yml:3:5: patterns cannot be")
