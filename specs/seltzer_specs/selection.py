"""Which spec files the paths and patterns of a project name, the same on disk and in Git."""

import re
from collections.abc import Sequence
from fnmatch import translate
from pathlib import PurePosixPath

SUFFIXES = frozenset({".yml", ".yaml"})
MAGIC = re.compile(r"[*?\[]")
_ANY_DEPTH = None


class Selection:
    """One path or pattern.

    A file is named whole, a folder means all specs below it. In patterns `*`, `?` and `[abc]` stay
    within a name and `**` stands for any folders. Hidden files and folders are only found where
    they are written out before the first wildcard.

    Args:
        pattern: Relative to the project, with forward slashes.
    """

    def __init__(self, pattern: str) -> None:
        parts = [part for part in PurePosixPath(pattern).parts if part != "."]
        count = next((n for n, part in enumerate(parts) if MAGIC.search(part)), len(parts))
        self.fixed = PurePosixPath(*parts[:count])
        self._wanted = [_compile(part) for part in parts[count:]]

    @property
    def has_wildcard(self) -> bool:
        """Tell whether more than one file or folder may be meant."""
        return bool(self._wanted)

    def is_match(self, path: str) -> bool:
        """Tell whether a file is meant, by its path relative to the project."""
        pure = PurePosixPath(path)
        if pure == self.fixed:
            return not self._wanted
        if not pure.is_relative_to(self.fixed) or pure.suffix not in SUFFIXES:
            return False
        below = pure.relative_to(self.fixed).parts
        if any(part.startswith(".") for part in below):
            return False
        return not self._wanted or _matches(below, self._wanted)


def _compile(part: str) -> re.Pattern[str] | None:
    return _ANY_DEPTH if part == "**" else re.compile(translate(part))


def _matches(parts: Sequence[str], wanted: Sequence[re.Pattern[str] | None]) -> bool:
    """Follow all ways through the pattern at once, so that many `**` cost no more than one."""
    reached = _open({0}, wanted)
    for part in parts:
        after: set[int] = set()
        for place in reached:
            if place == len(wanted):
                continue
            pattern = wanted[place]
            if pattern is None:  # any depth
                after.add(place)
            elif pattern.fullmatch(part):
                after.add(place + 1)
        reached = _open(after, wanted)
    return len(wanted) in reached


def _open(places: set[int], wanted: Sequence[re.Pattern[str] | None]) -> set[int]:
    """Add the places behind each `**`, which also stands for no folder."""
    found = set(places)
    for place in sorted(places):
        after = place
        while after < len(wanted) and wanted[after] is _ANY_DEPTH:
            after += 1
            found.add(after)
    return found
