"""`import seltzer`: what programs give, what they get, and what is raised."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import sqlalchemy as sa
from sqlalchemy.pool import NullPool
from tests.engines.mariadb import fresh_database

import seltzer

CHECKS = """
checks for orders:
  - row_count = 3
  - missing_count(customer) = 0
  - max(id) = 3
"""
ROWS: Mapping[str, list[Any]] = {"id": [1, 2, 3], "customer": [7.0, None, 9.0]}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without a project."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def orders() -> pd.DataFrame:
    return pd.DataFrame(ROWS)


def outcomes(report: seltzer.Report) -> list[str]:
    return [check.outcome for check in report.checks]


def test_the_public_names_are_these() -> None:
    assert seltzer.__all__ == [
        "ChecksFailedError", "ChecksWarnedError", "ConfigError", "DeliveryError",
        "NotComputedError", "OutcomeError", "RefusedError", "Report", "SeltzerError", "SpecError",
        "SpecErrorGroup", "__version__", "scan",
    ]  # fmt: skip
    assert all(hasattr(seltzer, name) for name in seltzer.__all__)


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame(ROWS),
        pd.DataFrame(ROWS, dtype="Float64"),
        pl.DataFrame(ROWS),
        pl.DataFrame(ROWS).lazy(),
        pa.table(dict(ROWS)),
        pa.RecordBatchReader.from_batches(
            pa.table(dict(ROWS)).schema, pa.table(dict(ROWS)).to_batches()
        ),
    ],
    ids=["pandas", "pandas nullable", "polars", "polars lazy", "arrow", "arrow reader"],
)
def test_frames_are_datasets(frame: object) -> None:
    text = f"{CHECKS}  - duplicate_count(id) = 0\n  - values in id must exist in orders id\n"

    report = seltzer.scan(text, frames={"orders": frame})

    assert outcomes(report) == ["pass", "fail", "pass", "pass", "pass"]
    assert report.scan.data_source == "frames"


def test_frames_have_schemas_and_any_name() -> None:
    text = """
checks for "my orders":
  - schema:
      fail:
        when required column missing: [id]
        when wrong column type: {id: bigint}
"""
    assert seltzer.scan(text, frames={"my orders": pl.DataFrame(ROWS)}).outcome == "pass"


def test_a_frame_sees_no_variable_of_the_program(orders: pd.DataFrame) -> None:
    secret = orders  # DuckDB would find it by its name

    report = seltzer.scan("checks for secret: [row_count = 3]", frames={"orders": secret})

    assert outcomes(report) == ["error"]


def test_a_duckdb_connection_is_used_as_it_is(orders: pd.DataFrame) -> None:
    with duckdb.connect() as session:
        session.execute("CREATE TEMP TABLE mine AS SELECT 1 AS id, NULL::INTEGER AS customer")
        session.register("orders", orders)
        report = seltzer.scan(
            f"{CHECKS}checks for mine:\n  - row_count = 1\n", connections={"here": session}
        )

        assert outcomes(report) == ["pass", "fail", "pass", "pass"]
        assert session.execute("SELECT COUNT(*) FROM mine").fetchone() == (1,)


def test_one_connection_under_two_names_is_asked_one_thing_at_a_time() -> None:
    with duckdb.connect() as session:
        session.execute("CREATE TABLE orders AS SELECT range AS id FROM range(1000)")
        report = seltzer.scan(
            "checks for orders:\n  - row_count same as orders in there\n",
            connections={"here": session, "there": session},
            data_source="here",
        )

    assert report.outcome == "pass"


TABLE = "CREATE TABLE orders (id INTEGER, customer INTEGER, word VARCHAR(20))"
INSERT = "INSERT INTO orders VALUES (1, 7, '50% a:b'), (2, NULL, NULL), (3, 9, 'x')"
ODD = """
  - failed rows:
      fail condition: word = '50% a:b'
  - invalid_count(word) = 1:
      valid regex: '^5'
