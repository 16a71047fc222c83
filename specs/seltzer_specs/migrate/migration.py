"""What a migrated file becomes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Staying:
    """A section that no versioned document can express.

    Attributes:
        header: Its header as written.
        line: Where it stands, from 1.
        reason: Why it stays.
    """

    header: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Migration:
    """A file as versioned documents, and what stays in the old language.

    Attributes:
        documents: Text of the documents; None where nothing could be expressed.
        rest: Text of what stays; None where nothing does.
        count: How many documents were made.
        staying: The sections in `rest`.
        notes: What people are told besides, one line each.
        is_respelled: True where the checks' own lines are others than before.
    """

    documents: str | None
    rest: str | None
    count: int
    staying: tuple[Staying, ...] = ()
    notes: tuple[str, ...] = ()
    is_respelled: bool = False
