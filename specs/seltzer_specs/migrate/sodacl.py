"""SodaCL files as versioned documents: sections are moved as they stand, only headers change."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from seltzer_specs.documents import API_VERSION, is_versioned
from seltzer_specs.errors import RefusedError
from seltzer_specs.fmt.sections import SplitDocument, split_documents
from seltzer_specs.migrate.migration import Migration, Staying
from seltzer_specs.migrate.moved_text import FileText, UnmovableError
from seltzer_specs.migrate.soda_bodies import (
    loop_keys,
    reconciliation_keys,
    survey_keys,
    template_keys,
)
from seltzer_specs.migrate.soda_configurations import DataSourceNames, SodaConfigurations
from seltzer_specs.migrate.soda_section import BELONGING, SectionText, trimmed
from seltzer_specs.yaml_reader import Mapping, Node, read_documents
from seltzer_specs.yaml_writer import is_plain, quote, render_inline

SEPARATOR = "---\n"
NO_NAMES = DataSourceNames()
_MARK = re.compile(r"^(?:---|\.\.\.)(?=\s|$)[ ]*\n?", re.MULTILINE)
_NAMES = re.compile(r"\$\{([^{}]*)\}")
_HIDDEN_USE = re.compile(r"sql_file[\"']?:|-\s+[\"']?\$\w")
"""SQL of a file or of a template, which may use the variables of the file that names it."""


def migrate_sodacl(text: str, file: str, *, data_sources: DataSourceNames = NO_NAMES) -> Migration:
    """Give a SodaCL file as versioned documents, in the order of its sections.

    Args:
        text: The file, which was read without mistakes; documents that are versioned already
            stay as they are.
        file: Its name for messages.
        data_sources: Which there are.

    Raises:
        RefusedError: an anchor is used in another section than its own, or a configuration is of
            no dataset that the file's sections name.
    """
    plain = text.replace("\r\n", "\n")
    plain = plain if plain.endswith("\n") else f"{plain}\n"
    whole = FileText(plain)
    roots = [document.root for document in read_documents(plain, file)]
    split = [d for d in split_documents(plain) if _holds_anything(whole, d)]
    parts = [
        _Part(whole, file, place, root, data_sources)
        for place, root in zip(split, roots, strict=True)
    ]
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


def _holds_anything(file: FileText, document: SplitDocument) -> bool:
    return any(
        token.kind in ("Scalar", "FlowMappingStart")
        for token in file.tokens
        if document.start <= token.start < document.end
    )


def _unmarked(text: str) -> str:
    """Give a text without the marks between documents."""
    return _MARK.sub("", text)


@dataclass(frozen=True, slots=True)
class _Made:
    """A document, in two parts: variables may come between them."""

    head: str
    body: str
    is_template: bool = False

    def with_variables(self, text: str) -> str:
        """Give the whole."""
        return f"{self.head}{text}{self.body}"

    def uses(self, variables: SectionText) -> bool:
        """Tell whether it uses one of the variables."""
        return not self.is_template and _uses(self.head + self.body, variables)


@dataclass(slots=True)
class _Part:
    """One YAML document of the file."""

    whole: FileText
    file: str
    place: SplitDocument
    root: Node
    data_sources: DataSourceNames
    count: int = 0
    staying: list[Staying] = field(default_factory=list[Staying])
    _sections: list[SectionText] = field(default_factory=list[SectionText])
    _kept: list[SectionText] = field(default_factory=list[SectionText])
    _made: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        if not isinstance(self.root, Mapping) or is_versioned(self.root):
            return
        if not self.place.sections:
            self._stay_in_braces(self.root)
            return
        self._refuse_shared_anchors()
        nodes = {key.location.start: node for key, node in self.root.entries}
        text = self.whole.text
        self._sections = [
            SectionText.of(text, section, nodes[section.key_start])
            for section in self.place.sections
        ]
        found = [document for group in self._groups() for document in self._try(group)]
        self._made = self._with_variables(found)
        self.count = len(self._made)
        self._refuse_idle()

    @property
    def _is_versioned(self) -> bool:
        return isinstance(self.root, Mapping) and is_versioned(self.root)

    def documents(self) -> list[str]:
        """Give the documents that the part becomes."""
        text, place = self.whole.text, self.place
        if self._is_versioned:
            return [_unmarked(text[place.start : place.end])]
        if not self._made:
            return []
        found = list(self._made)
        found[0] = _unmarked(text[place.start : place.body]) + found[0]
        found[-1] += _unmarked(text[place.tail : place.end])
        return found

    def rest(self) -> str | None:
        """Give the text of what stays; None where nothing does."""
        if self._is_versioned:
            return None
        if not self._made:
            return _unmarked(self.whole.text[self.place.start : self.place.end])
        if not self._kept:
            return None
        needed = [s for s in self._sections if s in self._kept or self._is_needed(s)]
        found = "".join(section.whole for section in needed)
        variables = self._of_kind("variables")
        if variables and _uses(found, variables[0]):
            found = "".join(s.whole for s in self._sections if s in needed or s in variables)
        return found

    def _stay_in_braces(self, root: Mapping) -> None:
        for key, _ in root.entries:
            reason = "the whole file is written in braces"
            self.staying.append(Staying(key.text, key.location.line, reason))

    def _keep(self, section: SectionText, reason: str) -> None:
        self._kept.append(section)
        line = self.whole.text.count("\n", 0, section.offset) + 1
        self.staying.append(Staying(section.key, line, reason))

    def _of_kind(self, kind: str) -> list[SectionText]:
        return [section for section in self._sections if section.kind == kind]

    def _groups(self) -> list[list[SectionText]]:
        """Give the sections that become documents; neighbours that look at data become one."""
        groups: list[list[SectionText]] = []
        for section in self._sections:
            if section.kind in BELONGING:
                continue
            last = groups[-1] if groups else []
            names = {_survey_key(s) for s in last}
            is_next = _is_look(section) and bool(last) and all(map(_is_look, last))
            if is_next and _survey_key(section) not in names:
                last.append(section)
            else:
                groups.append([section])
        return groups

    def _try(self, group: Sequence[SectionText]) -> list[_Made]:
        """Give the documents of a group; none where it stays."""
        try:
            return self._documents(group)
        except UnmovableError as error:
            for section in group:
                self._keep(section, str(error))
            return []

    def _documents(self, group: Sequence[SectionText]) -> list[_Made]:
        section = group[0]
        if section.kind == "templates":
            return [
                _Made(lead + _head(section, "Template"), trimmed(text), is_template=True)
                for lead, text in template_keys(self.whole, section)
            ]
        lines = [f"dataset: {render_inline(section.dataset)}"] if section.kind == "checks" else []
        filters = [f for f in self._of_kind("filter") if f.own_filter == section.own_filter]
        head = [
            section.lead + _head(section, "Checks", *lines),
            *(f.as_filter() for f in filters if section.own_filter is not None),
            self._filters(section),
            self._configurations().render(section),
        ]
        return [_Made("".join(head), self._body(group))]

    def _body(self, group: Sequence[SectionText]) -> str:
        """Give what stands below the headers of a group.

        Raises:
            UnmovableError: it is written in a way that cannot be moved.
        """
        section = group[0]
        match section.kind:
            case "checks" | "bare checks":
                return section.under("checks", has_lead=False)
            case "for each":
                return trimmed(loop_keys(self.whole, section))
            case "reconciliation":
                return trimmed(reconciliation_keys(self.whole, section))
            case "survey":
                bodies = [trimmed(survey_keys(self.whole, s)) for s in group]
                leads = ["", *(s.lead for s in group[1:])]
                return "".join(lead + text for lead, text in zip(leads, bodies, strict=True))
            case _:
                raise UnmovableError("no document says this")

    def _configurations(self) -> SodaConfigurations:
        found = self._of_kind("configurations")
        return SodaConfigurations(self.whole, found, self.data_sources)

    def _filters(self, section: SectionText) -> str:
        """Give the filters that a section compares with, and those that nothing uses."""
        compared = section.compared_filters
        found = [f for f in self._of_kind("filter") if f.own_filter in compared]
        if section is self._host_of_idle():
            found += [f for f in self._idle_filters() if f not in found]
        if not found:
            return ""
        entries = [f.below(self.whole, _key(f"{f.dataset} [{f.partition}]")) for f in found]
        return "".join([f"{' ' * section.column}filters:\n", *entries])

    def _idle_filters(self) -> list[SectionText]:
        used = {s.own_filter for s in self._sections if s.kind == "checks"}
        used |= {names for s in self._sections for names in s.compared_filters}
        return [f for f in self._of_kind("filter") if f.own_filter not in used]

    def _host_of_idle(self) -> SectionText | None:
        """Give the section whose document takes the filters that nothing uses."""
        hosts = ("checks", "for each", "bare checks", "reconciliation")
        return next((s for s in self._sections if s.kind in hosts), None)

    def _with_variables(self, made: list[_Made]) -> list[str]:
        """Give the documents with the file's variables where they use them, or in the first."""
        variables = self._of_kind("variables")
        if not variables:
            return [document.with_variables("") for document in made]
        used = [document.uses(variables[0]) for document in made]
        hosts = [n for n, document in enumerate(made) if not document.is_template]
        if not any(used) and hosts:
            used[hosts[0]] = True
        below = variables[0].under("variables")
        return [
            document.with_variables(below if is_used else "")
            for document, is_used in zip(made, used, strict=True)
        ]

    def _is_needed(self, section: SectionText) -> bool:
        """Tell whether what stays needs a section that became part of a document."""
        if section.kind == "configurations":
            found = self._configurations()
            return any(section in found.used_by(kept) for kept in self._kept)
        if section.kind == "filter":
            needed = {n for kept in self._kept for n in (*kept.compared_filters, kept.own_filter)}
            return section.own_filter in needed
        return False

    def _refuse_idle(self) -> None:
        """Refuse configurations of datasets that no section names, and filters without a home.

        Raises:
            RefusedError: there is one.
        """
        configurations = self._configurations()
        used = {id(c) for s in self._sections for c in configurations.used_by(s)}
        idle = [c for c in self._of_kind("configurations") if id(c) not in used]
        host = self._host_of_idle()
        idle += self._idle_filters() if host is None or host in self._kept else []
        if all(section.kind in (*BELONGING, "templates") for section in self._sections):
            idle += self._of_kind("variables")
        for section in idle if self._made else ():
            line = self.whole.text.count("\n", 0, section.offset) + 1
            raise RefusedError(
                f'{self.file}:{line}: no section of the file uses "{section.key}"; remove it'
            )

    def _refuse_shared_anchors(self) -> None:
        """Refuse aliases that reach into another section, which documents cannot do.

        Raises:
            RefusedError: there is one.
        """
        home: dict[str, int] = {}
        starts = [section.start for section in self.place.sections]
        for token in self.whole.tokens:
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


def _head(section: SectionText, kind: str, *lines: str) -> str:
    indent = " " * section.column
    head = (f"apiVersion: {API_VERSION}", f"kind: {kind}", *lines)
    return "".join(f"{indent}{line}\n" for line in head)


def _key(text: str) -> str:
    return text if is_plain(text) else quote(text)


def _is_look(section: SectionText) -> bool:
    """Tell whether a section looks at data without checks."""
    return section.kind == "survey" and section.header != "automated monitoring"


def _survey_key(section: SectionText) -> str:
    return section.header.replace("tables", "datasets")


def _uses(text: str, variables: SectionText) -> bool:
    """Tell whether a text uses one of the variables."""
    words = {w for inner in _NAMES.findall(text) for w in re.findall(r"\w+", inner)}
    return bool(words & set(variables.names)) or _HIDDEN_USE.search(text) is not None
