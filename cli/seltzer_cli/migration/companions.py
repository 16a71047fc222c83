"""Files that specs name (`sql_file:`, references of distributions): they move with the specs."""

from dataclasses import dataclass, field

from seltzer_specs.named_files import NamedFileError, NamedFiles, join_beside


@dataclass(slots=True)
class Companions:
    """Remembers what specs read, by the paths of the spec files.

    Attributes:
        files: Where they are read; None reads none.
        texts: What was read, by path from where the paths of spec files start.
    """

    files: NamedFiles | None
    texts: dict[str, str] = field(default_factory=dict[str, str])

    def read(self, path: str, *, beside: str) -> str:
        """Give a file's text, see `NamedFiles`."""
        if self.files is None:
            raise NamedFileError(f'"{path}" cannot be read here')
        text = self.files.read(path, beside=beside)
        self.texts[join_beside(path, beside)] = text
        return text
