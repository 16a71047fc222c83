"""The documented entry: judge a whole series as if its points had come one by one."""

from collections.abc import Sequence
from datetime import datetime

from seltzer_server.detection.state import new_state
from seltzer_server.detection.step import Point, step
from seltzer_server.detection.verdict import Verdict, find_tails


def detect_series(
    timestamps: Sequence[datetime],
    values: Sequence[float | None],
    *,
    start: int,
    sensitivity: str = "medium",
) -> list[Verdict]:
    """Judge every point from `start` on by the points before it.

    Args:
        timestamps: Shape (n,), oldest first, spaced in any way; a naive time is read as UTC.
        values: Shape (n,), unit of the metric; None or NaN where a scan gave none.
        start: Index of the first point to judge, 0 to n; the points before it only train.
        sensitivity: `low`, `medium` or `high`; high alerts earlier.

    Returns:
        Shape (n - start,). The verdict on point i never depends on any later point, and its band
        not on point i itself.

    Raises:
        ValueError: lengths differ, `start` is out of range, timestamps go back, or
            `sensitivity` is unknown.
    """
    find_tails(sensitivity)
    _check_shapes(len(timestamps), len(values), start)
    state = new_state()
    verdicts: list[Verdict] = []
    for at, value in zip(timestamps, values, strict=True):
        state, verdict = step(state, Point(at, value), sensitivity=sensitivity)
        verdicts.append(verdict)
    return verdicts[start:]


def _check_shapes(times: int, values: int, start: int) -> None:
    if times != values:
        raise ValueError(f"wants one value per timestamp, got {values} for {times}")
    if not 0 <= start <= times:
        raise ValueError(f"start wants 0 to {times}, got {start}")
