"""Compare the detector with simple ones on the labelled real series of NAB.

    SELTZER_NAB=DIRECTORY python -m benchmarks.detection.bench_nab [DIRECTORY]

DIRECTORY holds `windows.json` and `GROUP/NAME.csv.gz` with the columns `timestamp,value`. Series
are averaged by hour, without filling gaps. The first 15 % of a series trains and is not judged,
as in NAB. Two tables: every detector at its own default threshold, then at the one threshold for
the whole corpus that serves it best.

    incident F1   2 tp / (2 tp + missed + false): a labelled window counts once, however many of
                  its points are flagged; flags outside windows count once per run of neighbours
    false / 100   flagged points per 100 points outside the windows
    NAB           NAB's standard profile, 0 is silence, 100 is perfect
    ms            per point, this machine

Source: Lavin and Ahmad 2015 (arXiv:1510.03336) for windows and score.
"""

import argparse
import csv
import gzip
import json
import math
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from seltzer_server.detection import detect_series
from seltzer_server.detection.verdict import TAILS

Floats = NDArray[np.float64]
Window = tuple[datetime, datetime]
Detector = Callable[["Series"], Floats]

PROBATION = 0.15
Z_SCORE_HOURS = 14 * 24
GAUSSIAN_HOURS = 1_000
FALSE_WEIGHT = 0.11


@dataclass(frozen=True)
class Series:
    """One labelled series.

    Attributes:
        name: File name in its group.
        times: Starts of the hours that have data.
        values: Shape (n,), hourly means.
        windows: Labelled anomalies, first and last moment.
        first: Index of the first judged point.
    """

    name: str
    times: list[datetime]
    values: Floats
    windows: list[Window]
    first: int

    def window_spans(self) -> list[tuple[int, int]]:
        """Give the windows as index ranges, end excluded; windows without points are dropped."""
        spans = [self._span(window) for window in self.windows]
        return [(a, b) for a, b in spans if b > a and b > self.first]

    def _span(self, window: Window) -> tuple[int, int]:
        start = window[0].replace(minute=0, second=0, microsecond=0)
        inside = [i for i, at in enumerate(self.times) if start <= at <= window[1]]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)


@dataclass(frozen=True)
class Tally:
    """Counts over a corpus at one threshold."""

    found: int
    missed: int
    false_runs: int
    false_points: int
    normal_points: int
    nab: float

    @property
    def f1(self) -> float:
        """Incident F1, 0.0 when there is nothing to find."""
        total = 2 * self.found + self.missed + self.false_runs
        return 2 * self.found / total if total else 0.0

    @property
    def false_per_100(self) -> float:
        """Flagged points per 100 normal ones."""
        return 100 * self.false_points / max(1, self.normal_points)


def load_corpus(directory: Path) -> list[Series]:
    """Read every labelled series below a directory, sorted by name."""
    windows = json.loads((directory / "windows.json").read_text())
    paths = sorted(directory.glob("*/*.csv.gz"))
    names = [f"{path.parent.name}/{path.name.removesuffix('.gz')}" for path in paths]
    return [
        load_series(path, name, windows.get(name, []))
        for path, name in zip(paths, names, strict=True)
    ]


def load_series(path: Path, name: str, windows: list[list[str]]) -> Series:
    """Read one series and average it by hour."""
    hours: dict[datetime, list[float]] = {}
    with gzip.open(path, "rt", newline="") as lines:
        for row in csv.DictReader(lines):
            at = parse_time(row["timestamp"]).replace(minute=0, second=0, microsecond=0)
            hours.setdefault(at, []).append(float(row["value"]))
    times = sorted(hours)
    values = np.array([float(np.mean(hours[at])) for at in times])
    spans = [(parse_time(start), parse_time(end)) for start, end in windows]
    return Series(name, times, values, spans, first=int(PROBATION * len(times)))


