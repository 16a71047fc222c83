"""`seltzer fmt` rewrites files, one by one, and says which."""

from pathlib import Path
from typing import Any

UGLY = "checks for orders:\n- row_count>0   # all\n"
GOOD = "checks for orders:\n  - row_count > 0   # all\n"


def test_fmt_formats_the_project(project: Path, seltzer: Any) -> None:
    path = project / "checks" / "more.yml"
    path.write_text(UGLY, "utf-8")

    checked = seltzer("fmt", "--check")
    assert (checked.code, checked.out) == (2, "would format checks/more.yml\n")
    assert path.read_text("utf-8") == UGLY

    done = seltzer("fmt")
    assert (done.code, done.out) == (0, "formatted checks/more.yml\n")
    assert path.read_text("utf-8") == GOOD
    assert seltzer("fmt", "--check").code == 0


def test_fmt_shows_a_diff(project: Path, seltzer: Any) -> None:
    (project / "a.yml").write_text(UGLY, "utf-8")

    done = seltzer("fmt", "--diff", "a.yml")

    assert done.code == 0
    assert "-- row_count>0   # all\n+  - row_count > 0   # all\n" in done.out
    assert (project / "a.yml").read_text("utf-8") == UGLY


def test_a_bad_file_does_not_stop_the_others(project: Path, seltzer: Any) -> None:
    (project / "a.yml").write_text("a: [\n", "utf-8")
    (project / "b.yml").write_bytes(b"\xff")
    (project / "c.yml").write_text(UGLY, "utf-8")

    done = seltzer("fmt", "a.yml", "b.yml", "c.yml", "d.yml")

    assert done.code == 1
    assert done.out == "formatted c.yml\n"
    assert len([line for line in done.err.splitlines() if "yml" in line]) == 3


def test_line_ends_and_permissions_stay(project: Path, seltzer: Any) -> None:
    path = project / "a.yml"
    path.write_bytes(UGLY.replace("\n", "\r\n").encode())
    path.chmod(0o640)

    assert seltzer("fmt", "a.yml").code == 0
    assert path.read_bytes() == GOOD.replace("\n", "\r\n").encode()
    assert path.stat().st_mode & 0o777 == 0o640


def test_what_init_writes_is_canonical(tmp_path: Path, seltzer: Any, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)

    assert seltzer("init").code == 0
    assert seltzer("fmt", "--check", "seltzer.yml", "checks").code == 0
