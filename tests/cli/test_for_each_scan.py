"""Sections over many datasets, from the snapshot or from the live catalogue."""

from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.cli.conftest import Seltzer

EACH = """\
for each dataset D:
  datasets: [fact_%, exclude fact_tmp%]
  checks:
    - row_count > 0:
        name: rows of ${D}
for each column C:
  columns: [fact_a.%]
  checks:
    - missing_count(${C}) = 0
"""
WAITS = (
    "2 sections wait for the scan, which reads the catalogue (or run `seltzer schema pull`): "
    '"for each dataset D" (checks/each.yml:1:1), "for each column C" (checks/each.yml:6:1)\n'
)


@pytest.fixture
def facts(project: Path) -> Path:
    (project / "checks/orders.yml").write_text(EACH)
    (project / "checks/orders.yml").rename(project / "checks/each.yml")
    (project / "monitors/orders.yml").unlink()
    with duckdb.connect(str(project / "shop.duckdb")) as session:
        session.execute('CREATE TABLE fact_a AS SELECT 1 AS id, 2 AS "Odd Name"')
        session.execute("CREATE VIEW fact_v AS SELECT * FROM fact_a WHERE id > 1")
        session.execute("CREATE TABLE fact_tmp1 (id INTEGER)")
    return project


def outcomes(report: Any) -> list[tuple[str, str, str]]:
    return [(check["dataset"], check["name"], check["outcome"]) for check in report["checks"]]


EXPECTED = [
    ("fact_a", "rows of fact_a", "pass"),
    ("fact_v", "rows of fact_v", "fail"),
    ("fact_a", "missing_count(id) = 0", "pass"),
    ("fact_a", "missing_count(Odd Name) = 0", "pass"),
]


def test_a_scan_expands_from_the_live_catalogue(facts: Path, seltzer: Seltzer) -> None:
    assert facts.is_dir()
    done = seltzer("scan", "--no-push", "--format", "json")

    assert done.code == 10
    assert outcomes(done.json) == EXPECTED


def test_a_snapshot_gives_the_same_checks_with_the_same_ids(facts: Path, seltzer: Seltzer) -> None:
    live = seltzer("scan", "--no-push", "--format", "json").json
    seltzer("schema", "pull")
    pinned = seltzer("scan", "--no-push", "--format", "json").json

    assert (facts / "schemas/shop.yml").is_file()
    assert outcomes(pinned) == EXPECTED
    assert [c["id"] for c in pinned["checks"]] == [c["id"] for c in live["checks"]]
    assert [q["id"] for q in pinned["queries"]] == [q["id"] for q in live["queries"]]


def test_what_waits_for_the_scan_is_said_in_one_line(facts: Path, seltzer: Seltzer) -> None:
    assert facts.is_dir()
    compiled, validated = seltzer("compile"), seltzer("validate")
    seltzer("schema", "pull")
    pinned = seltzer("compile")

    assert (compiled.code, compiled.err) == (0, WAITS)
    assert validated.err == WAITS
    assert (pinned.code, pinned.err) == (0, "")
    assert "FROM fact_v" in pinned.out


def test_a_catalogue_that_cannot_be_read_is_an_error_and_never_a_pass(
    facts: Path, seltzer: Seltzer
) -> None:
    (facts / "shop.duckdb").unlink()
    done = seltzer("scan", "--no-push", "--format", "json")

    assert done.code == 12
    assert [error["code"] for error in done.json["errors"]] == ["catalogue", "catalogue"]
    assert 'checks/each.yml:1:1: "for each dataset D" was not expanded' in done.err


def test_a_pattern_without_a_match_fails_the_scan_at_its_line(
    facts: Path, seltzer: Seltzer
) -> None:
    (facts / "checks/each.yml").write_text(EACH.replace("[fact_%,", "[fakt_%,"))
    done = seltzer("scan", "--no-push")

    assert done.code == 1
    assert 'checks/each.yml:2:14: the pattern "fakt_%" matches no dataset of "shop"' in done.err
