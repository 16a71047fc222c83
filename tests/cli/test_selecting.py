"""`--select` and `--exclude`: grammar, meaning, and never a part that looks like the whole."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import git
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seltzer_cli.selecting import parse_selection, parse_selector
from seltzer_cli.server_access import connect_server
from seltzer_cli.workspace import open_workspace
from seltzer_specs.errors import ConfigError
from seltzer_specs.wire.monitor import MonitorSpec, MonitorWrite

MORE = """\
apiVersion: seltzer/v1
kind: Checks
dataset: sales.Customers
owner: team-crm
tags: [critical, slow]
severity: minor
attributes: {pii: true, tier: 2, team: [shop, finance]}
checks:
  - row_count > 0:
      id: customers-there
  - schema:
      fail:
        when required column missing: [id]
"""


@pytest.fixture
def shop(project: Path) -> Path:
    """The project with checks of one more dataset, committed."""
    (project / "checks" / "customers.yml").write_text(MORE, "utf-8")
    with git.Repo(project) as repo:
        author = git.Actor("Kim", "kim@example.org")
        repo.git.add(all=True)
        repo.index.commit("second", author=author, committer=author)
    return project


def chosen(*select: str, exclude: tuple[str, ...] = ()) -> list[str]:
    """Give the definitions of the checks that are chosen in the current folder."""
    checks = open_workspace(()).specs.checks
    return [check.definition for check in parse_selection(select, exclude).choose(checks)]


ROWS, MISSING, MIN, ANOMALY = (
    "row_count > 0",
    "missing_count(customer) = 0",
    "min(total) >= 0",
    "anomaly detection for row_count",
)
ORDERS = [ROWS, MISSING, MIN, ANOMALY]
CUSTOMERS = [ROWS, "schema"]


@pytest.mark.parametrize(
    ("select", "found"),
    [
        (["dataset:orders"], ORDERS),
        (["dataset:ORD*"], ORDERS),
        (["dataset:customers"], CUSTOMERS),
        (["dataset:sales.*"], CUSTOMERS),
        (["tag:critical"], CUSTOMERS),
        (["tag:c*l"], CUSTOMERS),
        (["owner:team-crm"], CUSTOMERS),
        (["id:customers-there"], [ROWS]),
        (["id:mon_*"], [ANOMALY]),
        (["kind:schema"], ["schema"]),
        (["severity:m*"], CUSTOMERS),
        (["attribute:pii=true"], CUSTOMERS),
        (["attribute:team=finance"], CUSTOMERS),
        (["attribute:team=shop*"], CUSTOMERS),
        (["attribute:tier=*,kind:schema"], ["schema"]),
        (["kind:[sa]*"], ["schema", ANOMALY]),
        (["tag:critical,kind:metric"], [ROWS]),
        (["tag:critical, kind:metric"], [ROWS]),
        (["kind:schema", "kind:anomaly"], ["schema", ANOMALY]),
    ],
)
def test_a_selector_chooses(shop: Path, select: list[str], found: list[str]) -> None:
    assert sorted(chosen(*select)) == sorted(found)


def test_exclude_takes_out_what_select_chose(shop: Path) -> None:
    assert sorted(chosen(exclude=("tag:critical",))) == sorted(ORDERS)
    assert chosen("dataset:customers", exclude=("kind:schema", "kind:anomaly")) == [ROWS]


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--select", "orders", 'a selector is KEY:PATTERN, got "orders" in "orders"; write for'),
        ("--select", "dataset:", 'got "dataset:" in "dataset:"; write for example "dataset:data'),
        ("--select", "tag:a,", 'got "" in "tag:a,"'),
        ("--select", "datset:a", 'knows no "datset", in "datset:a"; did you mean "dataset"?'),
        (
            "--select",
            "rank:x",
            (
                "use one of dataset, tag, owner, id, kind, severity, attribute, changed-since, "
                "schedule"
            ),
        ),
        (
            "--select",
            "severity:major",
            'none of 6 checks; did you mean "severity:minor"?',
        ),
        (
            "--select",
            "attribute:pii=no",
            'no attribute matches "pii=no", there is pii=true, team=finance',
        ),
        ("--select", "kind:schemas", 'no kind of check "schemas", in "kind:schemas"; did you mean'),
        ("--select", "dataset:odrers", 'none of 6 checks; did you mean "dataset:orders"?'),
        ("--select", "tag:nightly", 'no tag matches "nightly", there is critical, slow'),
        ("--select", "dataset:orders,tag:slow", "each part alone does, all together do not"),
        ("--exclude", "tag:nightly", "--exclude tag:nightly holds for none of 6 checks"),
        ("--exclude", "dataset:*", "--exclude dataset:* leaves none of 6 checks"),
        ("--select", "changed-since:nope", 'no commit "nope" in shop; fetch it'),
        ("--select", "changed-since:-x", '"-x" is no commit'),
    ],
)
@pytest.mark.parametrize("command", [["scan", "--no-push"], ["compile"], ["explain"], ["validate"]])
def test_a_selector_that_chooses_nothing_is_one_clear_line(
    shop: Path, seltzer: Any, command: list[str], option: str, value: str, message: str
) -> None:
    done = seltzer(*command, option, value)

    assert (done.code, done.out) == (1, "")
    assert message in done.err


def test_one_of_several_selectors_that_chooses_nothing_is_an_error_as_well(
    shop: Path, seltzer: Any
) -> None:
    done = seltzer("scan", "--no-push", "--select", "dataset:orders", "--select", "tag:nightly")

    assert done.code == 1
    assert "--select tag:nightly holds for none" in done.err


def test_a_report_says_how_many_checks_were_left_out(shop: Path, seltzer: Any) -> None:
    text = seltzer("scan", "--no-push", "--select", "kind:metric", "--exclude", "tag:slow")
    report = seltzer("scan", "--no-push", "--select", "kind:metric", "--format", "json").json
    junit = seltzer("scan", "--no-push", "--select", "kind:metric", "--format", "junit")
    sarif = seltzer("scan", "--no-push", "--select", "kind:metric", "--format", "sarif").json
    markdown = seltzer("scan", "--no-push", "--select", "kind:metric", "--format", "markdown")

    assert text.out.endswith("on shop; 3 left out by --select kind:metric --exclude tag:slow\n")
    assert report["selection"] == {"select": ["kind:metric"], "exclude": [], "left_out": 2}
    assert '<property name="selection" value="2 left out by --select kind:metric"' in junit.out
    assert sarif["runs"][0]["automationDetails"] == {"id": "seltzer scan/shop kind:metric/"}
    assert "passed of 4 checks, 2 left out\n" in markdown.out


def test_a_scan_of_all_checks_has_no_selection(shop: Path, seltzer: Any) -> None:
    assert seltzer("scan", "--no-push", "--format", "json").json["selection"] is None


def test_queries_of_checks_that_were_left_out_are_not_run(shop: Path, seltzer: Any) -> None:
    report = seltzer("scan", "--no-push", "--select", "id:mon_*", "--format", "json").json

    assert [query["dataset"] for query in report["queries"]] == ["orders"]
    assert "min_total" not in report["queries"][0]["sql"]


def test_compile_explain_and_validate_work_with_the_chosen_checks(shop: Path, seltzer: Any) -> None:
    compiled = seltzer("compile", "--select", "dataset:orders", "--format", "json")
    explained = seltzer("explain", "--select", "dataset:orders")
    validated = seltzer("validate", "--select", "dataset:orders")
    as_json = seltzer("validate", "--select", "dataset:orders", "--format", "json").json

    assert {check["dataset"] for check in compiled.json["checks"]} == {"orders"}
    assert compiled.json["left_out"] == 2
    assert compiled.err == "2 checks left out by --select dataset:orders\n"
    assert explained.out.startswith("shop (duckdb): 4 checks, ")
    assert explained.out.endswith("\n2 checks left out by --select dataset:orders\n")
    assert validated.out == (
        "3 files, 4 checks (1 from monitors): no mistakes; "
        "2 checks left out by --select dataset:orders\n"
    )
    assert (as_json["checks"], as_json["left_out"]) == (4, 2)


def test_validate_shows_mistakes_whatever_is_selected(shop: Path, seltzer: Any) -> None:
    (shop / "checks" / "wrong.yml").write_text("checks for orders: [row_cuont > 0]\n", "utf-8")

    done = seltzer("validate", "--select", "dataset:customers")

    assert done.code == 1
    assert 'unknown metric "row_cuont"' in done.err


def test_a_mistake_may_be_why_nothing_is_selected(shop: Path, seltzer: Any) -> None:
    (shop / "checks" / "wrong.yml").write_text("checks for lines: [row_cuont > 0]\n", "utf-8")

    done = seltzer("scan", "--no-push", "--select", "dataset:lines")

    assert "(1 mistake in the specs may be why, see `seltzer validate`)" in done.err


def test_committed_sql_is_that_of_all_checks(shop: Path, seltzer: Any) -> None:
    done = seltzer("compile", "--select", "dataset:orders", "--out", "sql")

    assert done.code == 1
    assert "--out has the SQL of all checks; leave out --select and --exclude" in done.err


def test_nothing_has_changed_since_the_last_commit(shop: Path, seltzer: Any) -> None:
    done = seltzer("scan", "--no-push", "--select", "changed-since:HEAD", "--format", "json")

    assert (done.code, done.json["checks"], done.json["selection"]["left_out"]) == (0, [], 6)


def _changed(seltzer: Any, since: str = "HEAD", *words: str) -> set[str]:
    report = seltzer(
        "scan", "--no-push", "--select", f"changed-since:{since}", "--format", "json", *words
    ).json
    return {check["definition"] for check in report["checks"]}


def test_new_and_changed_checks_are_found_since_a_commit(shop: Path, seltzer: Any) -> None:
    path = shop / "checks" / "orders.yml"
    text = path.read_text("utf-8").replace("min(total) >= 0", "min(total)  >=  0")
    path.write_text(f"# more\n{text.replace(MISSING, 'missing_count(customer) = 1')}", "utf-8")
    (shop / "checks" / "new.yml").write_text("checks for orders: [max(total) < 99]\n", "utf-8")

    assert _changed(seltzer) == {"missing_count(customer) = 1", "max(total) < 99"}
    assert _changed(seltzer, "HEAD", "checks/orders.yml") == {"missing_count(customer) = 1"}
    assert _changed(seltzer, "HEAD~1") == {
        "missing_count(customer) = 1", "max(total) < 99", *CUSTOMERS
    }  # fmt: skip


def test_what_checks_read_from_elsewhere_counts(shop: Path, seltzer: Any) -> None:
    (shop / "checks" / "bad.sql").write_text("SELECT 1 AS x FROM orders WHERE total < 0", "utf-8")
    (shop / "checks" / "sql.yml").write_text(
        "checks for orders:\n  - failed rows:\n      name: bad\n      fail sql_file: bad.sql\n",
        "utf-8",
    )
    with git.Repo(shop) as repo:
        author = git.Actor("Kim", "kim@example.org")
        repo.git.add(all=True)
        repo.index.commit("third", author=author, committer=author)
    assert _changed(seltzer) == set()

    (shop / "checks" / "bad.sql").write_text("SELECT 1 AS x FROM orders WHERE total < 1", "utf-8")

    assert _changed(seltzer) == {"failed rows"}


def test_checks_of_groups_that_only_moved_have_not_changed(shop: Path, seltzer: Any) -> None:
    path = shop / "checks" / "groups.yml"
    text = """\
