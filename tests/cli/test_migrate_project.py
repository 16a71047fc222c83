"""`seltzer migrate` makes a project of a Soda configuration, and one bad file stops no other."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

CONFIGURATION = """\
# Our shop
data_source shop:
  type: duckdb
  path: shop.duckdb
data_source archive:
  type: postgres
  host: localhost
  password: hunter22
  schema: public
soda_cloud:
  host: cloud.soda.io
  api_key_id: ${NOT_SET}
  api_key_secret: hunter33
"""
CHECKS = """\
checks for orders:
  - row_count > 0     # never empty
  - max(total) < 25
"""


@pytest.fixture
def soda(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as Soda's users have it, as the current folder."""
    root = tmp_path / "shop"
    for name, text in (("configuration.yml", CONFIGURATION), ("checks/orders.yml", CHECKS)):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    with duckdb.connect(str(root / "shop.duckdb")) as session:
        session.execute(
            "CREATE TABLE orders AS SELECT i AS id, 10.0 * i AS total FROM range(4) t(i)"
        )
    monkeypatch.chdir(root)
    return root


def outcomes(done: Any) -> list[tuple[str, str]]:
    return sorted((check["id"], check["outcome"]) for check in done.json["checks"])


SCAN = ("scan", "--no-push", "--format", "json", "-q")


def test_the_project_scans_as_the_configuration_did(soda: Path, seltzer: Any) -> None:
    before = seltzer(*SCAN, "-d", "shop", "-c", "configuration.yml", "checks")
    done = seltzer("migrate", "-d", "shop", "-c", "configuration.yml", "checks", "--in-place")

    assert done.code == 0
    assert seltzer("validate").code == 0
    after = seltzer(*SCAN)
    assert before.code == after.code == 10
    assert outcomes(before) == outcomes(after)
    assert "apiVersion" in (soda / "checks" / "orders.yml").read_text("utf-8")


def test_another_folder_gets_a_project_that_finds_the_database(soda: Path, seltzer: Any) -> None:
    before = seltzer(*SCAN, "-d", "shop", "-c", "configuration.yml", "checks")

    assert seltzer("migrate", ".", "-d", "shop", "--out", "new").code == 0
    after = seltzer(*SCAN, "--project", "new/seltzer.yml")
    assert outcomes(before) == outcomes(after)
    assert sorted(p.relative_to(soda).as_posix() for p in (soda / "new").rglob("*.yml")) == [
        "new/checks/orders.yml",
        "new/seltzer.yml",
    ]


@pytest.mark.usefixtures("soda")
def test_no_secret_is_shown_or_written(soda: Path, seltzer: Any) -> None:
    shown = seltzer("migrate", ".")
    seltzer("migrate", ".", "--out", "new")

    written = (soda / "new" / "seltzer.yml").read_text("utf-8")
    for text in (shown.out, shown.err, written):
        assert "hunter22" not in text
        assert "hunter33" not in text
    assert "password: ${env.ARCHIVE_PASSWORD}" in written
    assert "put it into the environment as ARCHIVE_PASSWORD" in shown.err


def test_files_with_mistakes_stay_and_the_others_migrate(soda: Path, seltzer: Any) -> None:
    (soda / "checks" / "bad.yml").write_text("checks for a:\n  - foo > 1\n  - bar > 1\n", "utf-8")
    (soda / "checks" / "broken.yml").write_text("checks for a:\n  - [\n", "utf-8")
    (soda / "checks" / "latin.yml").write_bytes(b"checks for caf\xe9:\n  - row_count > 0\n")

    done = seltzer("migrate", ".", "--in-place", "-d", "shop")

    assert done.code == 1
    for place in ("checks/bad.yml:2:5: ", "checks/bad.yml:3:5: ", "checks/broken.yml:3:1: ",
                  "checks/latin.yml is not UTF-8"):  # fmt: skip
        assert place in done.err
    assert "1 of 4 files migrate; as they are stay " in done.err
    assert "apiVersion" in (soda / "checks" / "orders.yml").read_text("utf-8")
    assert (soda / "seltzer.yml").is_file()


