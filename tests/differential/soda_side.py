"""Soda's answers: the whole batch in one scan, and every check that needs it in one of its own."""

import json
import subprocess
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, TypeAlias

from tests.differential.answer import Answer, Outcome, in_order
from tests.differential.case import Batch, Suite

WORKER = Path(__file__).with_name("soda_worker.py")
Place: TypeAlias = tuple[int, int]
"""Numbers of a suite in its batch and of a check in its suite."""
END = "2026-03-01T12:00:00+00:00"


class Soda:
    """A Soda process that lives as long as the run.

    Args:
        python: Interpreter of Soda's environment.
        home: Home directory with Soda's settings.
        folder: Where the files are that checks name.
    """

    def __init__(self, python: Path, home: Path, *, folder: Path) -> None:
        self.process = subprocess.Popen(
            [str(python), str(WORKER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=folder,
            env={"HOME": str(home), "PATH": "/usr/bin:/bin", "TZ": "UTC"},
        )

    def __enter__(self) -> "Soda":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.communicate()

    def answer_together(self, batch: Batch, chosen: Collection[Place]) -> dict[Place, Answer]:
        """Answer some checks in one scan; none where Soda had any trouble."""
        numbers = sorted({number for number, _ in chosen})
        files = [
            batch.suites[number].render(which for other, which in sorted(chosen) if other == number)
            for number in numbers
        ]
        found = self._scan(batch.statements, [text for text, _ in files])
        if found["errors"]:
            return {}
        answers: dict[Place, Answer] = {}
        for index, (number, (_, starts)) in enumerate(zip(numbers, files, strict=True)):
            own = [check for check in found["checks"] if check["file"] == index]
            for start, which in starts.items():
                end = min((line for line in starts if line > start), default=1_000_000)
                mine = [check for check in own if start <= check["line"] < end]
                answers[number, which] = _answer(mine, {start: which}, ())
        return answers

    def answer_one(self, batch: Batch, suite: Suite, index: int) -> Answer:
        """Answer one check alone."""
        text, lines = suite.render([index])
        found = self._scan(batch.statements, [text])
        return _answer(found["checks"], lines, found["errors"])

    def match_formats(self, texts: Sequence[str]) -> dict[str, list[int]]:
        """Give the places of the texts that each format matches."""
        found: dict[str, list[int]] = self._ask({"texts": texts})["formats"]
        return found

    def answer_file(
        self, statements: Sequence[str], text: str, variables: Mapping[str, str]
    ) -> dict[int, list[Answer]]:
        """Answer every check of a file, by its line.

        Raises:
            RuntimeError: Soda complains about the file.
        """
        request = {"statements": statements, "files": [text], "variables": variables}
        found = self._ask(request)
        if found["errors"]:
            raise RuntimeError("; ".join(found["errors"]))
        answers: dict[int, list[Answer]] = defaultdict(list)
        for check in found["checks"]:
            answers[check["line"]].append(_plain(check))
        return answers

    def _scan(self, statements: Sequence[str], files: Sequence[str]) -> Any:
        return self._ask({"statements": statements, "files": files, "variables": {"END": END}})

    def _ask(self, request: object) -> Any:
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("Soda's process has no pipes")
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def _answer(checks: Sequence[Any], starts: Mapping[int, int], errors: Iterable[str]) -> Answer:
    """Read what belongs to one check: its own answer, and those of its groups."""
    text = "; ".join(errors)
    own = [check for check in checks if check["line"] in starts]
    groups = in_order(_plain(check) for check in checks if check["line"] not in starts)
    if not own:
        return Answer("error", text=text or "Soda lost the check")
    found = _plain(own[0])
    if text:
        return Answer("error", found.value, groups, reported=own[0]["outcome"], text=text)
    return replace(found, groups=groups)


def _plain(check: Any) -> Answer:
    value = check["value"] if isinstance(check["value"], (int, float)) else None
    outcome: Outcome = check["outcome"] or "skipped"
    return Answer(outcome, value)
