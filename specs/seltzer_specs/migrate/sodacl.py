"""SodaCL files as versioned documents: sections are moved as they stand, only headers change."""

import re
from dataclasses import dataclass, field

from seltzer_specs.documents import API_VERSION, is_versioned
from seltzer_specs.errors import RefusedError
from seltzer_specs.fmt.sections import Section, SplitDocument, split_documents
from seltzer_specs.fmt.tokens import scan_tokens
from seltzer_specs.migrate.migration import Migration, Staying
from seltzer_specs.migrate.soda_section import (
    SectionText,
    needed_filters,
    reason_to_stay,
    takes_all_configurations,
)
from seltzer_specs.yaml_reader import Mapping, Node, read_documents
from seltzer_specs.yaml_writer import render_inline

SEPARATOR = "---\n"
_MARK = re.compile(r"^(?:---|\.\.\.)(?=\s|$)[ ]*\n?", re.MULTILINE)
_NAMES = re.compile(r"\$\{([^{}]*)\}")


def migrate_sodacl(text: str, file: str) -> Migration:
    """Give a SodaCL file as versioned documents, in the order of its sections.

    Args:
        text: The file, which was read without mistakes; documents that are versioned already
            stay as they are.
        file: Its name for messages.

    Raises:
        RefusedError: an anchor is used in another section than its own.
    """
    plain = text.replace("\r\n", "\n")
    plain = plain if plain.endswith("\n") else f"{plain}\n"
    roots = [document.root for document in read_documents(plain, file)]
    split = [d for d in split_documents(plain) if _holds_anything(plain[d.start : d.end])]
    parts = [_Part(plain, file, place, root) for place, root in zip(split, roots, strict=True)]
    made = [document for part in parts for document in part.documents()]
    rests = [rest for part in parts if (rest := part.rest()) is not None]
    count = sum(part.count for part in parts)
    ends = "\r\n" if "\r\n" in text else "\n"
    return Migration(
        documents=SEPARATOR.join(made).replace("\n", ends) if count else None,
        rest=SEPARATOR.join(rests).replace("\n", ends) if rests else None,
        count=count,
        staying=tuple(staying for part in parts for staying in part.staying),
    )


def _holds_anything(text: str) -> bool:
    return any(token.kind in ("Scalar", "FlowMappingStart") for token in scan_tokens(text))


def _unmarked(text: str) -> str:
    """Give a text without the marks between documents."""
    return _MARK.sub("", text)


