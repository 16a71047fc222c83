"""A state's measurements as arrays, lifted to today's level."""

from dataclasses import dataclass

import numpy as np

from seltzer_server.detection.mixture import Floats
from seltzer_server.detection.state import State


@dataclass(frozen=True, slots=True)
class History:
    """Cleaned measurements, oldest first.

    Attributes:
        times: Shape (n,), seconds since 1970.
        values: Shape (n,), unit of the metric.
        raw: Shape (n,), as they came, anomalies included.
        linear: `values`, those before an adopted level shift moved by its step.
        logs: Logarithms of `values` plus the offset, moved likewise; None where there are none.
    """

    times: Floats
    values: Floats
    raw: Floats
    linear: Floats
    logs: Floats | None

    def scales(self) -> tuple[Floats | None, Floats | None]:
        """Give the lifted values on both scales, linear first; None where nothing is known."""
        return (self.linear if self.values.size else None), self.logs


def read_history(state: State) -> History:
    """Read the measurements out of a state."""
    times = np.array(state["times"], dtype=np.float64)
    values = np.array(state["values"], dtype=np.float64)
    steps, log_steps = np.zeros(times.size), np.zeros(times.size)
    for since, log_step, step in state["shifts"]:
        steps[times < since] += step
        log_steps[times < since] += log_step
    has_logs = state["offset"] > 0 and values.size > 0 and values.min() >= 0
    logs = np.log(values + state["offset"]) + log_steps if has_logs else None
    raw = np.array(state["raw"], dtype=np.float64)
    return History(times, values, raw, values + steps, logs)
