"""Spec files to checks, monitors and mistakes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from seltzer_specs.checks import Check
from seltzer_specs.errors import SpecError
from seltzer_specs.location import Location
from seltzer_specs.spec_file import SpecFile
from seltzer_specs.wire.monitor import MonitorSpec


@dataclass(frozen=True, slots=True)
class LocatedMonitor:
    """A monitor of a file."""

    id: str
    spec: MonitorSpec
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class ParseSettings:
    """What parsing needs to know from outside the files.

    Attributes:
        data_sources: Names that may stand before a dataset, as in `warehouse.orders`.
        default_data_source: Data source of a dataset that names none.
        variables: Values given by the user (`-v`); they win over all others.
        project_variables: Values of the project file; a file's own `variables:` win over them.
        environment: Environment variables that specs may read; None keeps them out.
        now: Value of `${NOW}`.
    """

    data_sources: frozenset[str] = frozenset()
    default_data_source: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    project_variables: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] | None = field(default=None, repr=False)
    now: datetime


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What the files say.

    Attributes:
        checks: In the order of file paths and lines, the monitors' own checks included.
        monitors: In the order of file paths and lines.
        errors: All mistakes, in the same order. A check with a mistake is not in `checks`.
    """

    checks: tuple[Check, ...]
    monitors: tuple[LocatedMonitor, ...]
    errors: tuple[SpecError, ...]


def parse_specs(files: Iterable[SpecFile], settings: ParseSettings) -> LoadResult:
    """Parse spec files of any supported kind.

    The result does not depend on the order of `files`.
    """
    raise NotImplementedError
