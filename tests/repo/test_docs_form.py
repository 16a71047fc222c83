"""The YAML of the documentation has the form that `seltzer fmt` gives."""

import re
from pathlib import Path

import pytest

from seltzer_specs.fmt.format import format_text

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```ya?ml\n(.*?)^```", re.MULTILINE | re.DOTALL)
FILES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCKS = [
    pytest.param(
        match[1], id=f"{file.relative_to(ROOT)}:{text.count(chr(10), 0, match.start()) + 1}"
    )
    for file in FILES
    for text in [file.read_text(encoding="utf-8")]
    for match in BLOCK.finditer(text)
]


@pytest.mark.parametrize("block", BLOCKS)
def test_a_block_of_the_documentation_has_the_form(block: str) -> None:
    assert format_text(block, "block.yml") == block
