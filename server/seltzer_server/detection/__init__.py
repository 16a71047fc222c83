"""Anomaly detection: is the newest value of a metric unusual for its history?

`detect_series` judges a whole series, `step` one point at a time. Both are pure. What is shown
as the expected band and what decides the verdict are quantiles of one predictive distribution.
"""

from seltzer_server.detection.series import detect_series
from seltzer_server.detection.state import MODEL_VERSION, State, new_state
from seltzer_server.detection.step import Point, step
from seltzer_server.detection.verdict import Severity, Verdict

__all__ = [
    "MODEL_VERSION",
    "Point",
    "Severity",
    "State",
    "Verdict",
    "detect_series",
    "new_state",
    "step",
]
