"""`seltzer schema`: the catalogue in Git, and what does not fit it."""

import json
from pathlib import Path
from typing import Any

import duckdb
import git
import pytest
from tests.cli.conftest import Seltzer

WRONG = "checks for orders:\n  - missing_count(custumer) = 0\n  - row_count > 0\n"
MISTAKE = (
    'checks/more.yml:2:5: dataset "orders" has no column "custumer"; did you mean "customer"?\n'
)


def change(root: Path, statement: str) -> None:
    with duckdb.connect(str(root / "shop.duckdb")) as session:
        session.execute(statement)


def test_pull_writes_the_same_bytes_every_time(project: Path, seltzer: Seltzer) -> None:
    first = seltzer("schema", "pull")
    text = (project / "schemas/shop.yml").read_bytes()
    again = seltzer("schema", "pull", "-d", "shop")

    assert (first.code, first.out) == (0, "schemas/shop.yml: 1 datasets, written\n")
    assert (again.code, again.out) == (0, "schemas/shop.yml: 1 datasets, unchanged\n")
    assert (project / "schemas/shop.yml").read_bytes() == text
    assert b"      customer: INTEGER\n" in text


def test_check_tells_what_differs_and_exits_with_2(project: Path, seltzer: Seltzer) -> None:
    seltzer("schema", "pull")
    same = seltzer("schema", "check")
    change(project, "ALTER TABLE orders ALTER total TYPE DECIMAL(10, 2)")
    differs = seltzer("schema", "check")

    assert (same.code, same.out) == (0, "schemas/shop.yml: 1 datasets, up to date\n")
    assert differs.code == 2
    assert differs.out == "~ main.orders.total: type DOUBLE, now DECIMAL(10,2)\n"
    assert "run `seltzer schema pull -d shop`" in differs.err


def test_check_without_a_snapshot_says_how_to_get_one(project: Path, seltzer: Seltzer) -> None:
    assert project.is_dir()
    done = seltzer("schema", "check")

    assert (done.code, done.err) == (
        1,
        "there is no schemas/shop.yml; write it with `seltzer schema pull -d shop`\n",
    )


@pytest.mark.parametrize("words", [["validate"], ["compile"], ["schema", "check", "--offline"]])
def test_an_unknown_column_is_found_without_a_connection(
    project: Path, seltzer: Seltzer, words: list[str]
) -> None:
    (project / "checks/more.yml").write_text(WRONG)
    seltzer("schema", "pull")
    (project / "shop.duckdb").unlink()
    done = seltzer(*words)

    assert (done.code, done.err) == (1, MISTAKE + "1 mistake in the specs\n")


def test_without_a_snapshot_binding_is_left_to_the_scan(project: Path, seltzer: Seltzer) -> None:
    (project / "checks/more.yml").write_text(WRONG)

    assert seltzer("validate").code == 0
    assert 'Referenced column "custumer" not found' in seltzer("scan", "--no-push").out


def test_the_report_of_a_pull_request_binds_to_its_own_snapshot(
    project: Path, seltzer: Seltzer
) -> None:
    seltzer("schema", "pull")
    with git.Repo(project) as repo:
        author = git.Actor("Kim", "kim@example.org")
        repo.git.add(all=True)
        repo.index.commit("snapshot", author=author, committer=author)
        (project / "checks/more.yml").write_text(WRONG)
        repo.git.add(all=True)
        repo.index.commit("wrong", author=author, committer=author)
    (project / "schemas/shop.yml").unlink()

    done = seltzer("ci", "--base", "HEAD~1", "--head", "HEAD")

    assert (done.code, done.err) == (1, MISTAKE)


def test_a_snapshot_of_something_else_is_refused(project: Path, seltzer: Seltzer) -> None:
    seltzer("schema", "pull")
    path = project / "schemas/shop.yml"
    path.write_text(path.read_text().replace("dialect: duckdb", "dialect: postgres"))

    assert seltzer("validate").err == (
        'schemas/shop.yml:1:1: this is a snapshot of "shop" (postgres), not of "shop" (duckdb); '
        "run `seltzer schema pull -d shop`\n1 mistake in the specs\n"
    )
    assert seltzer("schema", "pull").code == 0
    assert seltzer("validate").code == 0


def test_print_gives_the_json_schema_of_each_kind(seltzer: Any) -> None:
    whole = json.loads(seltzer("schema", "print").out)
    project = json.loads(seltzer("schema", "print", "--kind", "Project").out)

    assert whole["properties"]["kind"]["enum"] == ["Checks", "Monitor", "Template", "Project"]
    assert project["required"] == ["name"]
    assert seltzer("schema", "print", "--kind", "checks").code == 1
