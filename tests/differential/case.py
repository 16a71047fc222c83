"""Cases: one generated check of one table, and the SodaCL file that holds those of a table."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.differential.tables import Table


@dataclass(frozen=True)
class Question:
    """A check as its author writes it.

    Attributes:
        line: The check's line, such as `row_count > 0`.
        keys: Lines below it, each already in YAML.
    """

    line: str
    keys: tuple[str, ...] = ()

    @property
    def lines(self) -> list[str]:
        """The lines of the list item in its file."""
        head = f"  - {yaml_text(self.line)}"
        return [head + (":" if self.keys else ""), *(f"      {key}" for key in self.keys)]


@dataclass(frozen=True)
class Suite:
    """What one file says of one table.

    Attributes:
        table: The table.
        head: Lines above the checks: filters and column configurations.
        partition: Name of the filter that the checks stand below; empty for none.
        questions: The checks.
    """

    table: Table
    head: tuple[str, ...]
    partition: str
    questions: tuple[Question, ...]

    def render(self, chosen: Iterable[int]) -> tuple[str, dict[int, int]]:
        """Give the file with some of the checks, and which of them starts at which line."""
        part = f" [{self.partition}]" if self.partition else ""
        lines = [*self.head, f"checks for {self.table.name}{part}:"]
        starts: dict[int, int] = {}
        for index in chosen:
            starts[len(lines) + 1] = index
            lines.extend(self.questions[index].lines)
        return "\n".join(lines) + "\n", starts


@dataclass(frozen=True)
class Batch:
    """Tables that live in one database, with their suites."""

    seed: int
    suites: tuple[Suite, ...]

    @property
    def statements(self) -> list[str]:
        """What makes the database."""
        return [statement for suite in self.suites for statement in suite.table.statements]

    def places(self) -> Iterator[tuple[tuple[int, int], Suite, int]]:
        """Give every check: its place, its suite and its number in there."""
        for number, suite in enumerate(self.suites):
            for index in range(len(suite.questions)):
                yield (number, index), suite, index


def yaml_text(text: str) -> str:
    """Give a text as YAML, quoted where a plain one would be something else."""
    if any(mark in text for mark in ("'", '"', "#", ": ", "\\", "\n")) or text[:1] in "[{`%@&*!|>":
        escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'
    return text


def yaml_list(values: Iterable[str]) -> str:
    """Give texts as a YAML list, each of them quoted."""
    return "[" + ", ".join("'" + value.replace("'", "''") + "'" for value in values) + "]"
