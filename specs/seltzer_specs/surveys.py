"""What a project asks of its datasets besides checks, and what parsing left open or remarked."""

from dataclasses import dataclass, field

from seltzer_specs.location import Location
from seltzer_specs.names import DatasetRef, Name


@dataclass(frozen=True, slots=True)
class DiscoveredDataset:
    """A dataset to register with its columns (`discover datasets:`)."""

    dataset: DatasetRef
    location: Location


@dataclass(frozen=True, slots=True)
class ProfiledColumn:
    """A column to profile (`profile columns:`)."""

    dataset: DatasetRef
    column: Name
    location: Location


@dataclass(frozen=True, slots=True)
class WaitingSection:
    """A section whose patterns need a catalogue that nobody gave.

    Attributes:
        header: The section as written.
        location: Where it stands.
        data_source: Whose catalogue; None for that of the scan.
        content: What stands below the header, without comments and layout.
    """

    header: str
    location: Location
    data_source: str | None
    content: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SpecNote:
    """Something that is no mistake and that people should know.

    Attributes:
        rule: Stable kebab-case name of the kind of note.
    """

    message: str
    location: Location
    rule: str = "note"

    def __str__(self) -> str:
        # Quotes files: a line feed or an escape sequence in one must not reach a terminal.
        message = "".join(c if c.isprintable() else " " for c in self.message)
        return f"{self.location}: note: {message}"


@dataclass(slots=True)
class Findings:
    """What sections other than checks bring together while files are parsed."""

    discovered: list[DiscoveredDataset] = field(default_factory=list[DiscoveredDataset])
    profiled: list[ProfiledColumn] = field(default_factory=list[ProfiledColumn])
    waiting: list[WaitingSection] = field(default_factory=list[WaitingSection])
    notes: list[SpecNote] = field(default_factory=list[SpecNote])
