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
