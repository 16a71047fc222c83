"""What engines say of a failed statement, without the rows that they say it of."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from tests.engines.names import ENGINES

from seltzer_dialects.registry import get_dialect
from seltzer_dialects.row_values import hide_row_values
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.errors import QueryError

NewSource = Callable[[str, Sequence[str]], DataSourceSettings]

TOKEN = "CANARY-7f3a9c51"
NUMBER = "7391550042"
TRICKY = f"he said \"{TOKEN}\" and 'left'\nat {NUMBER}"

ROWS = (
    "CREATE TABLE secrets (word VARCHAR(99), tricky VARCHAR(99), num BIGINT)",
    f"INSERT INTO secrets VALUES ('{TOKEN}', '{TRICKY.replace(chr(39), chr(39) * 2)}', {NUMBER})",
)
STATEMENTS = {
    "clickhouse": [
        "SELECT SUM(toInt32(assumeNotNull(word))) FROM secrets",
        "SELECT toDate(assumeNotNull(tricky)) FROM secrets",
        "SELECT CAST(assumeNotNull(tricky) AS UUID) FROM secrets",
        "SELECT CAST(assumeNotNull(word) AS DateTime64) FROM secrets",
        "SELECT toDecimal32(num, 5) FROM secrets",
        "SELECT parseDateTime(word, '%Y') FROM secrets",
    ],
    "duckdb": [
        "SELECT SUM(CAST(word AS INTEGER)) FROM secrets",
        "SELECT CAST(tricky AS INTEGER) FROM secrets",
        "SELECT CAST(word AS DATE) FROM secrets",
        "SELECT CAST(num AS TINYINT) FROM secrets",
        "SELECT num * num * num FROM secrets",
        "SELECT STRPTIME(word, '%Y') FROM secrets",
        "SELECT STRPTIME(tricky, '%Y') FROM secrets",
        "SELECT ERROR(word) FROM secrets",
        "SELECT CAST(word AS JSON) FROM secrets",
        "SELECT REGEXP_MATCHES('a', word || '(') FROM secrets",
        "SELECT CAST(word AS STRUCT(a INTEGER)) FROM secrets",
    ],
    "mysql": [
        "SELECT SUM(word) FROM secrets",
        "SELECT CAST(tricky AS DOUBLE) FROM secrets",
        "SELECT CAST(word AS DATE) FROM secrets",
        "SELECT num * num * num FROM secrets",
    ],
    "postgres": [
        "SELECT CAST(word AS INTEGER) FROM secrets",
        "SELECT CAST(tricky AS INTEGER) FROM secrets",
        "SELECT CAST(word AS DATE) FROM secrets",
        "SELECT CAST(word AS JSON) FROM secrets",
        "SELECT TO_DATE(word, 'YYYY') FROM secrets",
        "SELECT 'a' ~ (word || '(') FROM secrets",
        "SELECT ('{' || tricky)::INT[] FROM secrets",
        "SELECT CHR((num % 100000)::INT * 1000) FROM secrets",
        "SELECT complain(word) FROM secrets",
    ],
    "spark": [
        "SELECT SUM(word) FROM secrets",
        "SELECT CAST(tricky AS INT) FROM secrets",
        "SELECT CAST(word AS DATE) FROM secrets",
        "SELECT CAST(num AS TINYINT) FROM secrets",
        "SELECT num * num * num FROM secrets",
        "SELECT TO_TIMESTAMP(word, 'yyyy') FROM secrets",
        "SELECT RAISE_ERROR(word) FROM secrets",
        "SELECT 'a' RLIKE (word || '(') FROM secrets",
    ],
    "sqlite": [
        "SELECT JSON_EXTRACT(tricky, '$.a') FROM secrets",
        "SELECT ABS(num - num - 9223372036854775807 - 1) FROM secrets",
        "SELECT word REGEXP (word || '(') FROM secrets",
    ],
}
COMPLAIN = """CREATE FUNCTION complain(x TEXT) RETURNS INT LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'bad %', x USING DETAIL = x, HINT = x; END $$"""


@pytest.fixture(scope="module", params=ENGINES)
def secrets(request: pytest.FixtureRequest, new_source: NewSource) -> DataSourceSettings:
    """One row that no message may quote, on each engine."""
    is_postgres = request.param == "postgres"
    return new_source(request.param, (*ROWS, COMPLAIN) if is_postgres else ROWS)


def failure(source: DataSourceSettings, sql: str) -> QueryError:
    """Give the error of a statement."""
    with get_dialect(source.type).connect(source, root=Path()) as connection:
        with pytest.raises(QueryError) as caught:
            connection.fetch(sql)
        with pytest.raises(QueryError) as streamed:
            list(connection.stream(sql))
    assert streamed.value.text == caught.value.text
    return caught.value


def test_no_message_quotes_a_row(secrets: DataSourceSettings) -> None:
    for sql in STATEMENTS[secrets.type]:
        error = failure(secrets, sql)
        shown = f"{error} {error.text} {error.__cause__} {error.__suppress_context__}"

        for part in (TOKEN, TOKEN[:4], "7f3a9c51", "he said", "left", NUMBER, "50042"):
            assert part not in shown, (sql, shown)
        assert len(error.text) > 10, sql


def test_what_no_row_has_caused_is_told_whole(secrets: DataSourceSettings) -> None:
    for sql, word in (("SELECT nope FROM secrets", "nope"), ("SELECT 1 FROM nowhere", "nowhere")):
        assert word in failure(secrets, sql).text


def test_what_the_statement_itself_holds_is_shown(new_source: NewSource) -> None:
    source = new_source("duckdb", ROWS)

    assert "'no number'" in failure(source, "SELECT CAST('no number' AS INTEGER)").text


@pytest.mark.parametrize(
    ("message", "sql", "shown"),
    [
        ('bad type: "x" of "y"', "SELECT y", 'bad type: "…"'),
        ('bad column "y": "x"', "SELECT y", 'bad column "y": "…"'),
        ("value 300 can't be INT8", "SELECT a", "value … can't be INT8"),
        ("value 300 of 300", "SELECT 300", "value 300 of 300"),
        ("value 300L of 1.5BD, 300", "SELECT 300", "value … of …, 300"),
        ("no DECIMAL(4,2): 1.5e3", "SELECT a", "no DECIMAL(4,2): …"),
        ('never "closed', "SELECT a", 'never "…"'),
        ("'a' of 'able'", "SELECT able", "'…'"),
        ("first\nsecond 'x'", "SELECT a", "first"),
        ("at 2026-01-02 03:04:05.6", "SELECT a", "at …-…-… …"),
    ],
)
def test_quotes_and_numbers_of_rows_are_hidden(message: str, sql: str, shown: str) -> None:
    assert hide_row_values(message, sql) == shown


def test_a_password_in_a_statement_is_hidden_in_its_error(new_source: NewSource) -> None:
    made = new_source("duckdb", ROWS)
    source = DataSourceSettings(
        "d", "duckdb", {**made.options, "password": "hunter2-xyzzy"}, from_environment=("s3cr3t-x",)
    )
    sql = "SELECT * FROM read_csv('/nowhere/hunter2-xyzzy/s3cr3t-x.csv')"

    text = failure(source, sql).text

    assert "/nowhere/***/***.csv" in text
