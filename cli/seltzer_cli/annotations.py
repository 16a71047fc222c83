"""GitHub's workflow commands: findings beside their lines in a pull request."""

from collections import Counter
from collections.abc import Iterator, Sequence

from seltzer_cli.findings import Finding

MAX_ANNOTATIONS = 10
"""GitHub shows ten of a kind per step; with more, the tenth says how many there are."""

COMMANDS = {"error": "error", "note": "notice"}


def render_annotations(findings: Sequence[Finding]) -> Iterator[str]:
    """Give the lines to print: errors first, the first of each rule before its others."""
    for level, command in COMMANDS.items():
        ranked = _rank([finding for finding in findings if finding.level == level])
        shown = ranked if len(ranked) <= MAX_ANNOTATIONS else ranked[: MAX_ANNOTATIONS - 1]
        for finding in shown:
            yield render_annotation(
                command,
                finding.message,
                file=finding.place,
                line=finding.location.line,
                column=finding.location.column,
            )
        if len(ranked) > len(shown):
            yield f"::{command}::and {len(ranked) - len(shown)} more"


def render_annotation(command: str, message: str, *, file: str, line: int, column: int) -> str:
    """Give one workflow command; nothing in it can end it or begin another one."""
    return f"::{command} file={_property(file)},line={line},col={column}::{_data(message)}"


def _rank(findings: Sequence[Finding]) -> list[Finding]:
    seen = Counter[str]()
    ranked: list[tuple[int, Finding]] = []
    for finding in findings:
        seen[finding.rule] += 1
        ranked.append((seen[finding.rule], finding))
    return [finding for _, finding in sorted(ranked, key=lambda pair: pair[0])]


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
