"""What reading specs found, as a value that every format of `validate` renders."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from seltzer_specs.errors import SpecError
from seltzer_specs.location import Location
from seltzer_specs.surveys import SpecNote


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake, or one note.

    Attributes:
        level: `error` for a mistake; a note changes no exit code.
        rule: Stable kebab-case name of the kind.
        message: One line without escape sequences.
        location: Where it stands, as the command line names it.
        place: The file as the repository names it, with forward slashes.
    """

    level: Literal["error", "note"]
    rule: str
    message: str
    location: Location
    place: str


def findings_of(
    errors: tuple[SpecError, ...], notes: tuple[SpecNote, ...], *, folder: Path
) -> tuple[Finding, ...]:
    """Give mistakes and then notes.

    Args:
        errors: In the order of files and lines.
        notes: Likewise.
        folder: What paths of locations are relative to.
    """
    place = place_in_repository(folder)
    return (
        *(_finding("error", e.rule, e.message, e.location, place) for e in errors),
        *(_finding("note", n.rule, _line(n.message), n.location, place) for n in notes),
    )


def place_in_repository(folder: Path) -> Callable[[str], str]:
    """Give what names a file from the repository's root, with forward slashes.

    Args:
        folder: What the names of files are relative to.
    """
    root = repository_root(folder)

    def place(file: str) -> str:
        path = (folder / file).resolve()
        return path.relative_to(root).as_posix() if path.is_relative_to(root) else file

    return place


def repository_root(folder: Path) -> Path:
    """Give the root of the repository that a folder is in; the folder itself outside of one."""
    start = folder.resolve()
    return next((path for path in (start, *start.parents) if (path / ".git").exists()), start)


def _finding(
    level: Literal["error", "note"],
    rule: str,
    message: str,
    location: Location,
    place: Callable[[str], str],
) -> Finding:
    return Finding(level, rule, message, location, place(location.file))


def _line(message: str) -> str:
    return "".join(c if c.isprintable() else " " for c in message)
