"""Patterns of dataset and column names: `fact_%`, `include shop.dim_%`, `exclude orders.pii%`.

`%` and `*` stand for any characters; `_` is a letter like others, unlike in SQL's LIKE.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from seltzer_specs.location import Location
from seltzer_specs.names import Name, NameCase, is_same_name
from seltzer_specs.problems import describe
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.identifiers import IdentifierError, parse_dotted
from seltzer_specs.yaml_reader import Node, Scalar, Sequence

_PREFIX = re.compile(r"(include|exclude)\s+", re.IGNORECASE)
_WILDCARDS = re.compile(r"[%*]+")


@dataclass(frozen=True)
class NamePattern:
    """One pattern of a list.

    Attributes:
        text: As written, without `include` or `exclude`.
        parts: Its names, the wildcards in them.
        data_source: Data source that it names in front, or None.
        is_exclude: True where what matches is left out.
        location: Where it stands.
        is_optional: True where it may match nothing, if another pattern of its place does.
    """

    text: str
    parts: tuple[Name, ...]
    data_source: str | None
    is_exclude: bool
    location: Location
    is_optional: bool = False

    @property
    def is_literal(self) -> bool:
        """Tell whether it names one thing, so that no catalogue is needed."""
        return not any(_WILDCARDS.search(part.text) for part in self.parts)

    @cached_property
    def _expressions(self) -> tuple[re.Pattern[str], ...]:
        return tuple(_compile(part) for part in self.parts)

    def matches(self, names: tuple[str, ...], case: NameCase) -> bool:
        """Tell whether exact names of a catalogue match.

        A part without a wildcard compares as the engine does; a wildcard compares without regard
        to case, unless it is in quotes.

        Args:
            names: As many names as the pattern has parts.
            case: What the engine does to unquoted names.
        """
        return len(names) == len(self.parts) and all(
            expression.fullmatch(name) is not None
            if _WILDCARDS.search(part.text)
            else is_same_name(part, name, case)
            for part, expression, name in zip(self.parts, self._expressions, names, strict=True)
        )


DATASETS = "[fact_%, exclude fact_tmp%]"
COLUMNS = "[orders.%, exclude orders.pii%]"


def read_patterns(
    node: Node | None,
    context: Context,
    *,
    of: str,
    data_sources: frozenset[str],
    is_column: bool,
    example: str | None = None,
    where: str = "",
) -> tuple[NamePattern, ...]:
    """Read a list of patterns; mistakes are noted, and the other patterns go on.

    Only excludes mean everything but them.

    Args:
        node: The list.
        context: Where mistakes are noted.
        of: Key of the list, for messages.
        data_sources: Names of data sources, which may stand in front of a name.
        is_column: True for patterns whose last part is a column.
        example: A right list, for messages.
        where: What else may be written for a column that stands alone.
    """
    example = example or (COLUMNS if is_column else DATASETS)
    if not isinstance(node, Sequence) or not node.items:
        if node is not None:
            context.problems.add(
                f'"{of}" wants a list of patterns such as {example}, got '
                f"{'an empty one' if isinstance(node, Sequence) else describe(node)}",
                node.location,
                "pattern",
            )
        return ()
    found = [_one(item, context, example, data_sources, is_column, where) for item in node.items]
    patterns = [pattern for pattern in found if pattern is not None]
    if patterns and len(patterns) == len(found) and all(p.is_exclude for p in patterns):
        first = patterns[0]
        everything = (Name("%"),) * (2 if is_column else 1)
        source = first.data_source
        patterns.append(
            NamePattern("%.%" if is_column else "%", everything, source, False, first.location)
        )
    return tuple(patterns)


def _one(
    item: Node,
    context: Context,
    example: str,
    data_sources: frozenset[str],
    is_column: bool,
    where: str,
) -> NamePattern | None:
    if not isinstance(item, Scalar) or item.value is None:
        context.problems.add(
            f"a pattern is a text such as those of {example}, got {describe(item)}",
            item.location,
            "pattern",
        )
        return None
    text = context.text(item)
    if text is None:
        return None
    text = text.strip()
    prefix = _PREFIX.match(text)
    clean = text[prefix.end() :] if prefix is not None else text
    try:
        parts = parse_dotted(clean)
    except IdentifierError as error:
        context.problems.add(_with_hint(error, clean), item.location, "identifier")
        return None
    least = 2 if is_column else 1
    source = None
    if len(parts) > least and parts[0].text in data_sources:
        source, parts = parts[0].text, parts[1:]
    if len(parts) < least:
        context.problems.add(
            f'"{clean}" names no column; write DATASET.COLUMN, {where or f"for example {clean}.%"}',
            item.location,
            "pattern",
        )
        return None
    is_exclude = prefix is not None and prefix[1].lower() == "exclude"
    return NamePattern(clean, parts, source, is_exclude, item.location)


def _with_hint(error: IdentifierError, text: str) -> str:
    """Point at a misspelt `include` or `exclude`."""
    word, has_more, name = text.partition(" ")
    # Imported here: only mistakes pay for it.
    from difflib import get_close_matches

    near = get_close_matches(word.lower(), ("include", "exclude"), n=1)
    if not has_more or not near:
        return str(error)
    return f'"{text}" is no name; did you mean "{near[0]} {name.strip()}"?'


def _compile(part: Name) -> re.Pattern[str]:
    pieces = [re.escape(piece) for piece in _WILDCARDS.split(part.text)]
    flags = re.DOTALL if part.is_quoted else re.DOTALL | re.IGNORECASE
    return re.compile(".*".join(pieces), flags)