def parse_time(text: str) -> datetime:
    """Read a NAB timestamp, which has no zone, as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


def score_seltzer(series: Series) -> Floats:
    """Score with the detector under test."""
    verdicts = detect_series(series.times, list(series.values), start=0)
    return np.array([v.score for v in verdicts])


def score_z(series: Series) -> Floats:
    """Score by the distance from the mean of the latest 14 days, tested value excluded."""
    return rolling_z(series.values, Z_SCORE_HOURS)


def score_gaussian(series: Series) -> Floats:
    """Score by -log10 of the Gaussian tail over the latest 1000 hours."""
    distances = rolling_z(series.values, GAUSSIAN_HOURS)
    return np.array([-math.log10(max(1e-300, math.erfc(z / math.sqrt(2)))) for z in distances])


def rolling_z(values: Floats, window: int) -> Floats:
    """Give |value - mean| / deviation of the `window` values before each one."""
    scores = np.zeros(values.size)
    for i in range(14, values.size):
        past = values[max(0, i - window) : i]
        scores[i] = abs(values[i] - past.mean()) / max(float(past.std()), 1e-9)
    return scores


def tally_corpus(corpus: Sequence[Series], scores: Sequence[Floats], threshold: float) -> Tally:
    """Count what a threshold finds and what it disturbs."""
    found = missed = false_runs = false_points = normal = 0
    raw = 0.0
    windows = 0
    for series, score in zip(corpus, scores, strict=True):
        flags = score > threshold
        flags[: series.first] = False
        is_inside = np.zeros(flags.size, dtype=bool)
        for start, end in series.window_spans():
            is_inside[start:end] = True
            hit = bool(flags[start:end].any())
            found, missed, windows = found + hit, missed + (not hit), windows + 1
        outside = flags & ~is_inside
        false_points += int(outside.sum())
        normal += int((~is_inside[series.first :]).sum())
        false_runs += int(np.sum(np.diff(np.concatenate(([0], outside.astype(int)))) == 1))
        raw += nab_raw(flags, series.window_spans())
    nab = 100 * (raw + windows) / max(1, 2 * windows)
    return Tally(found, missed, false_runs, false_points, normal, nab)


def nab_raw(flags: NDArray[np.bool_], spans: list[tuple[int, int]]) -> float:
    """Add up NAB's rewards and penalties of one series."""
    total = 0.0
    is_inside = np.zeros(flags.size, dtype=bool)
    top = sigmoid(-1.0)
    for start, end in spans:
        is_inside[start:end] = True
        hits = np.flatnonzero(flags[start:end])
        position = -1.0 + float(hits[0]) / max(1, end - start) if hits.size else 0.0
        total += sigmoid(position) / top if hits.size else -1.0
    for index in np.flatnonzero(flags & ~is_inside):
        total += FALSE_WEIGHT * false_penalty(int(index), spans)
    return total


def false_penalty(index: int, spans: list[tuple[int, int]]) -> float:
    """Give -1 far from any window and less just behind one."""
    before = [(start, end) for start, end in spans if end <= index]
    if not before:
        return -1.0
    start, end = before[-1]
    return sigmoid(min(3.0, (index - end + 1) / max(1, end - start - 1)))


def sigmoid(position: float) -> float:
    """NAB's scaled sigmoid: near 1 at -1, 0 at 0, near -1 beyond."""
    return 2.0 / (1.0 + math.exp(5.0 * position)) - 1.0


def best_tally(
    corpus: Sequence[Series], scores: Sequence[Floats], key: Callable[[Tally], float]
) -> tuple[float, Tally]:
    """Find the threshold that serves a detector best over the whole corpus."""
    judged = np.concatenate([s[c.first :] for c, s in zip(corpus, scores, strict=True)])
    candidates = np.unique(np.quantile(judged, 1 - np.geomspace(2e-4, 0.2, 60)))
    tallies = [(float(t), tally_corpus(corpus, scores, float(t))) for t in candidates]
    return max(tallies, key=lambda item: key(item[1]))


def report(name: str, threshold: float, tally: Tally) -> str:
    """Render one line of the table."""
    return (
        f"{name:22s} {threshold:9.2f} {tally.f1:8.3f} {tally.found:4d}/{tally.found + tally.missed}"
        f" {tally.false_runs:6d} {tally.false_per_100:7.2f} {tally.nab:6.1f}"
    )


DETECTORS: dict[str, tuple[Detector, float]] = {
    "seltzer": (score_seltzer, -math.log10(TAILS["medium"].warn)),
    "z-score, 14 days": (score_z, 3.0),
    "windowed Gaussian": (score_gaussian, 4.0),
}


def main() -> None:
    """Run every detector over the corpus and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("directory", nargs="?", default=os.environ.get("SELTZER_NAB"))
    directory = parser.parse_args().directory
    if directory is None:
        print(
            "skipped: the data are not part of the repository; set SELTZER_NAB to their directory"
        )
        return
    corpus = load_corpus(Path(directory))
    head = f"{'':22s} {'threshold':>9s} {'F1':>8s} found  false  /100    NAB"
    print(head)
    for name, (detector, default) in DETECTORS.items():
        began = time.perf_counter()
        scores = [detector(series) for series in corpus]
        spent = 1e3 * (time.perf_counter() - began) / sum(s.values.size for s in corpus)
        print(report(name, default, tally_corpus(corpus, scores, default)), f"{spent:.2f} ms")
        print(report("  best F1", *best_tally(corpus, scores, lambda tally: tally.f1)))
        print(report("  best NAB", *best_tally(corpus, scores, lambda tally: tally.nab)))


if __name__ == "__main__":
    main()
