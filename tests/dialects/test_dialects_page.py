"""docs/dialects.md says what the registry says."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from seltzer_dialects.registry import ALIASES, BUILT_IN, get_dialect

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "dialects.md").read_text(encoding="utf-8")
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"][
    "optional-dependencies"
]
OPTION = re.compile(r"(?:text|integer|boolean|file)_option\(\s*settings,\s*((?:\"\w+\"(?:,\s*)?)+)")


def rows() -> Iterator[str]:
    for name in sorted(BUILT_IN):
        dialect = get_dialect(name)
        names = ", ".join(
            f"`{n}`" for n in [name, *sorted(a for a in ALIASES if ALIASES[a] == name)]
        )
        extra = f"`{dialect.EXTRA}`" if dialect.EXTRA else "-"
        tested = "the engine" if dialect.IS_RUN_IN_TESTS else "DuckDB, transpiled"
        yield f"| {dialect.TITLE} | {names} | {extra} | {tested} |"


def section(name: str) -> str:
    title = get_dialect(name).TITLE
    assert f"## {title}\n" in PAGE
    return PAGE.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


def test_every_dialect_is_in_the_table() -> None:
    table = [line for line in PAGE.splitlines() if line.startswith("| ") and "`" in line]

    assert [row for row in rows() if row not in table] == []


@pytest.mark.parametrize("name", sorted(BUILT_IN))
def test_a_section_names_every_option_and_every_gap(name: str) -> None:
    dialect, text = get_dialect(name), section(name)
    plain = " ".join(text.split())

    assert {option for option in dialect.OPTIONS if f"`{option}`" not in text} == set()
    assert [gap for gap in dialect.GAPS if gap not in plain] == []
    assert [why for why in dialect.UNSUPPORTED.values() if why not in plain] == []


@pytest.mark.parametrize("name", sorted(BUILT_IN))
def test_what_a_connection_reads_is_an_option_of_the_dialect(name: str) -> None:
    # Fabric and Synapse are reached as SQL Server is, with its driver.
    driver = get_dialect(name).EXTRA or name
    module = ROOT / "dialects" / "seltzer_dialects" / f"{driver}_connection.py"
    found = OPTION.findall(module.read_text(encoding="utf-8"))
    read = {option for group in found for option in re.findall(r'"(\w+)"', group)}

    assert read == get_dialect(name).OPTIONS


@pytest.mark.parametrize("name", sorted(BUILT_IN))
def test_the_driver_comes_with_an_extra(name: str) -> None:
    extra = get_dialect(name).EXTRA

    assert extra is None or extra in EXTRAS
