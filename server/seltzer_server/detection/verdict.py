"""What a detector says about one point, and how strict each sensitivity is."""

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, TypeAlias

Severity: TypeAlias = Literal["warn", "fail"]

NO_DATA: Final = "no data"
ACTIVE: Final = "active"


class Tails(NamedTuple):
    """One-sided tail probabilities at which a value becomes unusual.

    Attributes:
        warn: Edge of the band that is shown.
        fail: Edge beyond which the value is bad, smaller than `warn`.
    """

    warn: float
    fail: float


TAILS: Final[dict[str, Tails]] = {
    "low": Tails(warn=1e-3, fail=1e-4),
    "medium": Tails(warn=4e-3, fail=4e-4),
    "high": Tails(warn=1.2e-2, fail=1.2e-3),
}
"""By sensitivity; docs/adr/0010-detection.md has the measurements behind them."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the detector says about one point.

    Attributes:
        is_anomaly: True exactly when the value lies outside `lower` to `upper`.
        severity: None inside the band, `warn` outside it, `fail` far outside it.
        score: -log10 of the tail probability on the value's side of `expected`, 0.0 when nothing
            can be judged. 0.3 is the middle; 3 is one in a thousand.
        lower: Lower edge of the expected band, unit of the metric; None when nothing is judged
            because the detector still learns.
        expected: Median of the forecasts; None with `lower`.
        upper: Upper edge of the expected band; None with `lower`.
        state: `active`, `learning 5/7` (measurements seen / needed) or `no data`.
    """

    is_anomaly: bool
    severity: Severity | None
    score: float
    lower: float | None
    expected: float | None
    upper: float | None
    state: str


def find_tails(sensitivity: str) -> Tails:
    """Give the tail probabilities of a sensitivity.

    Raises:
        ValueError: `sensitivity` is not `low`, `medium` or `high`.
    """
    if sensitivity not in TAILS:
        wanted = ", ".join(f'"{name}"' for name in TAILS)
        raise ValueError(f'sensitivity wants one of {wanted}, got "{sensitivity}"')
    return TAILS[sensitivity]
