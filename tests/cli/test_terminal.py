"""`seltzer scan` on a terminal, and where there is none: the bar, colours, quiet."""

import os
import pty
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from seltzer_cli.progress_bar import has_colours

RUN = "from seltzer_cli.main import main; main()"
COLOUR = re.compile(rb"\x1b\[[0-9;]*m")
BAR = "━".encode()


def on_a_terminal(*words: str, **environment: str) -> bytes:
    """Give all that a scan writes to a terminal."""
    ours, theirs = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    with subprocess.Popen(
        [sys.executable, "-c", RUN, "scan", "--no-push", *words],
        stdout=theirs,
        stderr=theirs,
        env={**kept, "TERM": "xterm", **environment},
    ):
        os.close(theirs)
        written = b""
        while part := _read(ours):
            written += part
    os.close(ours)
    return written


def _read(handle: int) -> bytes:
    try:
        return os.read(handle, 65_536)
    except OSError:  # the other side is gone
        return b""


def test_a_terminal_has_a_bar_and_colours(project: Path) -> None:
    written = on_a_terminal()

    assert BAR in written
    assert COLOUR.search(written)
    assert b"FAIL" in written


def test_the_bar_leaves_nothing_behind(project: Path) -> None:
    last = on_a_terminal().decode().rpartition("━")[2]

    assert "\x1b[2K" in last  # its line is cleared
    assert "PASS" in last


def test_quiet_draws_no_bar(project: Path) -> None:
    written = on_a_terminal("-q")

    assert BAR not in written
    assert b"PASS" not in written.partition(b"4 checks")[0]


@pytest.mark.parametrize(
    ("words", "environment"),
    [(["--no-color"], {}), ([], {"NO_COLOR": "1"}), ([], {"TERM": "dumb"})],
)
def test_whoever_wants_no_colours_gets_none(
    project: Path, words: list[str], environment: Mapping[str, str]
) -> None:
    assert not re.search(rb"\x1b\[[0-9;]*[1-9][0-9;]*m", on_a_terminal(*words, **environment))


def test_without_a_terminal_there_are_plain_lines_and_no_bar(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN, "scan", "--no-push"], capture_output=True, check=False
    )

    assert b"\x1b" not in done.stdout + done.stderr
    assert BAR not in done.stderr
    assert done.stdout.startswith(b"PASS  orders: row_count > 0\n")


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, True),
        ({"NO_COLOR": ""}, True),
        ({"NO_COLOR": "0"}, False),
        ({"TERM": "dumb"}, False),
        ({"TERM": "xterm"}, True),
    ],
)
def test_what_the_environment_says_of_colours(environment: Mapping[str, str], wanted: bool) -> None:
    assert has_colours(environment) is wanted
