"""A spec file's text and name, wherever it was read from."""

from seltzer_specs.frozen import dataclass


@dataclass(frozen=True, slots=True)
class SpecFile:
    """One file of specs.

    Attributes:
        path: As messages name it, relative to the project, with forward slashes.
        text: Its content.
    """

    path: str
    text: str
