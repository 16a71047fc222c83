"""Identifiers as users write them: text plus whether it was quoted."""

import re
from typing import Literal, TypeAlias

from seltzer_specs.frozen import dataclass

NameCase: TypeAlias = Literal["lower", "upper", "insensitive", "exact"]
"""What an engine does to unquoted names: fold them, compare without regard to case, or nothing."""

_PLAIN = re.compile(r"[^\W\d]\w*")
_FOLDED = re.compile(r"[^\W\d][\w$]*")


@dataclass(frozen=True, slots=True)
class Name:
    """One identifier, for example a column.

    Attributes:
        text: The identifier without its quotes.
        is_quoted: True when the user quoted it, so that its case must be kept.
    """

    text: str
    is_quoted: bool = False

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class DatasetRef:
    """A dataset that a check asks about.

    Attributes:
        name: Parts of the dataset's name, for example `(Name("shop"), Name("orders"))`.
        data_source: Name of the data source, or None for the one the scan is asked for.
    """

    name: tuple[Name, ...]
    data_source: str | None = None

    def __str__(self) -> str:
        return ".".join(part.text for part in self.name)


@dataclass(frozen=True, slots=True)
class Partition:
    """A named dataset filter (`filter orders [recent]: where: …`).

    Attributes:
        name: Name in square brackets.
        where: The user's SQL condition; the compiler always parenthesises it.
        template: `where` with variables by name instead of value, where it has any.
    """

    name: str
    where: str
    template: str | None = None


def fold_name(name: Name, case: NameCase) -> str:
    """Give the name that a catalogue holds for a name as written."""
    if name.is_quoted or case in ("insensitive", "exact") or not _FOLDED.fullmatch(name.text):
        return name.text
    return name.text.lower() if case == "lower" else name.text.upper()


def is_same_name(name: Name, found: str, case: NameCase) -> bool:
    """Tell whether a name as written means a name of the catalogue."""
    if case == "insensitive":
        return name.text.lower() == found.lower()
    return fold_name(name, case) == found


def exact_name(text: str, case: NameCase) -> Name:
    """Give a name of the catalogue as somebody would write it, in quotes where it needs them."""
    plain = Name(text)
    needs_quotes = not _PLAIN.fullmatch(text) or fold_name(plain, case) != text
    return Name(text, is_quoted=needs_quotes)


def quoted_text(name: Name) -> str:
    """Give a name as it stands in a check's line and in SQL."""
    if not name.is_quoted:
        return name.text
    return f"`{name.text}`" if '"' in name.text else f'"{name.text}"'