@dataclass(slots=True)
class _Part:
    """One YAML document of the file."""

    text: str
    file: str
    place: SplitDocument
    root: Node
    count: int = 0
    staying: list[Staying] = field(default_factory=list[Staying])
    _sections: list[SectionText] = field(default_factory=list[SectionText])
    _kept: list[SectionText] = field(default_factory=list[SectionText])

    def __post_init__(self) -> None:
        if not isinstance(self.root, Mapping) or is_versioned(self.root):
            return
        self._refuse_shared_anchors()
        nodes = {key.location.start: node for key, node in self.root.entries}
        for section in self.place.sections:
            text = SectionText.of(self.text, section, nodes[section.key_start])
            self._sections.append(text)
            if (reason := reason_to_stay(text)) is not None:
                self._keep(text, section, reason)
        self.count = sum(s.is_checks and s not in self._kept for s in self._sections)

    def documents(self) -> list[str]:
        """Give the documents that the part becomes."""
        whole = _unmarked(self.text[self.place.start : self.place.end])
        if isinstance(self.root, Mapping) and is_versioned(self.root):
            return [whole]
        checks = [s for s in self._sections if s.is_checks and s not in self._kept]
        found = [self._document(section) for section in checks]
        if not found:
            return []
        variables = self._of_kind("variables")
        if variables and not any(self._uses(text, variables[0]) for text in found):
            found[0] = self._document(checks[0], has_variables=True)
        head = _unmarked(self.text[self.place.start : self.place.body])
        tail = _unmarked(self.text[self.place.tail : self.place.end])
        found[0] = head + found[0]
        found[-1] += tail
        return found

    def rest(self) -> str | None:
        """Give the text of what stays; None where nothing does."""
        if isinstance(self.root, Mapping) and is_versioned(self.root):
            return None
        if self.count == 0:
            return _unmarked(self.text[self.place.start : self.place.end])
        self._keep_unused()
        if not self._kept:
            return None
        needed = [s for s in self._sections if s in self._kept or self._is_needed(s)]
        found = "".join(section.whole for section in needed)
        variables = self._of_kind("variables")
        if variables and self._uses(found, variables[0]):
            found = "".join(s.whole for s in self._sections if s in needed or s in variables)
        return found

    def _keep(self, text: SectionText, section: Section, reason: str) -> None:
        self._kept.append(text)
        line = self.text.count("\n", 0, section.key_start) + 1
        self.staying.append(Staying(section.key, line, reason))

    def _of_kind(self, kind: str) -> list[SectionText]:
        return [section for section in self._sections if section.kind == kind]

    def _document(self, checks: SectionText, *, has_variables: bool = False) -> str:
        indent = " " * checks.column
        parts = [
            checks.lead,
            f"{indent}apiVersion: {API_VERSION}\n{indent}kind: Checks\n",
            f"{indent}dataset: {render_inline(checks.dataset)}\n",
            *(f.as_filter() for f in self._filters_of(checks)),
            *(
                section.under("configurations")
                for section in self._of_kind("configurations")
                if section.dataset == checks.dataset
            ),
        ]
        body = checks.under("checks", has_lead=False)
        for variables in self._of_kind("variables"):
            if has_variables or self._uses("".join([*parts, body]), variables):
                parts.append(variables.under("variables"))
        return "".join([*parts, body])

    def _filters_of(self, checks: SectionText) -> list[SectionText]:
        return [
            section
            for section in self._of_kind("filter")
            if section.partition == checks.partition and section.dataset == checks.dataset
        ]

    def _uses(self, text: str, variables: SectionText) -> bool:
        """Tell whether a text uses one of the variables."""
        words = {w for inner in _NAMES.findall(text) for w in re.findall(r"\w+", inner)}
        return bool(words & set(variables.names))

    def _is_needed(self, section: SectionText) -> bool:
        """Tell whether what stays needs a section that became part of a document."""
        if section.kind == "configurations":
            datasets = {kept.dataset for kept in self._kept if kept.is_checks}
            is_all = any(takes_all_configurations(kept) for kept in self._kept)
            return is_all or section.dataset in datasets
        if section.kind == "filter":
            return any(section.partition in needed_filters(kept) for kept in self._kept)
        return False

    def _keep_unused(self) -> None:
        """Keep filters that no document and nothing that stays uses."""
        checks = [s for s in self._sections if s.is_checks and s not in self._kept]
        used = [section for check in checks for section in self._filters_of(check)]
        for section, place in zip(self._sections, self.place.sections, strict=True):
            is_idle = section.kind == "filter" and section not in (*used, *self._kept)
            if is_idle and not self._is_needed(section):
                self._keep(section, place, "no section that becomes a document uses it")

    def _refuse_shared_anchors(self) -> None:
        """Refuse aliases that reach into another section, which documents cannot do.

        Raises:
            RefusedError: there is one.
        """
        home: dict[str, int] = {}
        starts = [section.start for section in self.place.sections]
        for token in scan_tokens(self.text):
            if not self.place.start <= token.start < self.place.end:
                continue
            section = sum(start <= token.start for start in starts)
            if token.kind == "Anchor":
                home[token.value] = section
            elif token.kind == "Alias" and home.get(token.value, section) != section:
                raise RefusedError(
                    f"{self.file}:{token.line + 1}:{token.column + 1}: the anchor of "
                    f'"*{token.value}" stands in another section; write its content here first'
                )
