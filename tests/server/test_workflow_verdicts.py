"""What the server answers to the questions of a scan."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from tests.server.workflow_scans import DAY, START, Asked, Shop, anomaly, schema

from seltzer_server.store.engine import Store
from seltzer_server.store.tables import Band, CheckDef, CheckResult, Scan
from seltzer_server.workflows.evaluate import UnknownScanError
from seltzer_specs.wire.ingest import Verdict

COLUMNS = (("id", "INTEGER"), ("total", "DOUBLE"), ("discount", "DOUBLE"))
ANY = ("column add", "column delete", "column type change", "column index change")


def only(verdicts: tuple[Verdict, ...]) -> Verdict:
    (verdict,) = verdicts
    return verdict


@pytest.fixture
def shop(store: Store) -> Shop:
    return Shop(store)


def test_a_volume_drop_after_thirty_days_fails_with_the_band_in_words(shop: Shop) -> None:
    for day in range(30):
        shop.scan(day, [anomaly("orders-volume", shop.volume(day))])
    dropped = only(shop.scan(30, [anomaly("orders-volume", 412)]).verdicts)

    assert dropped.outcome == "fail"
    assert dropped.value == 412
    assert dropped.lower is not None
    assert dropped.upper is not None
    assert 412 < dropped.lower < dropped.upper < 20_000
    assert dropped.reason == (
        f"412 is below the expected {dropped.lower:,.0f} to {dropped.upper:,.0f}"
    )
    with shop.store.read() as session:
        scan = session.scalars(select(Scan).order_by(Scan.data_time.desc())).first()
        assert scan is not None
        assert (scan.outcome, scan.failed, scan.skipped) == ("fail", 1, 0)
        band = session.scalars(select(Band).order_by(Band.data_time.desc())).first()
        assert band is not None
        assert (band.lower, band.upper) == (dropped.lower, dropped.upper)
        assert (band.severity, band.sensitivity) == ("fail", "medium")
        assert session.scalars(select(func.count()).select_from(Band)).one() == 31
        assert session.scalars(select(CheckDef.last_outcome)).one() == "fail"


def test_an_ordinary_day_passes_without_a_reason(shop: Shop) -> None:
    for day in range(21):
        shop.scan(day, [anomaly("orders-volume", shop.volume(day))])
    verdict = only(shop.scan(21, [anomaly("orders-volume", shop.volume(21))]).verdicts)

    assert (verdict.outcome, verdict.reason) == ("pass", None)
    assert verdict.lower is not None


def test_a_short_history_is_skipped_and_says_how_far_it_is(shop: Shop) -> None:
    for day in range(5):
        shop.scan(day, [anomaly("orders-volume", 100 + day)])
    verdict = only(shop.scan(5, [anomaly("orders-volume", 3)]).verdicts)

    assert (verdict.outcome, verdict.reason) == ("skipped", "learning 5/7")
    assert shop.incidents() == []


def test_an_empty_metric_and_one_that_could_not_be_computed_stay_what_they_are(
    shop: Shop,
) -> None:
    failed = Asked(
        "broken",
        outcome="error",
        evaluate={"kind": "anomaly"},
        more={"metric": "b" * 32, "error_code": "timeout"},
    )
    for day in range(10):
        shop.scan(day, [anomaly("empty", 5)])
    verdicts = {v.check: v for v in shop.scan(10, [anomaly("empty", None), failed]).verdicts}

    assert verdicts["empty"].outcome == "skipped"
    assert verdicts["broken"].outcome == "error"


def test_a_verdict_knows_nothing_of_data_after_it(shop: Shop) -> None:
    for day in [*range(14), *range(15, 25)]:
        shop.scan(day, [anomaly("orders-volume", shop.volume(day))])
    late = only(shop.scan(14, [anomaly("orders-volume", 50)]).verdicts)

    assert late.outcome == "fail"
    with shop.store.read() as session:
        newest = session.scalars(select(CheckDef)).one()
        assert newest.last_data_time == START + 24 * DAY
        assert newest.last_outcome == "pass"


def test_evaluating_twice_gives_the_stored_verdicts_and_one_effect(shop: Shop) -> None:
    for day in range(10):
        shop.scan(day, [anomaly("orders-volume", 1_000 + day)])
    scan_id = shop.push(10, [anomaly("orders-volume", 1)])
    first = shop.evaluate(scan_id, START + 10 * DAY)
    events = shop.incidents()
    messages = [message.key for message in shop.outbox()]
    second = shop.evaluate(scan_id, START + 11 * DAY)

    assert first == second
    assert first.verdicts[0].outcome == "fail"
    assert shop.incidents() == events
    assert [message.key for message in shop.outbox()] == messages
    assert len(messages) == 1


def test_several_who_evaluate_one_scan_at_once_have_one_effect(shop: Shop) -> None:
    for day in range(10):
        shop.scan(day, [anomaly("orders-volume", 1_000 + day)])
    scan_id = shop.push(10, [anomaly("orders-volume", 1), Asked("b", "fail")])
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: shop.evaluate(scan_id, START + 10 * DAY), range(4)))

    assert found == [found[0]] * 4
    (incident,) = shop.incidents()
    assert incident["events"] == ["opened"]
    assert len(shop.outbox()) == 1


def test_scans_evaluated_at_once_leave_the_newest_outcome(shop: Shop) -> None:
    ids = [
        shop.push(day, [Asked("a", outcome)])
        for day, outcome in enumerate(["fail", "pass", "fail", "pass"])
    ]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda scan_id: shop.evaluate(scan_id, START + 9 * DAY), ids))

    assert [incident for incident in shop.incidents() if incident["state"] != "resolved"] == []


def test_a_part_that_comes_after_the_evaluation_is_judged_too(shop: Shop) -> None:
    scan_id = shop.push(0, [Asked("first", "fail")], part=(1, 2))
    shop.evaluate(scan_id, START)
    shop.push(0, [Asked("second", "fail")], part=(2, 2))
    shop.evaluate(scan_id, START + timedelta(minutes=5))

    (incident,) = shop.incidents()
    assert incident["active"] == ["first", "second"]
    assert incident["events"] == ["opened", "joined"]


def test_an_unknown_scan_is_an_error(shop: Shop) -> None:
    with pytest.raises(UnknownScanError, match='no scan "feed"; push it first'):
        shop.evaluate("feed", START)


def test_the_first_schema_is_skipped_and_the_same_one_passes(shop: Shop) -> None:
    check = schema("orders-schema", fail_on=ANY)
    first = only(shop.scan(0, [check], columns=COLUMNS).verdicts)
    second = only(shop.scan(1, [check], columns=COLUMNS).verdicts)

    assert (first.outcome, first.reason) == ("skipped", "first schema seen, nothing to compare")
    assert (second.outcome, second.changes) == ("pass", ())


def test_a_dropped_column_fails_names_the_column_and_is_over_with_the_next_scan(
    shop: Shop,
) -> None:
    check = schema("orders-schema", fail_on=["column delete"], warn_on=["column add"])
    for day in range(3):
        shop.scan(day, [check], columns=COLUMNS)
    dropped = only(shop.scan(3, [check], columns=COLUMNS[:2]).verdicts)
    after = only(shop.scan(4, [check], columns=COLUMNS[:2]).verdicts)

    assert (dropped.outcome, dropped.reason) == ("fail", "column delete: discount (DOUBLE)")
    assert [(c.kind, c.column, c.breaking) for c in dropped.changes] == [
        ("column delete", "discount", True)
    ]
    assert after.outcome == "pass"


def test_a_change_counts_by_the_level_that_names_it(shop: Shop) -> None:
    checks = [
        schema("warns", warn_on=["column type change"]),
        schema("passes", fail_on=["column delete"]),
    ]
    shop.scan(0, checks, columns=COLUMNS)
    changed = (("id", "BIGINT"), *COLUMNS[1:])
    verdicts = {v.check: v for v in shop.scan(1, checks, columns=changed).verdicts}

    assert verdicts["warns"].outcome == "warn"
    assert verdicts["warns"].reason == "column type change: id (INTEGER to BIGINT)"
    assert (verdicts["passes"].outcome, verdicts["passes"].reason) == ("pass", None)
    assert len(verdicts["passes"].changes) == 1


@pytest.mark.parametrize("local", ["fail", "error"])
def test_what_the_scanner_can_vouch_for_is_kept_when_it_is_worse(shop: Shop, local: str) -> None:
    check = schema("orders-schema", warn_on=ANY, outcome=local)
    first = only(shop.scan(0, [check], columns=COLUMNS).verdicts)
    second = only(shop.scan(1, [check], columns=COLUMNS[:2]).verdicts)

    assert (first.outcome, first.reason) == (local, None)
    assert second.outcome == local


def test_a_schema_check_without_columns_is_an_error_and_never_a_pass(shop: Shop) -> None:
    verdict = only(shop.scan(0, [schema("orders-schema", fail_on=ANY)]).verdicts)

    assert verdict.outcome == "error"
    assert verdict.reason == "the scan sent no columns of this dataset"
    with shop.store.read() as session:
        assert session.scalars(select(CheckResult.error_code)).one() == "not_computed"
