"""Each difference from Soda has a reason and a test that exists."""

import re
from pathlib import Path

import pytest
from tests.differential.explanations import EXPLANATIONS

ROOT = Path(__file__).parents[2]
ROWS = [
    line
    for line in (ROOT / "docs" / "coming-from-soda.md").read_text("utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| Seltzer")
]
FUNCTION = re.compile(r"^def (test_\w+)", re.MULTILINE)


@pytest.fixture(scope="module")
def shown() -> set[str]:
    """What the last column may say."""
    functions = {
        f"`{name}`"
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in FUNCTION.findall(file.read_text("utf-8"))
    }
    mistakes = {
        f"`mistakes: {file.stem}`" for file in (ROOT / "tests/specs/mistakes").glob("*.expected")
    }
    return functions | mistakes | {f"`differential: {one.name}`" for one in EXPLANATIONS}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[2:50])
def test_a_difference_says_why_and_which_test_shows_it(row: str, shown: set[str]) -> None:
    cells = [cell.strip() for cell in row.strip("|").split(" | ")]

    assert len(cells) == 3, "write `| what Seltzer does | why | the test that shows it |`"
    assert cells[2] in shown, f"{cells[2]} is no test"


def test_every_explanation_of_the_differential_test_is_a_line() -> None:
    for explanation in EXPLANATIONS:
        ending = f"| `differential: {explanation.name}` |"

        assert any(row.endswith(ending) for row in ROWS), ending
