"""Samples of bad rows: the right ones, on every engine, where allowed, never a hidden value."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from tests.engines.names import ENGINES
from tests.scanner.scans import GROUP_KEY, NOON, Watch, Watched, checks_of
from tests.scanner.test_no_row_value_leaves import SUITE, TOKEN, bytes_of, is_in, push

from seltzer_compiler.compile import compile_checks
from seltzer_dialects.connection import Connection, Rows
from seltzer_dialects.registry import get_dialect
from seltzer_scanner.formats import FORMATS, render_report
from seltzer_scanner.formats.samples import render_csv, render_jsonl, render_table
from seltzer_scanner.report import build_report
from seltzer_scanner.result import ScanResult
from seltzer_scanner.sampling import Sample, count_asking
from seltzer_scanner.scan import run_scan
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.sample_policy import SamplePolicy

NewSource = Callable[[str, Sequence[str]], DataSourceSettings]

TABLES = (
    "CREATE TABLE orders (id INTEGER, customer INTEGER, total INTEGER, email VARCHAR(40))",
    """INSERT INTO orders VALUES (1, 1, 5, 'hidden-a'), (2, NULL, -1, 'hidden-b'),
    (3, 7, 8, 'hidden-c'), (4, 1, 5, 'hidden-d'), (5, NULL, -2, 'hidden-e')""",
    "CREATE TABLE customers (id INTEGER, name VARCHAR(20))",
    "INSERT INTO customers VALUES (1, 'ann'), (1, 'again'), (2, 'bob')",
)
POLICY = SamplePolicy(to="file")


@pytest.fixture(scope="module", params=ENGINES)
def shop(request: pytest.FixtureRequest, new_source: NewSource) -> DataSourceSettings:
    """Orders of which some are bad, on each engine."""
    return new_source(request.param, TABLES)


@pytest.fixture(scope="module")
def duckdb_shop(new_source: NewSource) -> DataSourceSettings:
    """The same on DuckDB alone."""
    return new_source("duckdb", TABLES)


class Spy(Watched):
    """A connection that keeps all that it fetches."""

    seen: list[object]

    def fetch(self, sql: str, *, timeout_s: float | None = None) -> Rows:
        """Fetch, and keep."""
        rows = super().fetch(sql, timeout_s=timeout_s)
        self.seen.extend(cell for row in rows.rows for cell in row)
        return rows


def scan(
    text: str,
    source: DataSourceSettings,
    policy: SamplePolicy | None = POLICY,
    *,
    seen: list[object] | None = None,
    files: Mapping[str, str] | None = None,
) -> ScanResult:
    """Scan with samples, and keep all cells that came from the engine."""
    dialect, watch = get_dialect(source.type), Watch()

    def connect() -> Connection:
        spy = Spy(watch(dialect.connect(source, root=Path())), watch)
        spy.seen = seen if seen is not None else []
        return spy

    checks = checks_of(text, files=files or {})
    return run_scan(
        compile_checks(checks, dialect=dialect, data_source="shop", schema=source.schema),
        connect,
        dialect=dialect,
        data_time=NOON,
        clock=lambda: NOON,
        group_key=GROUP_KEY,
        samples=policy,
        schema=source.schema,
    )


def sample_of(
    check: str, source: DataSourceSettings, policy: SamplePolicy | None = POLICY, *, where: str = ""
) -> Sample:
    """Give the sample of one failing check of `orders`."""
    result = scan(f"checks for orders{where}:\n{check}", source, policy)
    assert result.sampled is not None
    (sample,) = result.sampled.samples
    return sample


def ids(sample: Sample) -> list[int]:
    """Give the ids of the rows, sorted."""
    assert sample.error is None
    place = sample.columns.index("id")
    return sorted(int(str(row[place])) for row in sample.rows)


MISSING = "  - missing_count(customer) = 0:\n      samples limit: 9\n"
INVALID = "  - invalid_count(total) = 0:\n      valid min: 0\n      collect failed rows: true\n"
REFERENCE = "  - values in customer must {}exist in customers id:\n      samples limit: 9\n"
CONDITION = "  - failed rows:\n      fail condition: {}\n      samples limit: 9\n"
QUERY = "  - failed rows:\n      fail query: {}\n      samples limit: 9\n"
OWN = "  - avg(total) > 99:\n      failed rows query: {}\n"
WITH = "WITH found AS (SELECT id FROM orders) SELECT * FROM found WHERE id < 3"


@pytest.mark.parametrize(
    ("check", "found"),
    [
        (MISSING, [2, 5]),
        (MISSING.replace("missing_count", "missing_percent"), [2, 5]),
        (f"{MISSING}      filter: id > 2\n", [5]),
        (INVALID, [2, 5]),
        (f"{INVALID}      filter: id = 2 OR id = 1\n", [2]),
        ("  - duplicate_count(total) = 0:\n      samples limit: 9\n", [1, 4]),
        ("  - duplicate_count(customer, total) = 0:\n      samples limit: 9\n", [1, 4]),
        ("  - duplicate_percent(total) = 0:\n      samples columns: [id]\n", [1, 4]),
        (REFERENCE.format(""), [3]),
        (REFERENCE.format("not "), [1, 4]),
        (CONDITION.format("total < 0 OR id = 3"), [2, 3, 5]),
        (QUERY.format("SELECT id FROM orders WHERE total < 0"), [2, 5]),
        (OWN.format("SELECT id FROM orders WHERE id < 3"), [1, 2]),
        (OWN.format(WITH), [1, 2]),
    ],
)
def test_the_rows_that_are_bad_are_found(
    shop: DataSourceSettings, check: str, found: list[int]
) -> None:
    assert ids(sample_of(check, shop)) == found


def test_a_filter_of_the_dataset_holds_for_its_samples(shop: DataSourceSettings) -> None:
    text = """
    filter orders [some]:
      where: id = 5 OR id = 1
    checks for orders [some]:
      - missing_count(customer) = 0:
          samples limit: 9
      - duplicate_count(total) = 1:
          samples limit: 9
    """
    result = scan(text, shop)

    assert result.sampled is not None
    first, second = result.sampled.samples
    assert ids(first) == [5]
    assert second.rows == ()


def test_rows_are_limited_in_sql(shop: DataSourceSettings) -> None:
    check = "  - failed rows:\n      fail condition: id > 0\n      samples limit: 2\n"
    seen: list[object] = []
    result = scan(f"checks for orders:\n{check}", shop, seen=seen)

    assert result.sampled is not None
    assert len(result.sampled.samples[0].rows) == 2
    assert "LIMIT 2" in result.sampled.executed[-1].query.sql
    assert len(seen) == 1 + 2 * 4


def test_the_project_limits_more(duckdb_shop: DataSourceSettings) -> None:
    check = "  - failed rows:\n      fail condition: id > 0\n      samples limit: 4\n"

    assert len(sample_of(check, duckdb_shop, replace(POLICY, max_rows=3)).rows) == 3
    assert len(sample_of(check, duckdb_shop, replace(POLICY, max_rows=9)).rows) == 4


@pytest.mark.parametrize(
    ("keys", "policy"),
    [
        ("", POLICY),
        ("      samples limit: 5\n", None),
        ("      samples limit: 0\n", POLICY),
        ("      samples limit: 5\n      collect failed rows: false\n", POLICY),
    ],
)
def test_samples_are_off_unless_check_and_project_say_so(
    duckdb_shop: DataSourceSettings, keys: str, policy: SamplePolicy | None
) -> None:
    seen: list[object] = []
    text = f"checks for orders:\n  - missing_count(customer) = 0:\n      name: x\n{keys}"
    result = scan(text, duckdb_shop, policy, seen=seen)

    assert result.sampled is not None
    assert (result.sampled.samples, result.sampled.executed) == ((), ())
    assert seen == [2]


def test_checks_that_pass_or_have_no_bad_rows_are_not_asked_again(
    duckdb_shop: DataSourceSettings,
) -> None:
    text = """
    checks for orders:
      - missing_count(customer) = 2:
          samples limit: 5
      - avg(total) > 99:
          samples limit: 5
      - missing_count(nope) = 0:
          samples limit: 5
    """
    result = scan(text, duckdb_shop)

    assert result.sampled is not None
    assert result.sampled.executed == ()
    assert count_asking(result.checks) == 0


HIDING = SamplePolicy(to="file", masked_columns=("EMAIL",), excluded_columns=("orders.tot*",))


@pytest.mark.parametrize(
    "check",
    [
        MISSING,
        INVALID.replace("(total)", "(email)").replace("min: 0", "min length: 99"),
        "  - duplicate_count(total) = 0:\n      samples limit: 9\n",
        REFERENCE.format(""),
        f"{CONDITION.format('total < 0')}      samples columns: [id, email, total]\n",
        QUERY.format("SELECT * FROM orders"),
        QUERY.format("SELECT total, id, email FROM orders"),
    ],
)
def test_hidden_columns_are_never_fetched(shop: DataSourceSettings, check: str) -> None:
    seen: list[object] = []
    result = scan(f"checks for orders:\n{check}", shop, HIDING, seen=seen)

    assert result.sampled is not None
    (sample,) = result.sampled.samples
    assert sample.error is None
    assert sample.rows
    assert "total" not in sample.columns
    assert sample.masked == ("email",)
    assert [cell for cell in seen if "hidden" in str(cell)] == []


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("SELECT id, email AS e FROM orders", 'the hidden column "email" as something else'),
        ("SELECT COUNT(*) AS n, MAX(email) AS e FROM orders", "as something else"),
        ("SELECT email FROM orders", "all of its columns are hidden by the project"),
        ("SELECT email, total FROM orders", "all of its columns are hidden by the project"),
    ],
)
def test_a_query_that_would_show_a_hidden_column_is_not_run_for_samples(
    duckdb_shop: DataSourceSettings, query: str, error: str
) -> None:
    seen: list[object] = []
    text = (
        f"checks for orders:\n  - failed rows:\n      fail query: {query}\n      samples limit: 9\n"
    )
    result = scan(text, duckdb_shop, HIDING, seen=seen)

    assert result.sampled is not None
    (sample,) = result.sampled.samples
    assert sample.error is not None
    assert error in sample.error
    assert [cell for cell in seen if "hidden" in str(cell)] == []


@pytest.mark.parametrize(
    ("keys", "error"),
    [
        ("      samples columns: [nope]\n", "nope"),
        ("      failed rows query: SELECT FROM WHERE\n", "its query cannot be read as SQL"),
        ("      failed rows query: DELETE FROM orders\n", "its query may only read, got DELETE"),
        ("      failed rows query: SELECT nope FROM orders\n", "nope"),
    ],
)
def test_a_sample_that_cannot_be_had_changes_no_outcome(
    duckdb_shop: DataSourceSettings, keys: str, error: str
) -> None:
    text = (
        f"checks for orders:\n  - missing_count(customer) = 0:\n      name: x\n{keys}"
        "  - missing_count(customer) = 1:\n      samples limit: 1\n"
    )
    result = scan(text, duckdb_shop)
    report = build_report(result)

    assert result.sampled is not None
    first, second = result.sampled.samples
    assert error in (first.error or "")
    assert len(second.rows) == 1
    assert [check.outcome for check in report.checks] == ["fail", "fail"]
    assert report.errors == ()


def test_a_report_has_the_statements_and_no_row(duckdb_shop: DataSourceSettings) -> None:
    text = "checks for orders:\n  - missing_count(customer) = 0:\n      samples limit: 9\n"
    report = build_report(scan(text, duckdb_shop))

    assert len(report.queries) == 2
    assert "LIMIT 9" in report.queries[1].sql
    for form in FORMATS:
        assert "hidden-" not in render_report(report, form)


def test_nothing_of_a_sample_is_pushed(tmp_path_factory: pytest.TempPathFactory) -> None:
    import duckdb

    path = tmp_path_factory.mktemp("canary") / "data.db"
    with duckdb.connect(path) as session:
        session.execute("CREATE TABLE secrets (word TEXT, moment TIMESTAMP)")
        session.execute(f"INSERT INTO secrets VALUES ('{TOKEN}', NULL), ('{TOKEN}', NULL)")
    asking = f"    configurations for secrets:\n      samples limit: 9\n{SUITE}"
    result = scan(asking, DataSourceSettings("d", "duckdb", {"path": str(path)}))

    assert result.sampled is not None
    assert is_in(TOKEN, render_jsonl(result.sampled.samples).encode())
    assert not is_in(TOKEN, bytes_of(push(result)))


SAMPLE = Sample(
    check="orders.x",
    name="a \x1b[31mname",
    dataset="orders",
    columns=("id", "text\x07", "email"),
    masked=("email",),
    rows=((1, 'a "b",\nc\x1b[2J'), (2, None), (3, float("nan")), (4, True)),
)
OTHER = Sample(check="orders.y", name="y", dataset=None, columns=("id", "b"), rows=((1, NOON),))
LOST = Sample(check="orders.z", name="z", dataset="orders", error="no \x1b[31mcolumn")


def test_lines_of_json_hold_one_row_each() -> None:
    text = render_jsonl([SAMPLE, OTHER, LOST])

    assert "\x1b" not in text
    first, second, third, fourth, fifth = map(json.loads, text.splitlines())
    assert first == {
        "check": "orders.x",
        "name": "a \x1b[31mname",
        "dataset": "orders",
        "row": {"id": 1, "text\x07": 'a "b",\nc\x1b[2J', "email": "***"},
    }
    assert second["row"]["text\x07"] is None
    assert third["row"]["text\x07"] == "nan"
    assert fourth["row"]["text\x07"] is True
    assert fifth["row"] == {"id": 1, "b": "2026-11-20T12:00:00+00:00"}


def test_csv_holds_the_columns_of_all_samples() -> None:
    lines = render_csv([SAMPLE, OTHER, LOST]).split("\n")

    assert lines[0] == "seltzer_check,seltzer_dataset,id,text\x07,email,b"
    assert lines[1] == 'orders.x,orders,1,"a ""b"",'
    assert lines[-2] == "orders.y,,1,,,2026-11-20T12:00:00+00:00"


def test_a_table_cannot_act_on_the_terminal() -> None:
    text = render_table([SAMPLE, OTHER, LOST], width=100, has_colour=False)

    assert "\x1b[2J" not in text
    assert "\x1b[31m" not in text
    assert "orders: a \\x1b[31mname (4 rows)" in text
    assert "no rows shown: no \\x1b[31mcolumn" in text
    assert "***" in text
    assert "NULL" in text
