"""How the options of an anomaly check shape its band and its outcome."""

import pytest
from sqlalchemy import select
from tests.server.workflow_scans import Asked, Shop, anomaly

from seltzer_server.detection import Verdict
from seltzer_server.store.engine import Store
from seltzer_server.store.tables import Band
from seltzer_server.workflows.evaluations.anomaly import shape
from seltzer_specs.canonical import sha256_hex
from seltzer_specs.wire.evaluation import AnomalyEvaluation

FAR = Verdict(True, "fail", 9.0, 10.0, 15.0, 20.0, "active")
KEY = sha256_hex("orders-volume")[:32]


@pytest.mark.parametrize(
    ("value", "options", "severity"),
    [
        (22.0, {}, "fail"),
        (22.0, {"warn_ratio": 0.2}, "warn"),
        (22.1, {"warn_ratio": 0.2}, "fail"),
        (8.0, {"warn_ratio": 0.2}, "warn"),
        (22.0, {"direction": "upper"}, "fail"),
        (22.0, {"direction": "lower"}, None),
        (8.0, {"direction": "upper"}, None),
        (22.0, {"min_ratio": 0.4}, "fail"),
        (22.0, {"min_ratio": 0.5}, None),
        (22.6, {"min_ratio": 0.5}, "fail"),
    ],
)
def test_options_shape_the_verdict(
    value: float, options: dict[str, float], severity: str | None
) -> None:
    shaped = shape(FAR, value, AnomalyEvaluation.model_validate(options))

    assert (shaped.severity, shaped.is_anomaly) == (severity, severity is not None)


def test_a_band_is_widened_around_what_is_expected_below_zero_too() -> None:
    below = Verdict(False, None, 0.1, -101.0, -100.0, -99.0, "active")
    shaped = shape(below, -100.0, AnomalyEvaluation(min_ratio=0.5))

    assert (shaped.lower, shaped.expected, shaped.upper) == (-150, -100, -50)


def test_nothing_is_shaped_while_the_detector_learns() -> None:
    learning = Verdict(False, None, 0.0, None, None, None, "learning 3/7")

    assert shape(learning, 5, AnomalyEvaluation(min_ratio=0.5, warn_ratio=0)) == learning


def volume(id: str, value: float, **options: object) -> Asked:
    asked = {"kind": "anomaly", "sensitivity": "medium", **options}
    return Asked(id, value=value, evaluate=asked, more={"metric": KEY, "skip_code": "no_history"})


@pytest.fixture
def shop(store: Store) -> Shop:
    return Shop(store)


def test_checks_with_other_options_on_one_metric_have_bands_of_their_own(shop: Shop) -> None:
    for day in range(20):
        shop.scan(day, [anomaly("orders-volume", shop.volume(day))])
    checks = [
        volume("warns", 412, warn_only=True),
        volume("upwards", 412, direction="upper"),
        volume("wide", 412, min_ratio=0.99),
        volume("short", 412, window=7),
    ]
    verdicts = {v.check: v for v in shop.scan(20, [checks[0]]).verdicts}
    verdicts |= {v.check: v for v in shop.scan(21, [checks[1]]).verdicts}
    verdicts |= {v.check: v for v in shop.scan(22, [checks[2]]).verdicts}
    verdicts |= {v.check: v for v in shop.scan(23, [checks[3]]).verdicts}

    assert verdicts["warns"].outcome == "warn"
    assert "412 is below the expected" in (verdicts["warns"].reason or "")
    assert (verdicts["upwards"].outcome, verdicts["upwards"].reason) == ("pass", None)
    assert verdicts["wide"].outcome == "pass"
    assert (verdicts["wide"].lower or 0) < 412
    assert verdicts["short"].lower is not None
    with shop.store.read() as session:
        names = set(session.scalars(select(Band.sensitivity)))
    assert len(names) == 4
    assert "medium" in names
    assert all(len(name) <= 16 for name in names)


def test_a_window_judges_by_the_newest_measurements_alone(shop: Shop) -> None:
    for day in range(40):
        shop.scan(day, [anomaly("orders-volume", 5_000 + day % 3)])
    for day in range(40, 48):
        shop.push(day, [anomaly("orders-volume", 100 + day % 3)])
    whole = shop.scan(48, [volume("whole", 101)]).verdicts[0]
    short = shop.scan(49, [volume("short", 101, window=8)]).verdicts[0]

    assert whole.upper is not None
    assert short.upper is not None
    assert short.upper < 1_000
    assert short.outcome == "pass"
