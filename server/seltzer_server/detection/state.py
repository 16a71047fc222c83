"""The detector's memory of one series: plain JSON, capped, never changed in place."""

from typing import Final, TypedDict

from seltzer_server.detection.experts import EXPERTS

MODEL_VERSION: Final = "mixture/4"
"""Stored with every verdict; changes whenever the same history would be judged otherwise."""

HISTORY_CAP: Final = 700
"""Measurements kept: two years of days, four weeks of hours."""
RESIDUAL_CAP: Final = 40
MEASUREMENTS_NEEDED: Final = 7
SCALES: Final = 2
"""Every expert works on the linear and on the logarithmic scale."""


class State(TypedDict):
    """What a detector knows; `json.dumps` and `json.loads` give it back exactly.

    Attributes:
        model: Version of the code that wrote it.
        times: Times of the kept measurements, seconds since 1970, oldest first.
        values: Their values; an anomaly is replaced by what was expected.
        raw: The kept measurements as they came.
        residuals: One list per scale and expert: latest errors, oldest first.
        evidence: One number per scale and expert: discounted log likelihood.
        offset: Added before the logarithm; 0.0 until a value other than zero was seen.
        excursion: Raw values of the latest consecutive anomalies on one side.
        side: 1 above, -1 below, 0 while there is no excursion.
        shifts: Adopted level shifts, oldest first: time of the first point, step of the level on
            the logarithmic scale, step in the unit of the metric.
        fits: Latest fit of trend and season per scale, linear first.
        seen: Measurements learned since the start of the series.
        caution: Logarithm of the factor by which the band is widened after alerts.
    """

    model: str
    times: list[float]
    values: list[float]
    raw: list[float]
    residuals: list[list[float]]
    evidence: list[float]
    offset: float
    excursion: list[float]
    side: int
    shifts: list[list[float]]
    fits: list[list[float]]
    seen: int
    caution: float


def new_state() -> State:
    """Start a series of which nothing is known."""
    count = SCALES * len(EXPERTS)
    return State(
        model=MODEL_VERSION,
        times=[],
        values=[],
        raw=[],
        residuals=[[] for _ in range(count)],
        evidence=[0.0] * count,
        offset=0.0,
        excursion=[],
        side=0,
        shifts=[],
        fits=[[], []],
        seen=0,
        caution=0.0,
    )


def check_model(state: State) -> None:
    """Refuse a state that other code wrote.

    Raises:
        ValueError: replay the stored points from `new_state()`.
    """
    if state["model"] != MODEL_VERSION:
        raise ValueError(
            f'state wants model "{MODEL_VERSION}", got "{state["model"]}"; '
            "replay the stored points from new_state()"
        )
