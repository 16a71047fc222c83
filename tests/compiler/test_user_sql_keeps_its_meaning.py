"""SQL that users wrote means what the engine makes of it, though it went through a tree."""

import sqlite3
from typing import Any

import duckdb
import psycopg
import pytest

from seltzer_compiler.user_sql import parse_expression
from seltzer_dialects.registry import get_dialect

TABLE = ("CREATE TABLE t (a INTEGER, b INTEGER)", "INSERT INTO t VALUES (1, 2), (2, 4)")
CASES = {
    "sqlite": """
        SUM(CAST(a AS DECIMAL) / b)
        CAST('7' AS DECIMAL(10, 2)) / 2
        CAST('7' AS NUMERIC) / 2
        CAST('3.5' AS BOOLEAN)
        CAST(3.7 AS INT)
        CAST(1 AS DOUBLE PRECISION) / 2
        CAST(1 AS FLOAT) / 2
        CAST('2024-01-02' AS DATE)
        CAST('2024-01-02 10:00' AS TIMESTAMP)
        CAST(3 AS VARCHAR(2)) || 'x'
        CAST(3 AS BLOB)
        MOD(7.5, 2)
        REPLACE('abc', 'b', 'd') = 'adc'
        SUBSTR('abcdef', -2)
        7 / 2
        7 % 2
        IIF(1, 2, 3)
        MAX(1, 2)
        'abc' LIKE 'A%'
        strftime('%Y', '2024-01-02')
        '{"a": 5}' ->> '$.a'
        """,
    "duckdb": """
        FORMAT('%s', 'a')
        FORMAT('{}', 'a')
        CAST('7' AS DECIMAL(10, 2)) / 2
        CAST(0.1 AS FLOAT) = 0.1
        7 // 2
        2 ^ 3
        ROUND(2.5)
        date_sub('month', DATE '2024-01-31', DATE '2024-02-28')
        LOG(100)
        ARG_MAX(a, b)
        """,
    "postgres": """
        TO_HEX(255)
        CAST('7' AS DECIMAL(10, 2)) / 2
        CAST(0.1 AS REAL) = 0.1
        7 / 2
        2 ^ 3
        ROUND(2.5)
        'abc' ~* 'B'
        LOG(100)
        DATE_PART('dow', DATE '2024-01-07')
        TRIM(BOTH 'x' FROM 'xax')
        """,
}


def connect(engine: str, postgres_url: str | None) -> Any:  # Any: three drivers
    if engine == "sqlite":
        return sqlite3.connect(":memory:")
    if engine == "duckdb":
        return duckdb.connect()
    return psycopg.connect(postgres_url or "")


@pytest.mark.parametrize(
    ("engine", "sql"),
    [(name, line.strip()) for name, text in CASES.items() for line in text.strip().splitlines()],
)
def test_a_tree_computes_what_the_text_does(
    engine: str, sql: str, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgres_url") if engine == "postgres" else None
    dialect = get_dialect(engine)
    session = connect(engine, url)
    if engine == "postgres":
        session.execute("SET search_path TO pg_temp")
    for statement in TABLE:
        session.execute(statement)
    texts = (sql, dialect.render(parse_expression(sql, dialect.sqlglot).copy()))

    native, ours = (
        session.execute(" ".join(("SELECT", text, "FROM t"))).fetchall() for text in texts
    )
    session.close()

    assert ours == native
