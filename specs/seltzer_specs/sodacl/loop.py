"""One list of checks for many datasets or columns: parsed once for each of them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from seltzer_specs.checks import Check
from seltzer_specs.location import Location
from seltzer_specs.names import DatasetRef, Name, quoted_text
from seltzer_specs.problems import Problems
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.expand import Expansion, Match
from seltzer_specs.sodacl.parse import parse_checks
from seltzer_specs.surveys import Findings, WaitingSection
from seltzer_specs.yaml_nodes import content_of
from seltzer_specs.yaml_reader import Node, Scalar

MAX_CHECKS = 100_000
"""Checks that one section may become."""

VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

Configure = Callable[[Context, DatasetRef], Context]
"""Gives the context of a dataset's checks, with what is configured for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """The checks, and what they call the dataset or column that they are parsed for.

    Attributes:
        place: Where too many checks are told.
        checks: The list.
        context: What applies to the checks.
        configure: Gives the context of a dataset's checks.
        dataset: Name of the variable of the dataset; None for none.
        column: Name of the variable of the column; None for none.
    """

    place: Location
    checks: Node
    context: Context
    configure: Configure
    dataset: str | None = None
    column: str | None = None

    def run(self, matches: tuple[Match, ...]) -> list[Check]:
        """Give the checks of all matches; each mistake is noted once.

        Without any match the checks are parsed all the same, for their mistakes.
        """
        problems = Problems()
        found: list[Check] = []
        for match in matches:
            found += self._parse(match.dataset, match.column, problems)
            if len(found) > MAX_CHECKS:
                problems.add(
                    f"the section becomes more than {MAX_CHECKS} checks; narrow its patterns",
                    self.place,
                    "for-each",
                )
                break
        if not matches:
            placeholder = Name(self.column or self.dataset or "x")
            self._parse(DatasetRef((placeholder,)), placeholder, problems)
        self._note(problems)
        return found

    def _note(self, problems: Problems) -> None:
        noted: set[tuple[object, str]] = set()
        for error in problems.errors:
            if (error.location, error.rule) not in noted:
                noted.add((error.location, error.rule))
                self.context.problems.errors.append(error)

    def _parse(self, dataset: DatasetRef, column: Name | None, problems: Problems) -> list[Check]:
        loop: dict[str, str] = {}
        labels: dict[str, str] = {}
        if self.dataset is not None:
            loop[self.dataset] = ".".join(quoted_text(part) for part in dataset.name)
            labels[self.dataset] = str(dataset)
        if self.column is not None and column is not None:
            loop[self.column] = quoted_text(column)
            labels[self.column] = column.text
        inner = replace(
            self.context,
            problems=problems,
            variables=replace(self.context.variables, loop=loop),
            labels=labels,
            findings=Findings(notes=self.context.findings.notes),
        )
        return parse_checks(self.checks, self.configure(inner, dataset), header="checks")


def note_waiting(expansion: Expansion, key: Scalar, node: Node, context: Context) -> None:
    """Remember that a section, of a header and what stands below it, waits for a catalogue."""
    if expansion.is_waiting:
        names = tuple(tuple(p.text for p in pattern.parts) for pattern in expansion.patterns)
        source, content = expansion.waits_for, content_of(node)
        context.findings.waiting.append(
            WaitingSection(key.text, key.location, source, content, names, expansion.has_columns)
        )
