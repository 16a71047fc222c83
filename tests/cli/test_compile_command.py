"""`seltzer compile`, `validate` and `explain` need no connection and repeat themselves exactly."""

from pathlib import Path
from typing import Any

import pytest


def test_compile_prints_one_query_for_checks_over_the_same_rows(
    project: Path, seltzer: Any
) -> None:
    (project / "shop.duckdb").unlink()

    done = seltzer("compile", "checks/")

    assert done.code == 0
    assert done.out.count("FROM orders") == 1
    for check in ("row_count > 0", "missing_count(customer) = 0", "min(total) >= 0"):
        assert f"serves {check}" in done.out


def test_compile_as_json_follows_its_contract(project: Path, seltzer: Any) -> None:
    found = seltzer("compile", "--format", "json").json

    assert found["schema"] == "seltzer.compile/1"
    (query,) = found["queries"]
    assert set(query) == {
        "id", "dialect", "data_source", "dataset", "sql", "duration_s", "scans", "rules",
    }  # fmt: skip
    assert all(check["queries"] == [query["id"]] for check in found["checks"])
    assert [check["id"] for check in found["checks"]][1] == "customer-known"
    assert seltzer("compile", "--format", "json").json == found


def test_compiled_sql_does_not_depend_on_the_day(project: Path, seltzer: Any) -> None:
    path = project / "checks" / "orders.yml"
    path.write_text("checks for orders:\n- row_count > 0:\n    filter: d < '${NOW}'\n", "utf-8")

    assert "2000-01-01T00:00:00+00:00" in seltzer("compile").out


def test_committed_sql_is_compared_with_check(project: Path, seltzer: Any) -> None:
    assert seltzer("compile", "--out", "sql").code == 0
    assert seltzer("compile", "--out", "sql", "--check").code == 0

    path = project / "checks" / "orders.yml"
    path.write_text(path.read_text("utf-8") + "  - max(total) < 100\n", "utf-8")
    done = seltzer("compile", "--out", "sql", "--check")

    assert done.code == 2
    assert "out of date: sql/shop/orders.aggregate." in done.out
    assert seltzer("compile", "--out", "sql").code == 0
    assert seltzer("compile", "--out", "sql", "--check").code == 0


def test_another_dialect_needs_no_data_source(project: Path, seltzer: Any) -> None:
    (project / "seltzer.yml").unlink()

    done = seltzer("compile", "checks/orders.yml", "--dialect", "postgres")

    assert done.code == 0
    assert "(postgres)" in done.out


def test_an_unknown_dialect_is_one_line(project: Path, seltzer: Any) -> None:
    done = seltzer("compile", "--dialect", "postgrs")

    assert done.code == 1
    assert "postgres" in done.err
    assert done.err.count("\n") == 1


def test_validate_shows_every_mistake_of_every_file(project: Path, seltzer: Any) -> None:
    (project / "checks" / "a.yml").write_text(
        "checks for orders:\n  - row_cont > 0\n  - min(total) >= ten\n", "utf-8"
    )
    (project / "checks" / "b.yml").write_text("checks for orders: [\n", "utf-8")

    done = seltzer("validate")

    lines = done.err.splitlines()
    assert done.code == 1
    assert [line.partition(": ")[0].rpartition(":")[0] for line in lines[:3]] == [
        "checks/a.yml:2",
        "checks/a.yml:3",
        "checks/b.yml:2",
    ]
    assert 'did you mean "row_count"?' in lines[0]
    assert lines[3] == "3 mistakes in the specs"


@pytest.mark.parametrize("command", ["validate", "compile", "explain"])
def test_a_condition_that_is_no_sql_is_a_mistake(project: Path, seltzer: Any, command: str) -> None:
    with (project / "checks" / "orders.yml").open("a", encoding="utf-8") as file:
        file.write("  - failed rows: {fail condition: 'total = = 1'}\n")

    done = seltzer(command)

    assert done.code == 1
    assert done.err.startswith(
        'checks/orders.yml:10:5: "failed rows" has a condition that cannot be read as SQL: '
        'a part is missing at "="\n'
    )


def test_validate_shows_what_only_compiling_finds_among_the_other_mistakes(
    project: Path, seltzer: Any
) -> None:
    with (project / "checks" / "orders.yml").open("a", encoding="utf-8") as file:
        file.write("  - failed rows: {fail condition: 'total = = 1'}\n  - row_cont > 0\n")

    lines = seltzer("validate").err.splitlines()

    assert [line.partition(": ")[0] for line in lines[:2]] == [
        "checks/orders.yml:10:5",
        "checks/orders.yml:11:5",
    ]
    assert lines[2] == "2 mistakes in the specs"


def test_a_good_project_says_what_it_holds(project: Path, seltzer: Any) -> None:
    assert seltzer("validate").out == "2 files, 4 checks (1 from monitors): no mistakes\n"


def test_explain_names_the_checks_of_each_query(project: Path, seltzer: Any) -> None:
    done = seltzer("explain")

    assert "4 checks, 1 query, 1 scan" in done.out
    assert "serves checks/orders.yml:6:5  row_count > 0" in done.out


def test_without_a_project_the_first_step_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seltzer: Any
) -> None:
    monkeypatch.chdir(tmp_path)

    done = seltzer("validate")

    assert done.code == 1
    assert "run `seltzer init`" in done.err


def test_init_makes_a_project_that_validates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seltzer: Any
) -> None:
    monkeypatch.chdir(tmp_path)

    assert seltzer("init").code == 0
    assert seltzer("validate").code == 0
    assert seltzer("init").err.startswith("seltzer.yml exists already")


def test_specs_outside_the_current_folder_may_be_named(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seltzer: Any
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    path = str(project / "checks" / "orders.yml")

    done = seltzer("compile", path, "--dialect", "duckdb", "--format", "json")

    assert done.code == 0
    assert len(done.json["checks"]) == 3


def test_templates_and_files_of_sql_are_read_from_disk(project: Path, seltzer: Any) -> None:
    (project / "sql").mkdir()
    (project / "sql" / "open.sql").write_text("SELECT COUNT(*) FROM orders -- open", "utf-8")
    (project / "shared.yml").write_text(
        "templates:\n- name: above\n  query: SELECT COUNT(*) FROM orders WHERE total > ${floor}\n",
        "utf-8",
    )
    (project / "checks" / "orders.yml").write_text(
        "checks for orders:\n- $above < 5: {parameters: {floor: 7}}\n"
        "- open_count < 5:\n    open_count sql_file: ../sql/open.sql\n",
        "utf-8",
    )

    assert "there is no template" in seltzer("validate").err
    assert seltzer("validate", "-T", "shared.yml").code == 0
    assert "total > 7" in seltzer("compile", "-T", "shared.yml", "-T", "./shared.yml").out
