"""`seltzer scan` with groups: the key, the embedded server, and what it never gets to see."""

import stat
from pathlib import Path

import duckdb
import pytest
from tests.cli.conftest import Seltzer

CHECKS = """\
checks for orders:
  - group by:
      name: orders by town
      query: SELECT town, COUNT(*) AS n FROM orders GROUP BY town
      fields: [town]
      checks:
        - n > 1:
            name: orders of a town
"""
TOWNS = ("Zaventem", "Oostduinkerke")


@pytest.fixture
def towns(project: Path) -> Path:
    """A project whose only check goes by town."""
    (project / "checks/orders.yml").write_text(CHECKS, encoding="utf-8")
    (project / "monitors/orders.yml").unlink()
    with duckdb.connect(str(project / "shop.duckdb")) as session:
        session.execute("ALTER TABLE orders ADD COLUMN town TEXT")
        session.execute(
            f"UPDATE orders SET town = CASE WHEN id < 3 THEN '{TOWNS[0]}' ELSE '{TOWNS[1]}' END"
        )
    return project


def kept(folder: Path) -> bytes:
    """Give all that the state folder holds."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return b"".join(path.read_bytes() for path in files)


def holds_a_town(content: bytes) -> bool:
    return any(town.lower().encode() in content.lower() for town in TOWNS)


def test_groups_are_named_here_and_hashed_on_the_server(seltzer: Seltzer, towns: Path) -> None:
    done = seltzer("scan", "--format", "json")
    again = seltzer("scan", "--format", "json")

    checks = done.json["checks"]
    assert done.code == 10
    assert [(check["name"], check["group"], check["outcome"]) for check in checks] == [
        ("orders by town", None, "fail"),
        ("orders of a town [Oostduinkerke]", "Oostduinkerke", "fail"),
        ("orders of a town [Zaventem]", "Zaventem", "pass"),
    ]
    assert [check["id"] for check in checks] == [check["id"] for check in again.json["checks"]]
    state = kept(towns / ".seltzer")
    assert checks[1]["id"].encode() in state
    assert not holds_a_town(state)


def test_exposed_groups_reach_the_server(seltzer: Seltzer, towns: Path) -> None:
    text = CHECKS.replace("fields: [town]", "fields: [town]\n      expose: true")
    (towns / "checks/orders.yml").write_text(text, encoding="utf-8")
    seltzer("scan")

    assert holds_a_town(kept(towns / ".seltzer"))


def test_the_key_is_made_once_for_this_user_only(seltzer: Seltzer, towns: Path) -> None:
    seltzer("scan")
    path = towns / ".seltzer/group.key"
    first = path.read_text(encoding="ascii")
    seltzer("scan")

    assert path.read_text(encoding="ascii") == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [name.name for name in path.parent.glob(".group.key*")] == []


def test_a_key_that_others_can_read_or_that_is_broken_is_refused(
    seltzer: Seltzer, towns: Path
) -> None:
    seltzer("scan")
    path = towns / ".seltzer/group.key"
    path.chmod(0o644)
    readable = seltzer("scan")
    path.chmod(0o600)
    path.write_text("short", encoding="ascii")
    broken = seltzer("scan")

    assert readable.code == broken.code == 1
    assert "group.key can be read by others; chmod 600 it" in readable.err
    assert "holds no group key of 64 hex digits" in broken.err
    assert "short" not in broken.err


def test_a_key_of_the_project_names_groups_alike_on_every_machine(
    seltzer: Seltzer, towns: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = towns / "seltzer.yml"
    project.write_text(
        project.read_text(encoding="utf-8") + "group_key: ${env.SELTZER_GROUP_KEY}\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("SELTZER_GROUP_KEY", "k" * 32)
    first = seltzer("scan", "--no-push", "--format", "json")
    again = seltzer("scan", "--no-push", "--format", "json")
    monkeypatch.setenv("SELTZER_GROUP_KEY", "l" * 32)
    other = seltzer("scan", "--no-push", "--format", "json")
    monkeypatch.setenv("SELTZER_GROUP_KEY", "weak")
    weak = seltzer("scan", "--no-push")

    def ids(done_json: dict[str, list[dict[str, str]]]) -> list[str]:
        return [check["id"] for check in done_json["checks"]]

    assert ids(first.json) == ids(again.json) != ids(other.json)
    assert not (towns / ".seltzer/group.key").exists()
    assert weak.code == 1
    assert '"group_key" wants a secret of 32 characters or more' in weak.err
    assert "weak" not in weak.err


HISTORY = """\
checks for orders:
  - group by:
      name: orders by town
      query: SELECT town, COUNT(*) AS n FROM orders GROUP BY town
      fields: [town]
      checks:
        - n > 0:
            name: some
        - anomaly detection for n:
            name: usual
        - change for n > -5:
            name: no drop
"""


def at_day(
    seltzer: Seltzer, folder: Path, day: int, sizes: dict[str, int]
) -> dict[str, tuple[str, object, object]]:
    """Scan on a day with so many orders in each town; give outcomes, values and reasons."""
    with duckdb.connect(str(folder / "shop.duckdb")) as session:
        session.execute("DELETE FROM orders")
        for town, count in sizes.items():
            session.execute(
                "INSERT INTO orders (id, town) SELECT range, ? FROM range(?)", [town, count]
            )
    done = seltzer("scan", "-t", f"2026-01-{day:02}T06:00:00Z", "--format", "json")
    return {c["name"]: (c["outcome"], c["value"], c["reason"]) for c in done.json["checks"]}


def test_each_group_is_judged_by_its_own_history(seltzer: Seltzer, towns: Path) -> None:
    (towns / "checks/orders.yml").write_text(HISTORY, encoding="utf-8")
    first = at_day(seltzer, towns, 1, {"Gent": 100, "Mol": 10})
    for day in range(2, 10):
        at_day(seltzer, towns, day, {"Gent": 100 + day % 3, "Mol": 10 + day % 2})
    last = at_day(seltzer, towns, 10, {"Gent": 10, "Mol": 10, "Lier": 10})

    assert first["orders by town"] == ("pass", 2, None)
    assert first["usual [Gent]"] == ("skipped", 100, "learning 0/7")
    assert first["no drop [Mol]"][0] == "skipped"
    assert {name: found[0] for name, found in last.items()} == {
        "orders by town": "fail",
        "some [Gent]": "pass",
        "usual [Gent]": "fail",
        "no drop [Gent]": "fail",
        "some [Lier]": "pass",
        "usual [Lier]": "skipped",
        "no drop [Lier]": "skipped",
        "some [Mol]": "pass",
        "usual [Mol]": "pass",
        "no drop [Mol]": "pass",
    }
    assert last["orders by town"][2] == "of 9 results in 3 groups: 2 fail, 2 skipped"
    assert last["no drop [Gent]"][2] == "-90 is not > -5: 10 now, 100 before"
    assert b"Gent" not in kept(towns / ".seltzer")


def test_without_a_push_no_history_is_asked(seltzer: Seltzer, towns: Path) -> None:
    text = HISTORY.replace("        - n > 0:\n            name: some\n", "")
    (towns / "checks/orders.yml").write_text(text, encoding="utf-8")

    done = seltzer("scan", "--no-push", "--format", "json")

    parent, *groups = done.json["checks"]
    assert done.code == 0
    assert (parent["outcome"], parent["value"]) == ("skipped", 2)
    assert parent["reason"] == "of 4 results in 2 groups: 4 skipped"
    assert {check["outcome"] for check in groups} == {"skipped"}
    assert {check["kind"] for check in groups} == {"anomaly", "change"}
