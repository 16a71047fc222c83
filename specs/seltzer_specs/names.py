"""Identifiers as users write them: text plus whether it was quoted."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

NameCase: TypeAlias = Literal["lower", "upper", "insensitive"]
"""What an engine does to unquoted names: fold them, or compare without regard to case."""


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
