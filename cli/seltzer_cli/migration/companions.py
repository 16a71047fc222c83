"""Files that specs name (`sql_file:`, references of distributions): they move with the specs."""

from collections.abc import Callable
from dataclasses import dataclass, field

from seltzer_specs.sql_files import SqlFiles, join_beside


@dataclass(slots=True)
class Companions:
    """Remembers what specs read, by the paths of the spec files.

    Attributes:
        sql_files: Where files of SQL are read.
        read_file: Reads other files that specs name; None reads none.
        texts: What was read, by path from where the paths of spec files start.
    """

    sql_files: SqlFiles | None
    read_file: Callable[[str], str] | None
    texts: dict[str, str] = field(default_factory=dict[str, str])

    def read(self, path: str, *, beside: str) -> str:
        """Give the text of a file of SQL, see `SqlFiles`."""
        if self.sql_files is None:
            return ""
        text = self.sql_files.read(path, beside=beside)
        self.texts[join_beside(path, beside)] = text
        return text

    def read_other(self, path: str) -> str:
        """Give the text of another file."""
        text = self.read_file(path) if self.read_file is not None else ""
        self.texts[path] = text
        return text