def test_a_wrong_configuration_stops_no_check_file(soda: Path, seltzer: Any) -> None:
    (soda / "configuration.yml").write_text("data_source a: 5\ndata_source b: {x: 1}\n", "utf-8")

    done = seltzer("migrate", "-c", "configuration.yml", "checks", "--in-place")

    assert done.code == 1
    assert 'configuration.yml:1:16: "data_source a" wants a mapping' in done.err
    assert 'configuration.yml:2:16: "data_source b" wants "type"' in done.err
    assert "apiVersion" in (soda / "checks" / "orders.yml").read_text("utf-8")
    assert not (soda / "seltzer.yml").exists()


def test_a_project_file_that_exists_is_never_overwritten(soda: Path, seltzer: Any) -> None:
    (soda / "seltzer.yml").write_text("name: mine\n", "utf-8")

    done = seltzer("migrate", ".", "--in-place", "-d", "shop")

    assert done.code == 1
    assert "seltzer.yml exists already and stays as it is" in done.err
    assert (soda / "seltzer.yml").read_text("utf-8") == "name: mine\n"
    assert seltzer("migrate", "checks", "--check").code == 0


def test_check_names_the_project_file(soda: Path, seltzer: Any) -> None:
    done = seltzer("migrate", ".", "--check")

    assert (done.code, done.out) == (
        2,
        "would migrate checks/orders.yml\nwould write seltzer.yml\n",
    )
    assert not (soda / "seltzer.yml").exists()


def test_files_of_sql_move_with_the_specs(soda: Path, seltzer: Any) -> None:
    (soda / "sql").mkdir()
    (soda / "sql" / "big.sql").write_text("SELECT COUNT(*) FROM orders WHERE total > 9", "utf-8")
    (soda / "checks" / "sql.yml").write_text(
        "checks for orders:\n  - big = 3:\n      big sql_file: ../sql/big.sql\n", "utf-8"
    )

    assert seltzer("migrate", ".", "-d", "shop", "--out", "new").code == 0
    assert (soda / "new" / "sql" / "big.sql").read_text("utf-8").startswith("SELECT COUNT(*)")
    assert seltzer("validate", "--project", "new/seltzer.yml").code == 0


def test_a_file_of_environment_variables_is_left_alone(soda: Path, seltzer: Any) -> None:
    (soda / "env_vars.yml").write_text("shop:\n  PASSWORD: hunter44\n", "utf-8")

    done = seltzer("migrate", ".", "-d", "shop", "--out", "new")

    assert done.code == 0
    assert "env_vars.yml holds secrets and stays where it is" in done.err
    assert not (soda / "new" / "env_vars.yml").exists()
    assert "hunter44" not in done.out + done.err


def test_the_next_step_names_what_the_project_lacks(soda: Path, seltzer: Any) -> None:
    (soda / "checks" / "orders.yml").write_text(
        "checks for orders:\n  - row_count > ${FEW}\n", "utf-8"
    )
    given = ("migrate", "-c", "configuration.yml", "checks", "-v", "FEW=1")

    whole = seltzer(*given, "-d", "shop", "--out", "whole").err
    several = seltzer(*given, "--in-place").err

    assert "next in whole: seltzer validate -v FEW=…, then seltzer scan -v FEW=…\n" in whole
    step = "next: seltzer validate -v FEW=…, then seltzer scan -d NAME -v FEW=… with one of archive"
    assert step in several


def test_a_value_that_nobody_has_is_told_as_the_mistake_it_is(soda: Path, seltzer: Any) -> None:
    (soda / "checks" / "orders.yml").write_text(
        "checks for orders:\n  - row_count > ${FEW}\n", "utf-8"
    )

    done = seltzer("migrate", "-c", "configuration.yml", "checks")

    assert done.code == 1
    assert done.err.count('variable "FEW" is not set') == 1
    assert "reads no environment" not in done.err