checks for orders:
  - group by:
      query: SELECT customer, COUNT(*) AS n FROM orders GROUP BY customer
      fields: [customer]
      checks:
        - n > 0:
            name: some
"""
    path.write_text(text, "utf-8")
    with git.Repo(shop) as repo:
        author = git.Actor("Kim", "kim@example.org")
        repo.git.add(all=True)
        repo.index.commit("third", author=author, committer=author)
    path.write_text(f"# a line\n{text}", "utf-8")
    assert _changed(seltzer) == set()

    path.write_text(text.replace("n > 0", "n > 1"), "utf-8")

    assert len(_changed(seltzer)) > 0


def test_outside_of_git_nothing_can_be_compared(shop: Path, seltzer: Any) -> None:
    (shop / ".git").rename(shop / "gone")

    done = seltzer("scan", "--no-push", "--select", "changed-since:HEAD")

    assert done.code == 1
    assert "is in no Git repository; run `git init`" in done.err


def test_monitors_of_the_cloud_are_selected_like_checks(shop: Path, seltzer: Any) -> None:
    spec = MonitorSpec(
        name="Cloud volume", dataset="orders", check="row_count > 1", owner="team-cloud"
    )
    with connect_server(open_workspace(())) as client:
        client.create_monitor(MonitorWrite(id="mon_000009", spec=spec))

    done = seltzer("scan", "--select", "owner:team-cloud", "--format", "json")

    assert [check["id"] for check in done.json["checks"]] == ["mon_000009"]
    assert done.json["selection"]["left_out"] == 6


@given(st.text(max_size=20))
def test_any_text_is_a_selector_or_a_clear_error(text: str) -> None:
    with suppress(ConfigError):
        assert parse_selector(text).terms


def test_the_selection_says_what_it_is() -> None:
    selection = parse_selection(["dataset:a, tag:b"], ["id:c"])

    assert str(selection) == "--select dataset:a,tag:b --exclude id:c"
