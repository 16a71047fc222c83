"""Each kind of mistake has a file and the exact lines it gives, next to it."""

from datetime import datetime, timezone
from pathlib import Path

import pytest

from seltzer_specs.loader import ParseSettings, parse_specs
from seltzer_specs.named_files import DiskFiles
from seltzer_specs.spec_file import SpecFile

FOLDER = Path(__file__).parent / "mistakes"
SETTINGS = ParseSettings(
    data_sources=frozenset({"warehouse"}),
    named_files=DiskFiles(FOLDER, FOLDER),
    variables={"limit": "5"},
    now=datetime(2026, 1, 31, tzinfo=timezone.utc),
)
NAMES = sorted(path.stem for path in FOLDER.glob("*.yml"))


def errors_of(name: str) -> list[str]:
    """Give the lines of a fixture's mistakes."""
    text = (FOLDER / f"{name}.yml").read_text(encoding="utf-8")
    return [str(e) for e in parse_specs([SpecFile(f"{name}.yml", text)], SETTINGS).errors]


@pytest.mark.parametrize("name", NAMES)
def test_a_mistake_gives_its_exact_lines(name: str) -> None:
    expected = (FOLDER / f"{name}.expected").read_text(encoding="utf-8")

    assert "".join(f"{line}\n" for line in errors_of(name)) == expected


@pytest.mark.parametrize("name", NAMES)
def test_a_message_is_one_lower_case_line_without_full_stop(name: str) -> None:
    for line in errors_of(name):
        message = line.split(": ", 1)[1]
        assert "\n" not in line
        assert not line.endswith(".")
        assert not message[0].isupper()


def test_every_expected_text_has_its_file() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.expected")) == NAMES
    assert len(NAMES) >= 60