"""


@pytest.fixture
def postgres_engine(postgres_url: str) -> Iterator[sa.Engine]:
    yield from _engine(postgres_url.replace("postgresql://", "postgresql+psycopg://"))


def _engine(url: str, **options: Any) -> Iterator[sa.Engine]:
    engine = sa.create_engine(url, **options)
    with engine.begin() as connection:
        connection.exec_driver_sql(TABLE)
        connection.exec_driver_sql(INSERT, execution_options={"no_parameters": True})
    yield engine
    engine.dispose()


@pytest.fixture(params=["postgres", "postgres unpooled", "mysql", "sqlite", "sqlite memory"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """An engine with `orders`, of each driver that is here."""
    if request.param.startswith("postgres"):
        url = request.getfixturevalue("postgres_url").replace("postgresql:", "postgresql+psycopg:")
        options = {"poolclass": NullPool} if "unpooled" in request.param else {}
        yield from _engine(url, **options)
    elif request.param == "mysql":
        yield from _mysql(request.getfixturevalue("mysql_server"))
    else:
        yield from _engine("sqlite://" if "memory" in request.param else f"sqlite:///{tmp_path}/a")


def _mysql(server: dict[str, Any]) -> Iterator[sa.Engine]:
    with fresh_database(server, ()) as settings:
        given = settings.options
        url = sa.URL.create(
            "mysql+pymysql",
            username=str(given.get("username") or given["user"]),
            password=str(given.get("password") or ""),
            host=str(given.get("host") or ""),
            port=int(str(given["port"])) if "port" in given else None,
            database=str(given["database"]),
            query={"unix_socket": str(given["unix_socket"])} if "unix_socket" in given else {},
        )
        yield from _engine(url.render_as_string(False))


def test_an_engine_is_scanned_by_sessions_of_its_own(engine: sa.Engine) -> None:
    report = seltzer.scan(f"{CHECKS}{ODD}", connections={"warehouse": engine}, threads=3)

    assert outcomes(report) == ["pass", "fail", "pass", "fail", "pass"]
    with engine.begin() as connection:  # what the pool gives is as it was
        connection.exec_driver_sql("INSERT INTO orders VALUES (4, 1, 'y')")
        assert connection.exec_driver_sql("SELECT COUNT(*) FROM orders").scalar() == 4


def test_an_engine_is_read_only(postgres_engine: sa.Engine) -> None:
    with postgres_engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE FUNCTION spoil() RETURNS INTEGER LANGUAGE sql AS "
            "'DELETE FROM orders RETURNING 1'"
        )
        text = "checks:\n  - failed rows:\n      fail query: SELECT spoil()\n"
    with postgres_engine.connect() as connection:
        for given in (postgres_engine, connection):
            report = seltzer.scan(text, connections={"w": given})

            assert outcomes(report) == ["error"]
            assert "read-only transaction" in (report.checks[0].reason or "")


def test_a_connection_is_scanned_with_what_only_it_sees(postgres_engine: sa.Engine) -> None:
    text = f"{CHECKS}  - avg(nope) > 1\n  - min(id) = 1\n"
    with postgres_engine.connect() as connection:
        connection.exec_driver_sql("DELETE FROM orders WHERE id = 3")
        report = seltzer.scan(text, connections={"w": connection})

        assert outcomes(report) == ["fail", "fail", "fail", "error", "pass"]
        assert connection.in_transaction()
        assert connection.exec_driver_sql("SELECT COUNT(*) FROM orders").scalar() == 2
        connection.rollback()
        assert connection.exec_driver_sql("SELECT COUNT(*) FROM orders").scalar() == 3


def test_a_connection_without_a_transaction_has_none_afterwards(
    postgres_engine: sa.Engine,
) -> None:
    with postgres_engine.connect() as connection:
        report = seltzer.scan(CHECKS, connections={"w": connection})

        assert outcomes(report) == ["pass", "fail", "pass"]
        assert not connection.in_transaction()


def test_a_query_that_takes_too_long_is_stopped_in_a_connection_of_others(
    postgres_engine: sa.Engine,
) -> None:
    text = "checks:\n  - failed rows:\n      fail query: SELECT pg_sleep(60)\n"
    with postgres_engine.connect() as connection:
        for given in (postgres_engine, connection):
            report = seltzer.scan(text, connections={"w": given}, query_timeout_s=0.2)

            assert report.scan.errors[0].code == "timeout"


def test_a_sqlite_connection_is_used_as_it_is(tmp_path: Path) -> None:
    (engine,) = _engine(f"sqlite:///{tmp_path}/a.db")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TEMP TABLE mine AS SELECT 1 AS id")
        report = seltzer.scan(
            f"{CHECKS}{ODD}checks for mine:\n  - row_count = 1\n", connections={"w": connection}
        )

    assert outcomes(report) == ["pass", "fail", "pass", "fail", "pass", "pass"]


def test_an_engine_that_cannot_connect_tells_no_secret() -> None:
    engine = sa.create_engine("postgresql+psycopg://ann:s3cr3t-word@127.0.0.1:9/shop")

    report = seltzer.scan("checks for orders: [row_count > 0]", connections={"w": engine})

    assert outcomes(report) == ["error"]
    assert 'data source "w"' in (report.checks[0].reason or "")
    assert "s3cr3t-word" not in str(report)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"connections": {"w": 5}}, 'connection "w" wants a DuckDB connection, a SQLAlchemy'),
        ({"connections": {"w": sqlite3.connect(":memory:")}}, "got sqlite3.Connection"),
        ({"frames": {"orders": [1]}}, 'frame "orders" wants a frame of pandas or Polars or a'),
        ({"frames": {"": pd.DataFrame(ROWS)}}, "a frame wants a name"),
        ({"frames": {"o": pd.DataFrame(ROWS)}, "select": "x"}, "a selector is KEY:PATTERN"),
        ({"frames": {"o": pd.DataFrame(ROWS)}, "select": ["tag:a"]}, "holds for none of 1 checks"),
        ({"threads": 0}, "threads wants a whole number from 1 to 64, got 0"),
        ({"query_timeout_s": float("nan")}, "query_timeout_s wants seconds, for example 600"),
        ({"project": "nope.yml"}, "no project file at nope.yml"),
        ({"configuration": "nope.yml"}, "no configuration file at nope.yml"),
        ({}, "no data source: name one"),
        ({"data_source": "x"}, 'unknown data source "x"; known: none'),
    ],
)
def test_a_wrong_argument_is_one_clear_error(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(seltzer.ConfigError) as caught:
        seltzer.scan("checks for o: [row_count > 0]", **arguments)

    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_engine_without_a_dialect_is_named() -> None:
    engine = sa.create_engine("sqlite://")
    engine.dialect.name = "firebird"
    with pytest.raises(seltzer.ConfigError, match='is of "firebird", which has no dialect here'):
        seltzer.scan("checks for o: [row_count > 0]", connections={"w": engine})


def test_frames_and_a_connection_of_that_name_do_not_go_together(orders: pd.DataFrame) -> None:
    with duckdb.connect() as session, pytest.raises(seltzer.ConfigError, match="name the connec"):
        seltzer.scan(CHECKS, frames={"orders": orders}, connections={"frames": session})


def test_mistakes_are_raised_all_at_once_with_their_places(orders: pd.DataFrame) -> None:
    text = "checks for orders:\n  - row_cuont > 0\n  - max(id) < x\n"
    with pytest.raises(seltzer.SpecErrorGroup) as caught:
        seltzer.scan(text, frames={"orders": orders})

    assert [str(error.location) for error in caught.value.errors] == [
        "text-1.yml:2:5",
        "text-1.yml:3:5",
    ]


def test_mistakes_that_are_not_raised_are_never_a_pass(orders: pd.DataFrame) -> None:
    text = "checks for orders:\n  - row_cuont > 0\n  - row_count > 0\n"
    report = seltzer.scan(text, frames={"orders": orders}, strict=False)

    assert outcomes(report) == ["pass"]
    assert (report.outcome, report.exit_code(), len(report.mistakes)) == ("error", 1, 1)
    with pytest.raises(seltzer.SpecErrorGroup, match="unknown metric"):
        report.raise_for_outcome()


def test_texts_files_and_folders_are_specs(orders: pd.DataFrame, tmp_path: Path) -> None:
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "a.yml").write_text("checks for orders: [row_count = 3]\n", "utf-8")
    (tmp_path / "b.yml").write_text("checks for orders: [max(id) = 3]\n", "utf-8")
    frames = {"orders": orders}

    for specs in ("checks", Path("checks"), ["checks/"], tmp_path / "checks" / "a.yml"):
        assert outcomes(seltzer.scan(specs, frames=frames)) == ["pass"]
    report = seltzer.scan(
        ["checks", Path("b.yml"), "checks for orders: [min(id) = 1]"], frames=frames
    )
    assert {check.location.file for check in report.checks} == {
        "checks/a.yml", "b.yml", "text-1.yml"
    }  # fmt: skip


def test_variables_selectors_and_times_are_those_of_the_command_line(
    orders: pd.DataFrame,
) -> None:
    text = """
