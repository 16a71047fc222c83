"""Compare the detector with the z-score on seeded series of the kinds that metrics come in.

    python -m benchmarks.detection.bench_synthetic [--seeds N] [--first-seed N]

Six kinds, daily and hourly, and short histories of 11 to 60 points. What a user would want to be
told (a spike, a drop, a zero day, a level shift, a frozen feed) is labelled; what is part of the
series (season, trend, month end, gaps) is not. Nothing is tuned here: the figures exist so that
a change that makes the detector worse is seen. `bench_nab.py` judges on real series.

    incident F1   2 tp / (2 tp + missed + false): an incident counts once, when any of its first
                  three points is flagged; other flags count once per run of neighbours
    false / 100   flagged points per 100 normal ones
    ms            per point, this machine
"""

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Final

import numpy as np
from numpy.typing import NDArray

from seltzer_server.detection import detect_series

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

START: Final = datetime(2024, 1, 1, tzinfo=timezone.utc)
IN_TIME: Final = 3
"""Points within which an incident has to be found."""
Z_SCORE_DAYS: Final = 14
Z_LIMIT: Final = 3.0


@dataclass
class Series:
    """One series with what is wrong in it.

    Attributes:
        name: Kind of series.
        times: Shape (n,).
        values: Shape (n,), NaN where a scan is missing.
        first: Index of the first judged point.
        per_day: Points per day.
        incidents: First index and end (excluded) of what should be told.
    """

    name: str
    times: list[datetime]
    values: Floats
    first: int
    per_day: int
    incidents: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])


@dataclass(frozen=True)
class Kind:
    """How one kind of series is made.

    Attributes:
        name: Shown in the table.
        points: How many, the judged ones included.
        first: How many train.
        per_day: 1 or 24.
        make: Values from a generator and the index of each point.
        is_count: Rounded to whole numbers, at least 0.
    """

    name: str
    points: int
    first: int
    per_day: int
    make: Callable[[np.random.Generator, Floats], Floats]
    is_count: bool = True


def weekly_counts(rng: np.random.Generator, index: Floats) -> Floats:
    """Rows per day, fewer at the weekend, slowly more."""
    level = float(np.exp(rng.uniform(5, 12)))
    week = np.where(index % 7 >= 5, rng.uniform(0.3, 0.8), 1.0)
    growth = 1 + rng.uniform(-0.001, 0.003) * index
    return level * week * growth * np.exp(rng.normal(0, rng.uniform(0.02, 0.1), index.size))


def month_end_counts(rng: np.random.Generator, index: Floats) -> Floats:
    """Rows per day that double on the last day of each month."""
    days = [START + timedelta(days=int(i)) for i in index]
    is_last = np.array([(day + timedelta(days=1)).day == 1 for day in days])
    return weekly_counts(rng, index) * np.where(is_last, 2.0, 1.0)


def missing_percent(rng: np.random.Generator, index: Floats) -> Floats:
    """A small share of missing values, never below 0."""
    return np.abs(rng.normal(rng.uniform(0.5, 3), 0.2, index.size))


def wandering_average(rng: np.random.Generator, index: Floats) -> Floats:
    """An average that wanders."""
    return (
        rng.uniform(20, 90)
        + np.cumsum(rng.normal(0, 0.15, index.size))
        + rng.normal(0, 0.5, index.size)
    )


