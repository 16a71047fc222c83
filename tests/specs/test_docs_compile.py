"""Every spec and project file in the documentation is right."""

import re
from datetime import datetime, timezone
from pathlib import Path

import pytest
from tests.named_files import FilesInMemory

from seltzer_specs.loader import ParseSettings, parse_specs
from seltzer_specs.project import parse_project
from seltzer_specs.spec_file import SpecFile

ROOT = Path(__file__).parents[2]
FILES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
BLOCK = re.compile(r"^```ya?ml\n(.*?)^```", re.MULTILINE | re.DOTALL)
EXEMPT = "# not a spec"
REFERENCE = """
dataset: orders
column: total
distribution_type: continuous
distribution_reference: {bins: [0, 50, 100], weights: [0, 0.5, 0.5]}
"""
SETTINGS = ParseSettings(
    data_sources=frozenset({"warehouse"}),
    named_files=FilesInMemory({}, otherwise=REFERENCE),
    now=datetime(2026, 1, 31, tzinfo=timezone.utc),
)


BLOCKS = [
    pytest.param(
        match[1], id=f"{file.relative_to(ROOT)}:{text.count(chr(10), 0, match.start()) + 1}"
    )
    for file in FILES
    for text in [file.read_text(encoding="utf-8")]
    for match in BLOCK.finditer(text)
    if not match[1].startswith(EXEMPT)
]


@pytest.mark.parametrize("block", BLOCKS)
def test_a_block_of_the_documentation_is_right(block: str) -> None:
    if re.search(r"^data_sources:", block, re.MULTILINE):
        environment = dict.fromkeys(
            re.findall(r"\$\{env\.(\w+)\}", block), "a value long enough to be a secret key"
        )
        assert parse_project(block, "seltzer.yml", environment).data_sources
        return
    result = parse_specs([SpecFile("block.yml", block)], SETTINGS)

    assert [str(error) for error in result.errors] == []
    assert result.checks or result.discovered or result.measured


def test_the_language_pages_hold_examples() -> None:
    pages = {str(param.id).split(":")[0] for param in BLOCKS}

    assert {f"docs/language/{name}.md" for name in (
        "checks", "thresholds", "schema", "freshness", "failed-rows", "monitors", "project-file"
    )} <= pages  # fmt: skip
