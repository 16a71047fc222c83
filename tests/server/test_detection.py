"""What the anomaly detector finds, and what it leaves alone."""

import math
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from typing import get_args

import numpy as np
import pytest

from seltzer_server.detection import Verdict, detect_series
from seltzer_server.detection.verdict import TAILS
from seltzer_specs.checks.anomaly import Sensitivity

MONDAY = datetime(2025, 1, 6, 6, tzinfo=timezone.utc)
WEEK = np.array([1.0, 1.05, 1.02, 1.0, 0.95, 0.55, 0.5])


def days(count: int, first: datetime = MONDAY) -> list[datetime]:
    return [first + timedelta(days=i) for i in range(count)]


def weekly_volume(seed: int, count: int) -> list[float]:
    noise = np.random.default_rng(seed).uniform(-0.05, 0.05, count)
    return [float(v) for v in np.round(10_000 * WEEK[np.arange(count) % 7] * (1 + noise))]


def two_weeks(seed: int, noise: float) -> list[float]:
    draws = np.random.default_rng(seed).uniform(-noise, noise, 13)
    return [float(v) for v in np.round(100 + 100 * draws)]


def judge_last(values: Sequence[float | None], sensitivity: str = "medium") -> Verdict:
    times, start = days(len(values)), len(values) - 1
    return detect_series(times, values, start=start, sensitivity=sensitivity)[0]


def width(verdict: Verdict) -> float:
    assert verdict.lower is not None
    assert verdict.upper is not None
    return verdict.upper - verdict.lower


def alerts(values: Sequence[float | None], start: int = 0) -> list[int]:
    verdicts = detect_series(days(len(values)), values, start=start)
    return [start + i for i, verdict in enumerate(verdicts) if verdict.is_anomaly]


@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize("seed", range(3))
def test_a_drop_by_60_percent_fails_on_any_weekday(weekday: int, seed: int) -> None:
    values = weekly_volume(seed, 29 + weekday)
    values[-1] *= 0.4

    verdict = judge_last(values)

    assert verdict.severity == "fail"
    assert verdict.lower is not None
    assert values[-1] < verdict.lower


def test_normal_points_raise_no_alarm_in_99_of_100() -> None:
    judged = [
        verdict
        for seed in range(50)
        for verdict in detect_series(days(30), weekly_volume(seed, 30), start=7)
    ]

    assert len(judged) == 1_150
    assert sum(verdict.is_anomaly for verdict in judged) <= 11


def test_the_weekend_is_expected_to_be_low() -> None:
    values = weekly_volume(1, 42)
    saturday, monday = detect_series(days(43), [*values, None], start=40)[::2]

    assert saturday.expected == pytest.approx(5_500, rel=0.1)
    assert monday.expected == pytest.approx(10_000, rel=0.1)


def test_a_monday_as_low_as_a_sunday_is_an_anomaly() -> None:
    values = [*weekly_volume(2, 42), 5_000.0]

    assert judge_last(values).is_anomaly


def test_learning_says_how_far_it_is() -> None:
    verdicts = detect_series(days(9), [100.0, None, *weekly_volume(1, 7)], start=0)

    assert [verdict.state for verdict in verdicts] == [
        "learning 0/7",
        "no data",
        *(f"learning {seen}/7" for seen in range(1, 7)),
        "active",
    ]


def test_learning_shows_no_band_even_for_absurd_values() -> None:
    verdicts = detect_series(days(7), [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1e9], start=0)

    assert {(v.lower, v.expected, v.upper, v.severity) for v in verdicts} == {(None,) * 4}


def test_active_after_seven_measurements() -> None:
    assert judge_last(weekly_volume(1, 8)).state == "active"


@pytest.mark.parametrize("gap", [None, math.nan, math.inf])
def test_a_missing_value_shows_the_band_but_is_not_judged(gap: float | None) -> None:
    verdict = judge_last([*weekly_volume(1, 30), gap])

    assert (verdict.is_anomaly, verdict.severity, verdict.score) == (False, None, 0.0)
    assert verdict.state == "no data"
    assert verdict.lower is not None


def test_missing_values_are_not_trained_on() -> None:
    times, values = days(40), weekly_volume(3, 40)
    holes = {5, 12, 13, 30}
    with_holes = detect_series(
        times, [None if i in holes else v for i, v in enumerate(values)], start=39
    )
    kept = [i for i in range(40) if i not in holes]
    without = detect_series([times[i] for i in kept], [values[i] for i in kept], start=35)

    assert with_holes == without


