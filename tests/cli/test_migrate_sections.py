"""`seltzer migrate` leaves no SodaCL behind: every section has a form among the documents."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from seltzer_dialects.registry import BUILT_IN
from seltzer_specs.fmt.proof import comments_of

NASTY = Path(__file__).parent / "nasty_sections.yml"
TEXT = NASTY.read_text("utf-8")


@pytest.fixture
def nasty(project: Path) -> Path:
    """Put the file with every section into the project."""
    path = project / "checks" / "nasty.yml"
    path.write_text(TEXT, "utf-8")
    return path


def compiled(seltzer: Any, dialect: str = "duckdb") -> Any:
    """Give checks and SQL without places and order."""
    found = seltzer("compile", "--dialect", dialect, "--format", "json").json
    checks = [{**check, "location": None} for check in found["checks"]]
    for check in checks:  # an error starts with its place
        check["error"] = check["error"] and check["error"].partition(": ")[2]
    return (
        sorted(json.dumps(check, sort_keys=True) for check in checks),
        sorted((query["id"], query["sql"]) for query in found["queries"]),
    )


@pytest.mark.parametrize("dialect", sorted(BUILT_IN))
def test_every_section_keeps_its_ids_and_its_sql(nasty: Path, seltzer: Any, dialect: str) -> None:
    before = compiled(seltzer, dialect)
    assert seltzer("migrate", "--in-place").code == 0

    assert compiled(seltzer, dialect) == before
    assert not nasty.with_name("nasty_sodacl.yml").exists()
    assert seltzer("fmt", "checks/").code == 0
    assert compiled(seltzer, dialect) == before
    assert seltzer("fmt", "--check", "checks/").code == 0


def test_no_comment_and_no_header_is_left_behind(nasty: Path, seltzer: Any) -> None:
    done = seltzer("migrate", "--in-place")
    text = nasty.read_text("utf-8")

    assert done.err.splitlines()[0] == "checks/nasty.yml: 12 documents"
    assert comments_of(TEXT) - comments_of(text) == {}
    assert text.count("kind: Template") == 2
    for word in ("for each", "reconciliation ", "configurations for", "datasource:", "tables:"):
        assert word not in text
    assert seltzer("migrate", "--check").code == 0


WAITING = """\
configurations for fact_a:
  valid max for id: 5
for each dataset D:
  datasets: [fact_%]
  checks:
    - invalid_count(id) = 0:
        valid min: 0
        name: ids of ${D}
for each column C:
  columns: ["fact_%.%", exclude %.note]
  checks:
    - missing_count(${C}) = 0
automated monitoring:
  datasets: [fact_%]
profile columns:
  columns: [fact_a.%]
"""


def test_what_wildcards_become_stays_the_same(project: Path, seltzer: Any) -> None:
    path = project / "checks" / "facts.yml"
    path.write_text(WAITING, "utf-8")
    with duckdb.connect(str(project / "shop.duckdb")) as connection:
        connection.execute("CREATE TABLE fact_a (id INTEGER, note TEXT)")
        connection.execute("CREATE TABLE fact_b (id INTEGER, total INTEGER)")
    assert seltzer("migrate", "--in-place").code == 0
    after = path.read_text("utf-8")
    assert seltzer("schema", "pull").code == 0

    new = compiled(seltzer)
    path.write_text(WAITING, "utf-8")
    assert compiled(seltzer) == new
    assert any("ids of fact_b" in check for check in new[0])
    assert "for each" not in after


STAYING = {
    "templates: [{name: a, query: SELECT 1}]": "it is written in braces",
    "for each dataset D: &x\n  datasets: [a]\n  checks: [row_count > 0]": (
        "an anchor, a tag or an alias stands in it"
    ),
    "discover datasets:\n  datasets: &x\n    - a": "an anchor, a tag or an alias stands in it",
    "templates:\n  -\n    name: a\n    query: SELECT 1": (
        "its list marks stand alone on their lines"
    ),
}


@pytest.mark.parametrize("section", STAYING)
def test_what_cannot_be_moved_stays_beside_and_is_said(
    project: Path, seltzer: Any, section: str
) -> None:
    path = project / "checks" / "mixed.yml"
    path.write_text(f"checks for orders:\n  - row_count > 0\n{section}\n", "utf-8")
    before = compiled(seltzer)
    done = seltzer("migrate", "--in-place")

    header = section.split(":")[0]
    assert f'checks/mixed.yml:3: "{header}" stays SodaCL: {STAYING[section]}' in done.err
    assert path.with_name("mixed_sodacl.yml").read_text("utf-8") == f"{section}\n"
    assert compiled(seltzer) == before


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            (
                "configurations for dim_a:\n  valid min for a: 1\n"
                "for each dataset D:\n  datasets: [fact_%]\n  checks: [row_count > 0]\n"
            ),
            'checks/idle.yml:1: no section of the file uses "configurations for dim_a"; remove it',
        ),
        (
            "filter a [b]:\n  where: c = 1\ndiscover datasets:\n  datasets: [orders]\n",
            'checks/idle.yml:1: no section of the file uses "filter a [b]"; remove it',
        ),
    ],
)
def test_what_nothing_uses_is_told(project: Path, seltzer: Any, text: str, message: str) -> None:
    path = project / "checks" / "idle.yml"
    path.write_text(text, "utf-8")
    done = seltzer("migrate", "--in-place")

    assert done.code == 1
    assert message in done.err.splitlines()
    assert path.read_text("utf-8") == text


def test_configurations_of_a_target_go_with_the_reconciliation(project: Path, seltzer: Any) -> None:
    path = project / "checks" / "target.yml"
    path.write_text(
        "configurations for orders:\n  valid min for total: 1   # why\n"
        "configurations for customers:\n  valid min for age: 1\n"
        "checks for customers:\n  - invalid_count(age) = 0\n"
        "reconciliation r:\n  datasets: {source: {dataset: old}, target: {dataset: orders}}\n"
        "  checks:\n    - invalid_count(total) diff = 0\n",
        "utf-8",
    )
    before = compiled(seltzer)
    assert seltzer("migrate", "--in-place").code == 0

    assert compiled(seltzer) == before
    documents = path.read_text("utf-8").split("---\n")
    assert ["# why" in document for document in documents] == [False, True]
    assert ["for age" in document for document in documents] == [True, False]


def test_two_configurations_of_one_dataset_keep_its_checks_as_they_are(
    project: Path, seltzer: Any
) -> None:
    path = project / "checks" / "two.yml"
    path.write_text(
        "configurations for Orders:\n  valid min for total: 1\n"
        "configurations for orders:\n  valid max for total: 9\n"
        "checks for orders:\n  - invalid_count(total) = 0\n"
        "checks for customers:\n  - row_count > 0\n",
        "utf-8",
    )
    before = compiled(seltzer)
    done = seltzer("migrate", "--in-place")

    assert done.code == 0
    assert '"checks for orders" stays SodaCL: two configurations are of its dataset' in done.err
    assert compiled(seltzer) == before


def test_a_configuration_finds_its_dataset_in_the_default_data_source(
    project: Path, seltzer: Any
) -> None:
    path = project / "checks" / "named.yml"
    path.write_text(
        "configurations for shop.orders:\n  valid min for total: 1\n"
        "checks for orders:\n  - invalid_count(total) = 0\n",
        "utf-8",
    )
    before = compiled(seltzer)
    assert seltzer("migrate", "--in-place").code == 0

    assert compiled(seltzer) == before
    assert "configurations for" not in path.read_text("utf-8")
