"""One section of a SodaCL file: what its header says, and its text below another header."""

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from seltzer_specs.fmt.sections import Section
from seltzer_specs.migrate.moved_text import FileText, MovedText
from seltzer_specs.sodacl.identifiers import IdentifierError, join_spaces
from seltzer_specs.sodacl.line_words import split_words
from seltzer_specs.sodacl.section_names import (
    CHECKS_FOR,
    CONFIGURATIONS,
    FILTER,
    RECONCILIATION,
    SURVEYS,
)
from seltzer_specs.yaml_reader import Mapping, Node, Scalar, Sequence
from seltzer_specs.yaml_writer import render_inline

Kind: TypeAlias = Literal[
    "checks", "bare checks", "for each", "reconciliation", "survey", "templates", "filter",
    "configurations", "variables", "other",
]  # fmt: skip
BELONGING: frozenset[Kind] = frozenset({"filter", "configurations", "variables"})
"""Sections that say something of others."""

STEP = 2
_KEEPING = re.compile(r"[|>][0-9]?\+")
_BLANK_END = re.compile(r"(?:[ \t]*\n)+\Z")


@dataclass(frozen=True, slots=True)
class SectionText:
    """A section.

    Attributes:
        kind: Of its header.
        header: With single spaces.
        dataset: That the header names, as written; empty where it names none.
        partition: Name of the filter in the header.
        column: Of the header, from 0.
        lead: The comments above it.
        body: Everything behind the header's text, from its colon.
        prefix: What stands before the header in its line.
        key: The header as it stands.
        node: Its content.
        start: Where its lead starts in the file.
        offset: Where the body starts in the file.
    """

    kind: Kind
    header: str
    dataset: str
    partition: str | None
    column: int
    lead: str
    body: str
    prefix: str
    key: str
    node: Node
    start: int
    offset: int

    @classmethod
    def of(cls, text: str, section: Section, node: Node) -> "SectionText":
        """Give a section of a file's text."""
        line = text.rfind("\n", 0, section.key_start) + 1
        header = join_spaces(section.key)
        kind, dataset, partition = _read_header(header)
        return cls(
            kind=kind,
            header=header,
            dataset=dataset,
            partition=partition,
            column=section.key_start - line,
            lead=text[section.start : line],
            body=text[section.key_end : section.end],
            prefix=text[line : section.key_start],
            key=text[section.key_start : section.key_end],
            node=node,
            start=section.start,
            offset=section.key_end,
        )

    @property
    def end(self) -> int:
        """Give where it ends in the file."""
        return self.offset + len(self.body)

    @property
    def whole(self) -> str:
        """Give its text as it stands."""
        return f"{self.lead}{self.prefix}{self.key}{self.body}"

    @property
    def names(self) -> tuple[str, ...]:
        """Give the keys of its content."""
        return tuple(k.text for k, _ in self.node.entries) if isinstance(self.node, Mapping) else ()

    @property
    def own_filter(self) -> tuple[str, str] | None:
        """Give the dataset and the name of the filter that the header names, or names one for."""
        return None if self.partition is None else (self.dataset, self.partition)

    @property
    def compared_filters(self) -> frozenset[tuple[str, str]]:
        """Give the datasets and names of the filters that its checks compare with."""
        node = self.node.get("checks") if isinstance(self.node, Mapping) else self.node
        items = node.items if isinstance(node, Sequence) else ()
        lines = (i.entries[0][0] if isinstance(i, Mapping) and i.entries else i for i in items)
        found = (_compared_filter(line) for line in lines if isinstance(line, Scalar))
        return frozenset(names for names in found if names is not None)

    def under(self, key: str, *, has_lead: bool = True) -> str:
        """Give its text below another header."""
        return trimmed(f"{self.lead if has_lead else ''}{self.prefix}{key}{self.body}")

    def below(self, file: FileText, key: str) -> str:
        """Give its text as an entry one level deeper, under another key."""
        moved = MovedText(file)
        moved.replace(self.offset - len(self.key), self.offset, key)
        moved.shift(self.start, self.end, STEP)
        return trimmed(moved.render(self.start, self.end))

    def as_filter(self) -> str:
        """Give a filter's text as the filter of a document, its name kept.

        The name is part of the identity of the checks it applies to.
        """
        if not isinstance(self.node, Mapping) or not self.node.entries:
            return self.under("filter")
        name = render_inline(self.partition)
        first = self.node.entries[0][0].location
        at = first.start - self.offset
        if self.node.is_flow:
            at = self.node.location.start - self.offset + 1
            added = f"name: {name}, "
        else:
            added = f"name: {name}\n{' ' * (first.column - 1)}"
        body = f"{self.body[:at]}{added}{self.body[at:]}"
        return trimmed(f"{self.lead}{self.prefix}filter{body}")


def trimmed(text: str) -> str:
    """Give a section's text without the blank lines at its end, if no text of it keeps them."""
    return text if _KEEPING.search(text) else _BLANK_END.sub("\n", text)


def _compared_filter(line: Scalar) -> tuple[str, str] | None:
    """Give the dataset and the name of the filter that a row count comparison names."""
    if not line.text.startswith("row_count same as"):
        return None
    try:
        words = split_words(join_spaces(line.text))[3:]
    except IdentifierError:
        return None
    if words[-2:-1] == ["in"]:
        words = words[:-2]
    return (words[0], words[1].strip('[]"`')) if len(words) == 2 else None


def _read_header(header: str) -> tuple[Kind, str, str | None]:
    if header == "variables":
        return "variables", "", None
    if match := CHECKS_FOR.fullmatch(header):
        return "checks", match["dataset"].strip(), match["partition"]
    if match := FILTER.fullmatch(header):
        return "filter", match["dataset"].strip(), match["partition"]
    if match := CONFIGURATIONS.fullmatch(header):
        return "configurations", match["dataset"].strip(), None
    if RECONCILIATION.fullmatch(header):
        return "reconciliation", "", None
    if header.split(" ")[:2] == ["for", "each"]:
        return "for each", "", None
    if header in SURVEYS:
        return "survey", "", None
    plain: dict[str, Kind] = {"checks": "bare checks", "templates": "templates"}
    return plain.get(header, "other"), "", None
