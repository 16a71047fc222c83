"""`seltzer scan` with groups that come and go: hashed on the server, named here."""

from pathlib import Path

import duckdb
import pytest
from tests.cli.conftest import Done, Seltzer

CHECKS = """\
checks for orders:
  - group evolution:
      name: towns
      query: SELECT town FROM towns
      warn:
        when groups change: [group add]
      fail:
        when groups change: [group delete]
        when forbidden group present: Atlantis
"""


@pytest.fixture
def towns(project: Path) -> Path:
    """A project whose only check follows the towns."""
    (project / "checks/orders.yml").write_text(CHECKS, encoding="utf-8")
    (project / "monitors/orders.yml").unlink()
    set_towns(project, "Zaventem", "Oostduinkerke")
    return project


def set_towns(project: Path, *names: str) -> None:
    with duckdb.connect(str(project / "shop.duckdb")) as session:
        session.execute("CREATE OR REPLACE TABLE towns (town TEXT)")
        session.executemany("INSERT INTO towns VALUES (?)", [[name] for name in names])


def found(done: Done) -> tuple[str, str | None]:
    (check,) = done.json["checks"]
    return check["outcome"], check["reason"]


def scan(seltzer: Seltzer, day: int) -> tuple[str, str | None]:
    return found(seltzer("scan", "--format", "json", "-t", f"2026-01-{day:02}"))


def test_changes_are_judged_against_the_scan_before(seltzer: Seltzer, towns: Path) -> None:
    first = scan(seltzer, 1)
    same = scan(seltzer, 2)
    set_towns(towns, "Zaventem", "Oostduinkerke", "Kalmthout")
    added = scan(seltzer, 3)
    set_towns(towns, "Zaventem", "Kalmthout")
    deleted = scan(seltzer, 4)
    late = scan(seltzer, 2)

    assert first == ("skipped", "first groups seen, nothing to compare")
    assert same == ("pass", None)
    assert added == ("warn", 'group add: "Kalmthout"')
    assert deleted[0] == "fail"
    assert (deleted[1] or "").startswith("group delete: group ")
    # The scan for the day before it had Zaventem and Oostduinkerke.
    assert late[0] == "fail"


def test_no_town_is_in_the_state_folder(seltzer: Seltzer, towns: Path) -> None:
    scan(seltzer, 1)
    set_towns(towns, "Zaventem", "Kalmthout")
    scan(seltzer, 2)
    files = [path for path in (towns / ".seltzer").rglob("*") if path.is_file()]
    state = b"".join(path.read_bytes() for path in files).lower()

    assert b"group add" in state or b"group delete" in state
    assert not any(town in state for town in (b"zaventem", b"oostduinkerke", b"kalmthout"))


def test_another_key_is_not_taken_for_a_change(seltzer: Seltzer, towns: Path) -> None:
    scan(seltzer, 1)
    (towns / ".seltzer/group.key").unlink()

    assert scan(seltzer, 2) == (
        "skipped",
        "the scan before named its groups with another key, nothing to compare",
    )
    assert scan(seltzer, 3) == ("pass", None)


def test_a_rule_of_its_own_fails_without_history(seltzer: Seltzer, towns: Path) -> None:
    set_towns(towns, "Atlantis")

    assert scan(seltzer, 1) == ("fail", 'forbidden: "Atlantis"')
