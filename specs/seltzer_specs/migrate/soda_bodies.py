"""What stands below the headers of SodaCL's sections, as keys of a document."""

from collections.abc import Iterable

from seltzer_specs.migrate.moved_text import FileText, MovedText, UnmovableError
from seltzer_specs.migrate.soda_section import SectionText
from seltzer_specs.yaml_reader import Mapping, Node, Scalar, Sequence
from seltzer_specs.yaml_writer import render_inline

BRACES = "it is written in braces"


def loop_keys(file: FileText, section: SectionText) -> str:
    """Give `for each …` as `datasets` or `columns`, `variable` and `checks`.

    Raises:
        UnmovableError: it is written in a way that cannot be moved.
    """
    body = _Body(file, section)
    for key, _ in body.node.entries:
        if key.text == "tables":
            body.rename(key, "datasets")
    variable = section.header.split(" ")[3]
    return body.render(f"variable: {render_inline(variable)}")


def reconciliation_keys(file: FileText, section: SectionText) -> str:
    """Give `reconciliation NAME` as `source`, `target`, `label` and the rest.

    Raises:
        UnmovableError: it is written in a way that cannot be moved.
    """
    body = _Body(file, section)
    key, sides = next(entry for entry in body.node.entries if entry[0].text == "datasets")
    if not isinstance(sides, Mapping):
        raise UnmovableError(BRACES)
    for _, side in sides.entries:
        for name, _ in side.entries if isinstance(side, Mapping) else ():
            if name.text == "datasource":
                body.rename(name, "data_source")
    body.unwrap(key, sides)
    label = section.header.removeprefix("reconciliation ").strip()
    return body.render(*([] if "label" in section.names else [f"label: {render_inline(label)}"]))


def survey_keys(file: FileText, section: SectionText) -> str:
    """Give `discover datasets` and its like, without the key between it and its list.

    Raises:
        UnmovableError: it is written in a way that cannot be moved.
    """
    if not isinstance(section.node, Mapping):
        raise UnmovableError(BRACES)
    ((key, value),) = section.node.entries
    header = section.header.replace("tables", "datasets")
    return _as_value(file, section, header, key, value)


def template_keys(file: FileText, section: SectionText) -> list[tuple[str, str]]:
    """Give each item of `templates` as keys of a document, with the comments above it.

    Raises:
        UnmovableError: it is written in a way that cannot be moved.
    """
    node = section.node
    if not isinstance(node, Sequence) or node.is_flow:
        raise UnmovableError(BRACES)
    lines = [file.line_of(item.location.start) for item in node.items]
    if lines and "\n" not in file.text[section.offset : lines[0]]:
        raise UnmovableError(BRACES)
    starts = [_above(file, line) for line in lines]
    ends = [*starts[1:], section.end]
    texts = [
        _template(file, item, line, end, section.column)
        for item, line, end in zip(node.items, lines, ends, strict=True)
    ]
    leads = [[section.lead, *_lines(file.comments(section.offset, lines[0]), section.column)]]
    leads += [
        _lines(file.comments(start, line), section.column)
        for start, line in zip(starts[1:], lines[1:], strict=True)
    ]
    return [("".join(lead), text) for lead, text in zip(leads, texts, strict=True)]


