"""Tracked files speak of the project alone, and stay small enough to be one concept each."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
MAX_LINES = 600
# Put together here, so that this file does not hold them itself.
FOREIGN = ["/" + "root/", "/" + "work/", "files.python" + "hosted.org", "py" + "pi.org/simple"]


def _tracked() -> list[Path]:
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    )
    return [ROOT / name for name in done.stdout.split("\0") if name]


def test_no_file_names_a_path_of_one_machine_or_a_registry() -> None:
    found = []
    for path in _tracked():
        if not path.is_file() or path.suffix == ".png":
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{path.relative_to(ROOT)}: {needle}" for needle in FOREIGN if needle in text]

    assert found == []


def test_no_python_file_outgrows_its_concept() -> None:
    sizes = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in _tracked()
        if path.suffix == ".py" and path.is_file()
    }

    assert {name: size for name, size in sizes.items() if size > MAX_LINES} == {}