def test_a_constant_tolerates_nothing_much() -> None:
    assert not judge_last([352.0] * 30).is_anomaly
    assert judge_last([*[352.0] * 30, 380.0]).severity == "fail"
    assert judge_last([*[352.0] * 30, 330.0]).severity == "fail"


def test_zeros_alone_have_a_band_at_zero() -> None:
    quiet, loud = judge_last([0.0] * 30), judge_last([*[0.0] * 30, 40.0])

    assert quiet.lower == 0.0
    assert not quiet.is_anomaly
    assert loud.severity == "fail"


def test_mostly_equal_values_do_not_make_every_other_value_an_anomaly() -> None:
    values = [10.0 if i % 4 else 11.0 for i in range(60)]

    assert alerts(values, start=20) == []


def test_the_band_of_counts_is_whole_numbers() -> None:
    verdict = judge_last([float(v) for v in np.random.default_rng(1).poisson(6, 40)])

    assert verdict.lower is not None
    assert verdict.upper is not None
    assert verdict.lower.is_integer()
    assert verdict.upper.is_integer()


def test_the_band_of_percents_stays_within_0_and_100() -> None:
    draws = np.random.default_rng(1).exponential(0.2, 60)
    values = [100.0 if i % 3 == 0 else 100.0 - float(d) for i, d in enumerate(draws)]

    verdict = judge_last(values)

    assert verdict.upper is not None
    assert verdict.upper <= 100.0
    assert judge_last([*values, 80.0]).severity == "fail"


def test_a_negative_value_of_a_count_is_an_anomaly() -> None:
    values = [float(v) for v in np.random.default_rng(1).poisson(1, 40)]
    verdict = judge_last([*values, -1.0])

    assert verdict.lower == 0.0
    assert verdict.severity == "fail"


def test_a_level_shift_alerts_a_few_times_and_then_is_normal() -> None:
    noise = np.random.default_rng(4).normal(0, 20, 60)
    values = [1_000 + float(e) if i < 30 else 1_600 + float(e) for i, e in enumerate(noise)]

    found = alerts(values, start=20)

    assert 30 in found
    assert found[-1] < 36
    assert len(found) <= 4


def test_recovery_from_an_adopted_shift_is_no_alert() -> None:
    noise = np.random.default_rng(5).normal(0, 20, 50)
    values = [400 + float(e) if 30 <= i < 36 else 1_000 + float(e) for i, e in enumerate(noise)]

    assert alerts(values, start=20) == [30, 31, 32]


def test_an_outlier_does_not_hide_the_next_one() -> None:
    values = weekly_volume(6, 45)
    values[30] *= 8
    values[40] *= 8

    assert alerts(values, start=20) == [30, 40]


def test_an_outlier_leaves_the_band_nearly_as_it_was() -> None:
    clean, spoilt = weekly_volume(7, 38), weekly_volume(7, 38)
    spoilt[33] *= 100

    before, after = judge_last(clean), judge_last(spoilt)

    assert width(after) < 2 * width(before)


@pytest.mark.parametrize("noise", [0.0, 0.03, 0.1, 0.2])
@pytest.mark.parametrize("seed", range(4))
def test_a_zero_after_two_quiet_weeks_fails(seed: int, noise: float) -> None:
    assert judge_last([*two_weeks(seed, noise), 0.0]).severity == "fail"


@pytest.mark.parametrize("noise", [0.0, 0.03, 0.1])
@pytest.mark.parametrize("seed", range(4))
def test_a_doubled_value_after_two_quiet_weeks_fails(seed: int, noise: float) -> None:
    assert judge_last([*two_weeks(seed, noise), 200.0]).severity == "fail"


@pytest.mark.parametrize(
    "values", [[120.0, 160.0], [120.0, 160.0, None, 0.0], [0.0, 0.0], [200.0, 0.0, None, None, 0.0]]
)
@pytest.mark.parametrize("seed", range(4))
def test_in_a_short_history_an_alert_hides_no_other(
    seed: int, values: Sequence[float | None]
) -> None:
    history = [*two_weeks(seed, 0.04), *values]
    expected = [i for i in range(13, len(history)) if history[i] is not None]

    assert alerts(history, start=13) == expected


@pytest.mark.parametrize("values", [[120.0, 160.0], [0.0, 0.0], [0.0, 400.0]])
def test_two_alerts_leave_a_short_history_about_as_wide(values: list[float]) -> None:
    quiet = two_weeks(1, 0.04)
    before, after = judge_last([*quiet, None]), judge_last([*quiet, *values, None])

    assert width(after) < 1.6 * width(before)
    assert after.expected == pytest.approx(before.expected, rel=0.03)