def hourly_counts(rng: np.random.Generator, index: Floats) -> Floats:
    """Rows per hour with a night and a weekend."""
    day = 1.2 + np.sin(2 * np.pi * (index - 8) / 24)
    week = np.where((index // 24) % 7 >= 5, 0.6, 1.0)
    level = float(np.exp(rng.uniform(5, 9)))
    return level * day * week * np.exp(rng.normal(0, 0.08, index.size))


def few_counts(rng: np.random.Generator, index: Floats) -> Floats:
    """Small counts, zero now and then, by chance alone."""
    return rng.poisson(rng.uniform(2, 12), index.size).astype(np.float64)


KINDS: Final = (
    Kind("weekly counts", 160, 60, 1, weekly_counts),
    Kind("month ends", 200, 90, 1, month_end_counts),
    Kind("missing percent", 140, 40, 1, missing_percent, is_count=False),
    Kind("wandering average", 140, 40, 1, wandering_average, is_count=False),
    Kind("small counts", 140, 40, 1, few_counts),
    Kind("hourly counts", 600, 400, 24, hourly_counts),
    Kind("weekly, 11 to 20", 26, 11, 1, weekly_counts),
    Kind("percent, 11 to 20", 26, 11, 1, missing_percent, is_count=False),
    Kind("weekly, 21 to 60", 60, 21, 1, weekly_counts),
)


def make_series(kind: Kind, seed: int) -> Series:
    """Make one series, plant its incidents and lose 3 % of its points."""
    rng = np.random.default_rng([seed, KINDS.index(kind)])
    values = kind.make(rng, np.arange(kind.points, dtype=np.float64))
    times = [START + timedelta(days=i) / kind.per_day for i in range(kind.points)]
    series = Series(kind.name, times, values, kind.first, kind.per_day)
    for start in find_places(rng, kind):
        plant(rng, series, start)
    if kind.is_count:
        series.values = np.maximum(0.0, np.rint(series.values))
    is_lost = rng.random(kind.points) < 0.03
    for start, end in series.incidents:
        is_lost[start:end] = False
    series.values[is_lost] = np.nan
    return series


def find_places(rng: np.random.Generator, kind: Kind) -> list[int]:
    """Choose where incidents begin: one per 30 judged points, apart; a fifth has none."""
    if rng.random() < 0.2:
        return []
    places = range(kind.first + 2, kind.points - 6, 30)
    return [min(kind.points - 6, start + int(rng.integers(0, 15))) for start in places]


def plant(rng: np.random.Generator, series: Series, start: int) -> None:
    """Damage a series from `start` on, by six to ten of its own usual deviations or to zero."""
    values = series.values
    season = 7 * series.per_day
    steps = values[season:] - values[:-season] if values.size > 2 * season else np.diff(values)
    usual = 1.4826 * float(np.median(np.abs(steps - np.median(steps)))) / np.sqrt(2)
    # Busy hours are noisier than quiet ones.
    busy = max(1.0, abs(float(values[start])) / max(1e-9, abs(float(np.median(values)))))
    size = rng.uniform(6, 10) * busy * max(usual, 0.02 * float(np.abs(values).mean()))
    what = rng.choice(["spike", "drop", "zero", "shift"])
    end = start + {"spike": 1, "drop": 1, "zero": 1, "shift": values.size}[str(what)]
    if what == "zero" and series.name != "small counts":
        values[start] = 0.0
    elif what == "drop" and values[start] > size:
        values[start] -= size
    elif what == "shift":
        values[start:] += size
    else:
        values[start], end = values[start] + size, start + 1
    series.incidents.append((start, min(end, start + IN_TIME)))


def flag_by_seltzer(series: Series) -> Flags:
    """Take the detector's own verdicts at medium sensitivity."""
    verdicts = detect_series(series.times, list(series.values), start=0)
    return np.array([verdict.is_anomaly for verdict in verdicts])


def flag_by_z(series: Series) -> Flags:
    """Flag 3 deviations from the mean of the latest 14 days, tested value excluded."""
    flags = np.zeros(series.values.size, dtype=np.bool_)
    window = Z_SCORE_DAYS * series.per_day
    for i in range(7, flags.size):
        past = series.values[max(0, i - window) : i]
        past = past[np.isfinite(past)]
        if past.size and np.isfinite(series.values[i]):
            deviation = max(float(past.std()), 1e-9)
            flags[i] = abs(series.values[i] - past.mean()) > Z_LIMIT * deviation
    return flags


@dataclass(frozen=True)
class Tally:
    """Counts of one detector, which add up."""

    found: int = 0
    missed: int = 0
    false_runs: int = 0
    false_points: int = 0
    normal: int = 0
    points: int = 0
    spent_s: float = 0.0

    def __add__(self, other: "Tally") -> "Tally":
        """Add the counts of other series."""
        names = self.__dataclass_fields__
        return Tally(**{name: getattr(self, name) + getattr(other, name) for name in names})

    def render(self, name: str) -> str:
        """Render one line of the table."""
        total = 2 * self.found + self.missed + self.false_runs
        f1 = 2 * self.found / total if total else 1.0
        share = 100 * self.false_points / max(1, self.normal)
        cost = 1e3 * self.spent_s / max(1, self.points)
        return (
            f"{name:30s} {f1:6.3f} {self.found:5d}/{self.found + self.missed:<5d}"
            f"{self.false_runs:6d} {share:8.2f} {cost:7.2f}"
        )


def tally(series: Series, detector: Callable[[Series], Flags]) -> Tally:
    """Run a detector over one series."""
    began = time.perf_counter()
    flags = detector(series)
    spent = time.perf_counter() - began
    flags[: series.first] = False
    hits = [bool(flags[start:end].any()) for start, end in series.incidents]
    is_normal = np.ones(flags.size, dtype=np.bool_)
    is_normal[: series.first] = False
    for start, end in series.incidents:
        is_normal[start:end] = False
    outside = (flags & is_normal).astype(np.int64)
    runs = int(np.sum(np.diff(np.concatenate(([0], outside))) == 1))
    found = sum(hits)
    missed, normal = len(hits) - found, int(is_normal.sum())
    return Tally(found, missed, runs, int(outside.sum()), normal, flags.size, spent)


DETECTORS: Final = {"seltzer": flag_by_seltzer, "z-score, 14 days": flag_by_z}


def compare(seeds: range) -> Iterator[str]:
    """Give the lines of the table: every kind, then all."""
    yield f"{'':30s} {'F1':>6s} found      false     /100      ms"
    totals = dict.fromkeys(DETECTORS, Tally())
    for kind in KINDS:
        corpus = [make_series(kind, seed) for seed in seeds]
        for name, detector in DETECTORS.items():
            counts = sum((tally(series, detector) for series in corpus), Tally())
            totals[name] += counts
            yield counts.render(f"{kind.name}: {name.split(',')[0]}")
    for name, counts in totals.items():
        yield counts.render(f"all: {name}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=6, help="series of each kind")
    parser.add_argument("--first-seed", type=int, default=1)
    arguments = parser.parse_args()
    first = arguments.first_seed
    for line in compare(range(first, first + arguments.seeds)):
        print(line, flush=True)


if __name__ == "__main__":
    main()
