"""The band of expected values and the verdict: two readings of one distribution."""

import math
from dataclasses import dataclass

import numpy as np

from seltzer_server.detection.baseline import Forecast
from seltzer_server.detection.mixture import Mixture
from seltzer_server.detection.verdict import ACTIVE, NO_DATA, Severity, Tails, Verdict


@dataclass(frozen=True, slots=True)
class Band:
    """Quantiles of a predictive distribution, unit of the metric.

    Attributes:
        fail_lower: Below it a value is bad; at most `lower`.
        lower: Below it a value is unusual.
        expected: Median of the forecasts.
        upper: Above it a value is unusual.
        fail_upper: Above it a value is bad; at least `upper`.
    """

    fail_lower: float
    lower: float
    expected: float
    upper: float
    fail_upper: float

    def find_severity(self, value: float) -> Severity | None:
        """Say how bad a value is."""
        if self.lower <= value <= self.upper:
            return None
        return "warn" if self.fail_lower <= value <= self.fail_upper else "fail"


def find_band(forecast: Forecast, tails: Tails) -> Band:
    """Read the band off the distribution; edges of counts are rounded outwards.

    Args:
        forecast: What the past says about the point.
        tails: Shares of the mass outside the band, on each side.
    """
    lows, highs = (tails.fail, tails.warn), (1.0 - tails.warn, 1.0 - tails.fail)
    found = forecast.mixture.quantiles(np.array([*lows, *highs]))
    if forecast.is_count:
        found = np.concatenate((np.floor(found[:2]), np.ceil(found[2:])))
    fail_lower, lower, upper, fail_upper = (float(edge) for edge in found)
    # Far tails of a contradictory history may cross the middle; the band never does.
    expected = forecast.expected
    return Band(
        fail_lower=min(fail_lower, expected),
        lower=min(lower, expected),
        expected=expected,
        upper=max(upper, expected),
        fail_upper=max(fail_upper, expected),
    )


def judge(mixture: Mixture, band: Band, value: float) -> Verdict:
    """Judge a finite value by the band it is shown with."""
    severity = band.find_severity(value)
    return Verdict(
        is_anomaly=severity is not None,
        severity=severity,
        score=find_score(mixture, value, expected=band.expected),
        lower=band.lower,
        expected=band.expected,
        upper=band.upper,
        state=ACTIVE,
    )


def find_score(mixture: Mixture, value: float, *, expected: float) -> float:
    """Give -log10 of the tail on the value's side of `expected`."""
    is_above = value > expected
    tail = mixture.upper_tail(value) if is_above else mixture.lower_tail(value)
    return -math.log10(min(tail, 1.0)) + 0.0  # no negative zero


def unjudged(state: str, band: Band | None = None) -> Verdict:
    """Give the verdict on a point that cannot be judged.

    Args:
        state: Why, `learning 5/7` or `no data`.
        band: What would have been expected, if anything is.
    """
    return Verdict(
        is_anomaly=False,
        severity=None,
        score=0.0,
        lower=band.lower if band else None,
        expected=band.expected if band else None,
        upper=band.upper if band else None,
        state=state,
    )


def missing(band: Band | None = None) -> Verdict:
    """Give the verdict on a point without a value."""
    return unjudged(NO_DATA, band)
