"""One section of a SodaCL file: what its header says, and its text below another header."""

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from seltzer_specs.fmt.sections import Section
from seltzer_specs.sodacl.identifiers import IdentifierError, join_spaces
from seltzer_specs.sodacl.line_words import split_words
from seltzer_specs.sodacl.section_names import (
    CHECKS_FOR,
    CONFIGURATIONS,
    FILTER,
    RECONCILIATION,
    is_expanded,
)
from seltzer_specs.yaml_reader import Mapping, Node, Scalar, Sequence
from seltzer_specs.yaml_writer import render_inline

Kind: TypeAlias = Literal["checks", "filter", "configurations", "variables", "other"]

OTHER_FILTER = "it compares with a filter of another dataset, which a document cannot name"
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
            offset=section.key_end,
        )

    @property
    def is_checks(self) -> bool:
        """Tell whether it holds checks of one dataset."""
        return self.kind == "checks"

    @property
    def whole(self) -> str:
        """Give its text as it stands."""
        return f"{self.lead}{self.prefix}{self.key}{self.body}"

    @property
    def names(self) -> tuple[str, ...]:
        """Give the keys of its content."""
        return tuple(k.text for k, _ in self.node.entries) if isinstance(self.node, Mapping) else ()

    def under(self, key: str, *, has_lead: bool = True) -> str:
        """Give its text below another header."""
        text = f"{self.lead if has_lead else ''}{self.prefix}{key}{self.body}"
        return text if _KEEPING.search(text) else _BLANK_END.sub("\n", text)

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
        text = f"{self.lead}{self.prefix}filter{body}"
        return text if _KEEPING.search(text) else _BLANK_END.sub("\n", text)


def reason_to_stay(section: SectionText) -> str | None:
    """Say why a section cannot become a document; None where it can, or belongs to one."""
    if section.is_checks:
        return OTHER_FILTER if _compared_filters(section) else None
    if section.kind != "other":
        return None
    if section.header == "checks":
        return "a document asks about one dataset, and this names none"
    if is_expanded(section.header):
        return "a document asks about one dataset, and this about all that match"
    return "no document says this"


def takes_all_configurations(section: SectionText) -> bool:
    """Tell whether a section may use the configuration of any dataset."""
    return is_expanded(section.header) or RECONCILIATION.fullmatch(section.header) is not None


def needed_filters(section: SectionText) -> frozenset[str]:
    """Give the names of the filters that a section's header and checks use."""
    own = {section.partition} if section.partition is not None else set[str]()
    return frozenset(own | _compared_filters(section))


def _compared_filters(section: SectionText) -> set[str]:
    """Give the names of other datasets' filters that checks compare with."""
    found: set[str] = set()
    items = section.node.items if isinstance(section.node, Sequence) else ()
    for item in items:
        line = item.entries[0][0] if isinstance(item, Mapping) and item.entries else item
        if isinstance(line, Scalar) and line.text.startswith("row_count same as"):
            found |= _compared_filter(line.text)
    return found


def _compared_filter(line: str) -> set[str]:
    try:
        words = split_words(join_spaces(line))[3:]
    except IdentifierError:
        return set()
    if words[-2:-1] == ["in"]:
        words = words[:-2]
    return {words[1].strip('[]"`')} if len(words) == 2 else set()


def _read_header(header: str) -> tuple[Kind, str, str | None]:
    if header == "variables":
        return "variables", "", None
    if match := CHECKS_FOR.fullmatch(header):
        return "checks", match["dataset"].strip(), match["partition"]
    if match := FILTER.fullmatch(header):
        return "filter", match["dataset"].strip(), match["partition"]
    if match := CONFIGURATIONS.fullmatch(header):
        return "configurations", match["dataset"].strip(), None
    return "other", "", None
