"""Monitors as specs: their check, and their YAML document."""

from seltzer_specs.checks import Check
from seltzer_specs.loader import LocatedMonitor, ParseSettings
from seltzer_specs.location import Location
from seltzer_specs.wire.monitor import MonitorSpec

__all__ = ["LocatedMonitor", "check_of_monitor", "render_monitor"]


def check_of_monitor(
    id: str, spec: MonitorSpec, settings: ParseSettings, location: Location
) -> Check:
    """Give the check that a monitor asks.

    Raises:
        SpecErrorGroup: the monitor's check is wrong.
    """
    raise NotImplementedError


def render_monitor(id: str, spec: MonitorSpec) -> str:
    """Give a monitor as the text of one YAML document, without `---`.

    Parsing the text gives the same id and spec.
    """
    raise NotImplementedError
