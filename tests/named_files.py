"""Files that specs name, without a disk."""

from collections.abc import Mapping


class FilesInMemory:
    """The texts of files by their names as specs write them; one text stands for all others."""

    def __init__(self, texts: Mapping[str, str], *, otherwise: str | None = None) -> None:
        self._texts = texts
        self._otherwise = otherwise

    def read(self, path: str, *, beside: str) -> str:  # there are no folders
        """Give a file's text."""
        return self._texts[path] if self._otherwise is None else self._otherwise