@pytest.mark.parametrize("seed", range(4))
def test_a_series_that_became_restless_is_alarmed_for_a_while_only(seed: int) -> None:
    noise = np.random.default_rng(seed).normal(0, 1, 100)
    values = [1_000 + float(e) * (1 if i < 40 else 20) for i, e in enumerate(noise)]

    found = alerts(values, start=40)

    assert 3 <= len(found) <= 10
    assert found[-1] < 70


def test_a_growing_total_is_normal_and_a_halt_of_growth_is_not() -> None:
    steps = np.random.default_rng(8).normal(2_000, 50, 60)
    total = [float(v) for v in np.round(50_000 + np.cumsum(steps))]

    assert alerts(total, start=20) == []
    assert judge_last([*total, total[-1] - 30_000]).severity == "fail"


def test_hourly_data_know_the_hour_of_the_day() -> None:
    hours = np.arange(24 * 8)
    noise = np.random.default_rng(9).normal(0, 0.03, hours.size)
    values = 1_000 * (1.1 + np.sin((hours % 24) / 24 * 2 * np.pi)) * (1 + noise)
    times = [MONDAY + timedelta(hours=int(h)) for h in hours]
    night = next(i for i in range(hours.size - 24, hours.size) if i % 24 == 18)

    usual = detect_series(times[: night + 1], list(values[: night + 1]), start=night)[0]
    values[night] = 1_100
    odd = detect_series(times[: night + 1], list(values[: night + 1]), start=night)[0]

    assert usual.expected == pytest.approx(100, rel=0.3)
    assert not usual.is_anomaly
    assert odd.is_anomaly


def test_a_gap_of_days_keeps_the_weekdays_in_place() -> None:
    values, times = weekly_volume(10, 60), days(60)
    kept = [i for i in range(60) if not 40 <= i < 44]
    verdicts = detect_series([times[i] for i in kept], [values[i] for i in kept], start=36)

    assert [v.is_anomaly for v in verdicts] == [False] * 20


def test_a_scan_shortly_before_midnight_keeps_its_weekday() -> None:
    values, midnight = weekly_volume(11, 50), MONDAY.replace(hour=0)
    times = [t + timedelta(minutes=5 * (-1) ** i) for i, t in enumerate(days(50, midnight))]
    exact = detect_series(days(50, midnight), values, start=49)[0]

    jittered = detect_series(times, values, start=49)[0]

    assert jittered.expected == pytest.approx(exact.expected, rel=0.05)
    assert not jittered.is_anomaly


def test_higher_sensitivity_means_a_narrower_band() -> None:
    values = weekly_volume(12, 40)
    widths = [width(judge_last(values, name)) for name in ("low", "medium", "high")]

    assert widths == sorted(widths, reverse=True)
    assert len(set(widths)) == 3


def test_every_sensitivity_of_the_language_has_its_tails() -> None:
    assert set(TAILS) == set(get_args(Sensitivity))
    assert all(0 < tails.fail < tails.warn < 0.5 for tails in TAILS.values())


def test_start_selects_and_never_changes_verdicts() -> None:
    times, values = days(30), weekly_volume(13, 30)

    assert detect_series(times, values, start=20) == detect_series(times, values, start=0)[20:]
    assert detect_series(times, values, start=30) == []


@pytest.mark.parametrize(
    ("count", "start", "sensitivity", "message"),
    [
        (2, 0, "medium", "wants one value per timestamp, got 2 for 3"),
        (3, 4, "medium", "start wants 0 to 3, got 4"),
        (3, -1, "medium", "start wants 0 to 3, got -1"),
        (3, 0, "hgh", 'sensitivity wants one of "low", "medium", "high", got "hgh"'),
    ],
)
def test_wrong_arguments_are_named(count: int, start: int, sensitivity: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        detect_series(days(3), [1.0] * count, start=start, sensitivity=sensitivity)


def test_time_that_goes_back_is_refused() -> None:
    with pytest.raises(ValueError, match="points come oldest first"):
        detect_series(days(3)[::-1], [1.0, 2.0, 3.0], start=0)


def test_importing_the_detector_imports_no_scikit_learn() -> None:
    code = "import sys, seltzer_server.detection; print([m for m in sys.modules if m == 'sklearn'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
