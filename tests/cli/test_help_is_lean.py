"""`seltzer --help` stays fast because it imports almost nothing."""

import subprocess
import sys

import pytest

from seltzer_cli.main import COMMANDS, cli

HEAVY = ("duckdb", "psycopg", "sklearn", "numpy", "fastapi", "git", "sqlglot", "sqlalchemy")
PROBE = """
import sys
from seltzer_cli.edge import run
from seltzer_cli.main import cli
code = run(cli, sys.argv[1:])
print("\\n".join(sorted(name for name in sys.modules if "." not in name)), file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.parametrize("words", [["--help"], ["--version"], []])
def test_help_imports_no_heavy_library(words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *words], capture_output=True, text=True, check=False
    )

    loaded = set(done.stderr.split())
    assert "click" in loaded
    assert not loaded & set(HEAVY)


def test_help_lists_every_command_with_its_line() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, "--help"], capture_output=True, text=True, check=True
    )

    for name, (_, line) in COMMANDS.items():
        assert f"  {name} " in done.stdout
        assert line in done.stdout


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_exists_and_has_help(name: str) -> None:
    command = cli.get_command(cli.make_context("seltzer", [], resilient_parsing=True), name)

    assert command is not None
    assert command.name == name
    assert command.help