class _Body:
    """The keys below a header, moved to the header's column."""

    def __init__(self, file: FileText, section: SectionText) -> None:
        if not isinstance(section.node, Mapping) or not section.node.entries:
            raise UnmovableError(BRACES)
        self.node = section.node
        self._file = file
        self._section = section
        self._moved = MovedText(file)
        first = self.node.entries[0][0].location
        self._start = file.line_of(first.start)
        file.refuse_marks(section.offset, first.start)
        if self.node.is_flow:
            return
        if self._start <= section.offset:
            raise UnmovableError(BRACES)
        self._moved.shift(self._start, section.end, section.column - (first.column - 1))

    def rename(self, key: Scalar, name: str) -> None:
        """Give a key another name."""
        self._moved.replace(key.location.start, key.location.end, name)

    def unwrap(self, key: Scalar, inner: Mapping) -> None:
        """Put the entries of a mapping in its place.

        Raises:
            UnmovableError: it is written in a way that cannot be moved.
        """
        if self.node.is_flow or not inner.entries:
            raise UnmovableError(BRACES)
        _refuse_alias(inner, key.location.end, self._section.end)
        self._file.refuse_marks(key.location.end, inner.entries[0][0].location.start)
        if inner.is_flow:
            indent = " " * self._section.column
            entries = f"\n{indent}".join(self._flow_entries(inner))
            self._moved.replace(key.location.start, inner.location.end, entries)
            return
        first = inner.entries[0][0].location
        line, outer = self._file.line_of(first.start), self._file.line_of(key.location.start)
        comments = self._file.comments(key.location.end, line)
        self._moved.replace(outer, line, "".join(_lines(comments, self._section.column)))
        # The lines of the mapping are moved with those of the body, and by this much more.
        self._moved.shift(line, self._end_of(key), key.location.column - first.column)

    def render(self, *added: str) -> str:
        """Give the keys, and others above them."""
        indent = " " * self._section.column
        head = [f"{indent}{line}\n" for line in added]
        if not self.node.is_flow:
            comments = self._file.comments(self._section.offset, self._start)
            above = _lines(comments, self._section.column)
            return "".join([*head, *above, self._moved.render(self._start, self._section.end)])
        entries = [f"{indent}{entry}\n" for entry in self._flow_entries(self.node)]
        behind = self._file.text[self.node.location.end : self._section.end]
        return "".join([*head, *entries, f"{indent}{behind.lstrip()}" if behind.strip() else ""])

    def _flow_entries(self, node: Mapping) -> list[str]:
        """Give the entries of a mapping in braces, one a line."""
        for _, value in node.entries:
            _refuse_alias(value, node.location.start, node.location.end)
        return [
            f"{self._moved.render(key.location.start, key.location.end)}: "
            f"{self._moved.render(value.location.start, value.location.end)}"
            for key, value in node.entries
        ]

    def _end_of(self, key: Scalar) -> int:
        """Give where the line of the next key starts, or the section ends."""
        later = (k.location.start for k, _ in self.node.entries)
        after = [start for start in later if start > key.location.start]
        return self._file.line_of(min(after)) if after else self._section.end


def _as_value(file: FileText, section: SectionText, header: str, key: Scalar, value: Node) -> str:
    start = value.location.start
    _refuse_alias(value, key.location.end, section.end)
    file.refuse_marks(section.offset, start + 1)
    indent = " " * section.column
    above = _lines(file.comments(section.offset, start), section.column)
    if isinstance(value, Sequence) and not value.is_flow:
        moved = MovedText(file)
        first = file.line_of(start)
        moved.shift(first, section.end, section.column - (start - first))
        return "".join([*above, f"{indent}{header}:\n", moved.render(first, section.end)])
    text = file.text[start : value.location.end]
    behind = file.text[value.location.end : section.end]
    if isinstance(section.node, Mapping) and section.node.is_flow:
        behind = file.text[section.node.location.end : section.end]
        above += _lines(
            file.comments(value.location.end, section.node.location.end), section.column
        )
    return "".join([*above, f"{indent}{header}: {text}{behind}"])


def _template(file: FileText, item: Node, line: int, end: int, column: int) -> str:
    if not isinstance(item, Mapping) or item.is_flow or not item.entries:
        raise UnmovableError(BRACES)
    first = item.entries[0][0].location
    file.refuse_marks(line, first.start)
    if file.text[line : first.start].strip() != "-":
        raise UnmovableError("its list marks stand alone on their lines")
    moved = MovedText(file)
    moved.replace(line, first.start, " " * column)
    moved.shift(line, end, column - (first.column - 1))
    return moved.render(line, end)


def _refuse_alias(value: Node, start: int, end: int) -> None:
    """Refuse a value that stands elsewhere.

    Raises:
        UnmovableError: it does.
    """
    if not start <= value.location.start <= end:
        raise UnmovableError("an alias stands in it")


def _above(file: FileText, line: int) -> int:
    """Give where the comments that stand right above a line start."""
    while line > 0:
        before = file.line_of(line - 1)
        if not file.text[before : line - 1].lstrip().startswith("#"):
            break
        line = before
    return line


def _lines(comments: Iterable[str], column: int) -> list[str]:
    return [f"{' ' * column}{comment}\n" for comment in comments]