checks for orders:
  - row_count > ${floor}:
      tags: [quick]
  - max(id) = 3
"""
    noon = datetime(2026, 1, 31, 12)  # noqa: DTZ001  # a program may give one without a zone
    report = seltzer.scan(
        text, frames={"orders": orders}, variables={"floor": 2}, select="tag:quick", data_time=noon
    )

    assert outcomes(report) == ["pass"]
    assert report.scan.selection is not None
    assert report.scan.selection.left_out == 1
    assert report.scan.data_time == noon.replace(tzinfo=timezone.utc)


def test_a_project_is_a_file_or_its_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with duckdb.connect(str(tmp_path / "shop.duckdb")) as session:
        session.execute("CREATE TABLE orders AS SELECT 1 AS id")
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "a.yml").write_text("checks for orders: [row_count = 1]\n", "utf-8")
    text = "name: shop\ndata_sources:\n  shop: {type: duckdb, path: '${env.WHERE}'}\n"
    (tmp_path / "seltzer.yml").write_text(text, "utf-8")
    monkeypatch.setenv("WHERE", "shop.duckdb")
    content = {"data_sources": {"shop": {"type": "duckdb", "path": "${env.WHERE}"}}}

    assert seltzer.scan().outcome == "pass"
    assert seltzer.scan(project=tmp_path / "seltzer.yml").outcome == "pass"
    assert seltzer.scan("checks/", project=content).outcome == "pass"
    with pytest.raises(seltzer.SpecErrorGroup, match="unknown key"):
        seltzer.scan("checks/", project={"data_sorces": {}})


def test_an_open_connection_wins_over_the_project(tmp_path: Path) -> None:
    content = {"data_sources": {"shop": {"type": "postgres", "host": "nowhere.invalid"}}}
    with duckdb.connect() as session:
        session.execute("CREATE TABLE orders AS SELECT 1 AS id")
        report = seltzer.scan(
            "checks for shop.orders: [row_count = 1]",
            project=content,
            connections={"shop": session},
        )

    assert report.outcome == "pass"


def test_sections_that_wait_for_a_catalogue_read_that_of_the_connection() -> None:
    text = "for each dataset d:\n  datasets: [ord%]\n  checks:\n    - row_count = 1\n"
    with duckdb.connect() as session:
        session.execute("CREATE TABLE orders AS SELECT 1 AS id")
        session.execute("CREATE TABLE ordinary AS SELECT 1 AS id")

        assert outcomes(seltzer.scan(text, connections={"w": session})) == ["pass", "pass"]


def test_a_database_that_is_away_is_an_outcome_and_no_exception() -> None:
    content = {"data_sources": {"shop": {"type": "duckdb", "path": "nope.duckdb"}}}
    report = seltzer.scan("checks for orders: [row_count > 0]", project=content)

    assert report.outcome == "error"
    with pytest.raises(seltzer.NotComputedError, match="1 of 1 check could not be computed") as e:
        report.raise_for_outcome()
    assert e.value.exit_code == 12


def test_pushed_results_are_judged_by_their_history(orders: pd.DataFrame, tmp_path: Path) -> None:
    text = "checks for orders:\n  - change for row_count = 0\n"
    day = datetime(2026, 1, 1, tzinfo=timezone.utc)
    first = seltzer.scan(text, frames={"orders": orders}, push=True, data_time=day)
    second = seltzer.scan(
        text, frames={"orders": orders.head(1)}, push=True, data_time=day + timedelta(days=1)
    )

    assert (first.outcome, second.outcome) == ("skipped", "fail")
    assert second.is_delivered
    assert (tmp_path / ".seltzer" / "seltzer.db").is_file()


def test_nothing_is_pushed_unless_asked(orders: pd.DataFrame, tmp_path: Path) -> None:
    seltzer.scan(CHECKS, frames={"orders": orders})

    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def report(orders: pd.DataFrame) -> seltzer.Report:
    """One check of each outcome."""
    text = f"""{CHECKS}  - avg(nope) > 1
  - row_count:
      warn: when < 5
  - avg(id) > 1:
      filter: id > 99
      name: "<script>alert(1)</script>"
