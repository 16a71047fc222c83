'''A page of the language reference, read from the docstring of the module that it is about.

    """Freshness: how old the newest row is.

    Markdown, with at least one example.

    Keys:
        filter: SQL condition on the rows.

    Limits:
        - Markdown again.
    """

A section is a capitalised line with a colon whose text is indented. Its first lines are a table
where they are `term: text` below `Keys:`, `Rules:` or a heading that names its columns, as
`Outcomes (What | Outcome):`.
'''

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

_FENCE: Final = "```"
_HEADING: Final = re.compile(r"(?P<title>[A-Z][^.|()]*?)(?: \((?P<left>.+) \| (?P<right>.+)\))?:")
_TERM: Final = re.compile(r"(?P<term>(?:`[^`]*`|[^`:]|:(?! ))+):(?: (?P<text>.*))?")
_YAML: Final = re.compile(r"^```yaml\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK: Final = re.compile(r"\[([^\]]+)\]\([^)]+\)")
NO_SPEC: Final = "# not a spec"
"""First line of a YAML block that shows another file than a spec."""

HEADS: Final = {
    "Keys": ("Key", "Meaning"),
    "Rules": ("Rule", "Bad when"),
    "Metrics": ("Metric", "Value"),
}
"""Columns of the sections whose terms are words of the language."""


class DocstringError(ValueError):
    """A docstring that is no page: what is wrong and where."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page under its own heading.

    Attributes:
        title: Heading.
        head: Names of the table's two columns; None where there is no table.
        entries: Rows of the table.
        text: Markdown, behind the table where there is one.
    """

    title: str
    head: tuple[str, str] | None
    entries: tuple[tuple[str, str], ...]
    text: str


@dataclass(frozen=True)
class Page:
    """What a docstring says.

    Attributes:
        title: Heading of the page.
        summary: One sentence, with a capital and a full stop.
        body: Markdown below it: examples first.
        sections: In their order.
    """

    title: str
    summary: str
    body: str
    sections: tuple[Section, ...]

    @cached_property
    def keys(self) -> dict[str, str]:
        """What each key of the page means, as Markdown; rules are keys, too."""
        return {**self.words("Keys"), **self.words("Rules")}

    @cached_property
    def metrics(self) -> dict[str, str]:
        """What each metric of the page is, as Markdown."""
        return self.words("Metrics")

    @cached_property
    def examples(self) -> tuple[str, ...]:
        """The specs of the page, in their order."""
        texts = (self.body, *(section.text for section in self.sections))
        blocks = (match["text"] for text in texts for match in _YAML.finditer(text))
        return tuple(block for block in blocks if not block.startswith(NO_SPEC))

    def section(self, title: str) -> Section | None:
        """Give a section by its title."""
        return next((section for section in self.sections if section.title == title), None)

    def words(self, title: str) -> dict[str, str]:
        """Give what each word of a section's table means, as Markdown."""
        section = self.section(title)
        entries = section.entries if section is not None else ()
        return {word: text for term, text in entries for word in split_words(term)}


def split_words(term: str) -> list[str]:
    """Give the words of a term such as `warn, fail`."""
    return [word.strip() for word in term.split(",")]


def plain_text(markdown: str) -> str:
    """Give Markdown as editors show it: links as their text alone."""
    return _LINK.sub(r"\1", markdown)


def parse_page(docstring: str) -> Page:
    """Read a docstring as a page.

    Raises:
        DocstringError: it does not start with `Title: summary.`, or a table is none.
    """
    lines = inspect.cleandoc(docstring).split("\n")
    title, colon, summary = lines[0].partition(": ")
    if not colon:
        raise DocstringError(f'a page starts with "Title: what it is.", got "{lines[0]}"')
    body, *blocks = _split(lines[1:])
    return Page(
        title=title,
        summary=summary[:1].upper() + summary[1:],
        body="\n".join(body).strip("\n"),
        sections=tuple(_section(heading, rest) for heading, *rest in blocks),
    )


def _split(lines: list[str]) -> Iterator[list[str]]:
    """Give the lines before the first section, and then those of each with its heading."""
    found: list[str] = []
    is_code = False
    for number, line in enumerate(lines):
        is_code ^= line.startswith(_FENCE)
        below = lines[number + 1] if number + 1 < len(lines) else ""
        if not is_code and _HEADING.fullmatch(line) and below.startswith("    "):
            yield found
            found = []
        found.append(line)
    yield found


def _section(heading: str, lines: list[str]) -> Section:
    match = _HEADING.fullmatch(heading)
    if match is None:
        raise DocstringError(f'"{heading}" is no heading')
    title = match["title"]
    for line in lines:
        if line and not line.startswith("    "):
            raise DocstringError(f'"{line}" stands below "{title}:" and is not indented')
    text = inspect.cleandoc("\n" + "\n".join(lines))
    head = (match["left"], match["right"]) if match["left"] else HEADS.get(title)
    if head is None:
        return Section(title, None, (), text)
    table, _, rest = text.partition("\n\n")
    return Section(title, head, tuple(_entries(table, of=title)), rest.strip("\n"))


def _entries(table: str, *, of: str) -> Iterator[tuple[str, str]]:
    """Give the rows of a table; an indented line goes on with the row above it."""
    for row in re.split(r"\n(?! )", table):
        line = " ".join(part.strip() for part in row.split("\n"))
        match = _TERM.fullmatch(line)
        if match is None:
            raise DocstringError(f'"{line}" below "{of}:" is not `term: text`')
        yield match["term"], match["text"] or ""