"""
    return seltzer.scan(text, frames={"orders": orders})


def test_checks_are_found_by_their_outcome(report: seltzer.Report) -> None:
    assert [check.name for check in report.failed] == ["missing_count(customer) = 0"]
    assert [check.name for check in report.not_computed] == ["avg(nope) > 1"]
    assert [check.name for check in report.warned] == ["row_count"]
    assert len(report.skipped) == 1
    assert len(report.passed) == 2
    assert (report.outcome, report.exit_code()) == ("fail", 10)


def test_a_failure_is_raised_with_names_reasons_and_places(report: seltzer.Report) -> None:
    with pytest.raises(seltzer.ChecksFailedError) as caught:
        report.raise_for_outcome()

    assert str(caught.value) == (
        "1 of 6 checks failed: orders: missing_count(customer) = 0: 1 is not = 0 (text-1.yml:4:5)"
    )
    assert caught.value.report is report


@pytest.mark.parametrize(
    ("check", "fail_on", "error"),
    [
        ("row_count = 3", {"warn", "skipped"}, None),
        ("row_count: {warn: when < 5}", set(), None),
        ("row_count: {warn: when < 5}", {"warn"}, seltzer.ChecksWarnedError),
        ("avg(id) > 1: {filter: id > 9}", set(), None),
        ("avg(id) > 1: {filter: id > 9}", {"skipped"}, seltzer.NotComputedError),
        ("avg(nope) > 1", set(), seltzer.NotComputedError),
    ],
)
def test_what_is_not_well_is_the_callers_choice(
    orders: pd.DataFrame, check: str, fail_on: Any, error: type[Exception] | None
) -> None:
    report = seltzer.scan(f"checks for orders:\n  - {check}\n", frames={"orders": orders})

    if error is None:
        assert report.raise_for_outcome(fail_on=fail_on) is report
    else:
        with pytest.raises(error):
            report.raise_for_outcome(fail_on=fail_on)


def test_a_report_is_text_json_and_every_format(report: seltzer.Report) -> None:
    assert report.to_dict() == json.loads(report.to_json())
    assert report.to_dict()["schema"] == "seltzer.scan/1"
    assert str(report).startswith("PASS  orders: row_count = 3\n")
    assert repr(report).startswith("<Report fail: 6 checks: 2 pass, 1 warn, 1 fail, 1 error, 1 sk")
    assert report.render("junit").startswith("<?xml")
    assert report.render("markdown").startswith("### ❌ Seltzer")


def test_a_notebook_shows_a_table_without_scripts(report: seltzer.Report) -> None:
    page = report._repr_html_()

    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "1 is not = 0" in page
    assert "<summary>2 passed</summary>" in page
    assert page.count("<table>") == page.count("</table>") == 2


@pytest.mark.xdist_group("spark")
def test_a_spark_session_is_used_as_it_is(spark_session: Any) -> None:
    frame = spark_session.createDataFrame([(1, 7), (2, None), (3, 9)], "id INT, customer INT")
    frame.createOrReplaceTempView("orders")
    before = spark_session.conf.get("spark.sql.ansi.enabled")

    report = seltzer.scan(f"{CHECKS}  - avg(nope) > 1\n", connections={"spark": spark_session})

    assert outcomes(report) == ["pass", "fail", "pass", "error"]
    assert spark_session.conf.get("spark.sql.ansi.enabled") == before
    assert spark_session.sql("SELECT COUNT(*) FROM orders").first()[0] == 3
    spark_session.catalog.dropTempView("orders")


def test_errors_quote_no_row_of_a_connection_of_others(postgres_engine: sa.Engine) -> None:
    text = "checks for orders:\n  - n > 1:\n      n expression: SUM(CAST(word AS INTEGER))\n"
    frame = pd.DataFrame({"word": ["CANARY-77"]})
    with postgres_engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO orders VALUES (9, 9, 'CANARY-77')")
    with postgres_engine.connect() as connection:
        reports = [
            seltzer.scan(text, connections={"w": postgres_engine}),
            seltzer.scan(text, connections={"w": connection}),
            seltzer.scan(text, frames={"orders": frame}),
        ]

    assert [outcomes(report) for report in reports] == [["error"]] * 3
    assert not any("CANARY-77" in report.to_json() for report in reports)
