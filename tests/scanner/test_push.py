"""What a scan sends: metadata in batches that the wire schema accepts, and the server's answers."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from tests.scanner.scans import checks_of, scan

from seltzer_dialects.catalogue import CatalogueColumn
from seltzer_dialects.types import without_literals
from seltzer_scanner.push import MAX_COLUMNS, build_batches
from seltzer_scanner.result import Judgement, ScanResult
from seltzer_scanner.verdicts import apply_verdicts
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.wire.base import Outcome
from seltzer_specs.wire.evaluation import SchemaEvaluation
from seltzer_specs.wire.ingest import MAX_RESULTS, IngestBatch, ScanVerdicts, Verdict

SCAN_ID = "0123456789abcdef0123456789abcdef"

SUITE = """
    checks for people:
      - row_count = 4
      - row_count > 1:
          name: enough
      - missing_count(name) = 0:
          attributes:
            severity: major
      - avg(nope) > 1
      - anomaly detection for row_count
      - schema:
          fail:
            when required column missing: [id]
            when schema changes: any
    checks for nobody:
      - avg(id) > 1
    checks:
      - failed rows:
          fail query: SELECT 1 FROM people WHERE name = 'ann'
"""


def batches_of(result: ScanResult) -> tuple[IngestBatch, ...]:
    return build_batches(
        result, scan_id=SCAN_ID, definition="nightly", git_sha="abcdef1", client="seltzer/test"
    )


@pytest.fixture(scope="module")
def result(duckdb_people: DataSourceSettings) -> ScanResult:
    """A scan with something of everything."""
    return scan(SUITE, duckdb_people)


def test_a_batch_holds_scan_datasets_metrics_and_checks(result: ScanResult) -> None:
    (batch,) = batches_of(result)

    assert (batch.scan.id, batch.scan.git_sha, batch.scan.outcome) == (SCAN_ID, "abcdef1", "fail")
    assert (batch.scan.part, batch.scan.parts) == (1, 1)
    assert [dataset.name for dataset in batch.datasets] == ["people", "nobody"]
    assert [len(dataset.columns or ()) for dataset in batch.datasets] == [6, 0]
    assert IngestBatch.model_validate_json(batch.model_dump_json(), strict=True) == batch


def test_a_metric_that_several_checks_share_is_sent_once(result: ScanResult) -> None:
    (batch,) = batches_of(result)

    labels = [metric.label for metric in batch.metrics]
    assert labels == ["row_count", "missing_count(name)", "avg(nope)", "avg(id)"]
    assert [metric.value for metric in batch.metrics] == [4, 1, None, None]
    assert batch.checks[0].metric == batch.checks[1].metric == batch.checks[4].metric


def test_a_check_is_sent_with_its_outcome_and_no_text_of_a_driver(result: ScanResult) -> None:
    (batch,) = batches_of(result)

    assert [(c.outcome, c.error_code, c.skip_code, c.value) for c in batch.checks] == [
        ("pass", None, None, 4),
        ("pass", None, None, 4),
        ("fail", None, None, 1),
        ("error", "missing_object", None, None),
        ("skipped", None, "no_history", 4),
        ("skipped", None, "no_history", None),
        ("skipped", None, "empty", None),
        ("fail", None, None, 2),
    ]
    assert batch.checks[2].threshold == "= 0"
    assert (batch.checks[2].file, batch.checks[2].line) == ("checks/people.yml", 6)


def test_questions_for_the_server_are_sent(result: ScanResult) -> None:
    (batch,) = batches_of(result)

    questions = {check.kind: check.evaluate for check in batch.checks if check.evaluate}
    assert set(questions) == {"anomaly", "schema"}
    assert isinstance(questions["schema"], SchemaEvaluation)
    assert len(questions["schema"].fail_on) == 4


def test_a_check_without_a_dataset_has_no_series(result: ScanResult) -> None:
    (batch,) = batches_of(result)

    assert (batch.checks[-1].dataset, batch.checks[-1].metric) == (None, None)
    assert batch.checks[-1].value == 2


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("row_count > 0", "row_count > 0"),
        ('missing_count("first name") = 0', "missing_count(first name)"),
        ("row_count > 0:\n      name: Some rows", "Some rows"),
        ("top = 1:\n      top query: SELECT 'CANARY'", "top"),
        ("failed rows:\n      fail condition: name = 'CANARY'", "failed rows"),
        ("schema:\n      fail:\n        when required column missing: [CANARY]", "schema"),
    ],
)
def test_names_on_the_wire_quote_no_literal(
    duckdb_people: DataSourceSettings, text: str, name: str
) -> None:
    (batch,) = batches_of(scan(f"checks for people:\n  - {text}", duckdb_people))

    assert batch.checks[0].name == name
    assert "CANARY" not in batch.model_dump_json()


@pytest.mark.parametrize(
    ("type_name", "sent"),
    [
        ("INTEGER", "INTEGER"),
        ('STRUCT(a INTEGER, "b c" VARCHAR)', 'STRUCT(a INTEGER, "b c" VARCHAR)'),
        ("ENUM('new', 'paid')", "ENUM(2 values, ########)"),
        ("ENUM('it''s')[]", "ENUM(1 values, ########)[]"),
    ],
)
def test_types_on_the_wire_list_no_values(type_name: str, sent: str) -> None:
    without_digest = re.sub("values, [0-9a-f]{8}", "values, ########", without_literals(type_name))

    assert without_digest == sent


def test_a_changed_list_of_values_is_a_changed_type() -> None:
    assert without_literals("ENUM('a', 'b')") != without_literals("ENUM('a', 'c')")


def test_a_large_scan_is_sent_in_parts_that_stand_alone(result: ScanResult) -> None:
    many = replace(result, checks=(result.checks[0],) * MAX_RESULTS + (result.checks[6],))

    first, second = batches_of(many)

    assert [len(first.checks), len(second.checks)] == [MAX_RESULTS, 1]
    assert [(b.scan.part, b.scan.parts) for b in (first, second)] == [(1, 2), (2, 2)]
    assert [dataset.name for dataset in second.datasets] == ["nobody"]
    assert second.checks[0].dataset == 0
    assert second.metrics[0].dataset == 0


def test_wide_schemas_are_spread_over_parts(result: ScanResult) -> None:
    wide = tuple(
        CatalogueColumn(f"c{number}", "INTEGER", True, number) for number in range(MAX_COLUMNS)
    )
    schema = result.checks[5]
    twice = replace(result, checks=(schema, schema), columns={"people": wide})

    assert [len(batch.datasets[0].columns or ()) for batch in batches_of(twice)] == [
        MAX_COLUMNS,
        MAX_COLUMNS,
    ]


def test_a_scan_without_checks_is_one_batch(result: ScanResult) -> None:
    (batch,) = batches_of(replace(result, checks=()))

    assert (batch.checks, batch.scan.outcome) == ((), "skipped")


def test_whole_numbers_beyond_exact_json_are_floats(result: ScanResult) -> None:
    judgement = Judgement(outcome="pass", value=10**25)
    big = replace(result, checks=(replace(result.checks[0], judgement=judgement),))

    (batch,) = batches_of(big)

    assert batch.checks[0].value == 1e25
    assert isinstance(batch.checks[0].value, float)


def test_a_dataset_is_sent_with_the_owner_of_its_checks(duckdb_people: DataSourceSettings) -> None:
    result = scan("checks for people:\n  - row_count > 0", duckdb_people)
    check = replace(result.checks[0].plan.check, owner="team-shop", notify=("slack:#shop",))
    plan = replace(result.checks[0].plan, check=check)

    (batch,) = batches_of(replace(result, checks=(replace(result.checks[0], plan=plan),)))

    assert batch.datasets[0].owner == "team-shop"
    assert (batch.checks[0].owner, batch.checks[0].notify) == ("team-shop", ("slack:#shop",))


def verdicts_for(result: ScanResult, *answers: Verdict) -> ScanVerdicts:
    ids = [check.plan.check.id for check in result.checks]
    return ScanVerdicts(
        scan_id=SCAN_ID,
        verdicts=tuple(
            answer.model_copy(update={"check": ids[int(answer.check)]}) for answer in answers
        ),
    )


def outcomes(result: ScanResult) -> Sequence[str]:
    return [check.judgement.outcome for check in result.checks]


def test_verdicts_answer_the_questions_and_nothing_else(result: ScanResult) -> None:
    answered = apply_verdicts(
        result,
        verdicts_for(
            result,
            Verdict(check="0", outcome="fail"),
            Verdict(check="4", outcome="fail", lower=10, upper=20),
            Verdict(check="5", outcome="pass"),
        ),
    )

    assert outcomes(answered) == [
        "pass",
        "pass",
        "fail",
        "error",
        "fail",
        "pass",
        "skipped",
        "fail",
    ]
    assert answered.checks[4].judgement.reason == "expected 10 to 20"
    assert answered.checks[4].judgement.value == 4


def test_a_question_without_an_answer_stays_open(result: ScanResult) -> None:
    assert apply_verdicts(result, verdicts_for(result)) == result


def test_too_short_a_history_is_still_skipped(result: ScanResult) -> None:
    verdict = Verdict(check="4", outcome="skipped", reason="3 of 7 scans")

    judgement = apply_verdicts(result, verdicts_for(result, verdict)).checks[4].judgement

    assert (judgement.outcome, judgement.reason) == ("skipped", "3 of 7 scans")


@pytest.mark.parametrize(
    ("local", "answer", "merged"),
    [
        ("fail", "pass", "fail"),
        ("fail", "error", "fail"),
        ("warn", "pass", "warn"),
        ("warn", "fail", "fail"),
        ("warn", "skipped", "warn"),
        ("warn", "error", "error"),
    ],
)
def test_a_rule_that_was_broken_here_stays_broken(
    result: ScanResult, local: Outcome, answer: Outcome, merged: Outcome
) -> None:
    schema = result.checks[5]
    judgement = replace(schema.judgement, outcome=local, reason="column gone")
    broken = replace(result, checks=(*result.checks[:5], replace(schema, judgement=judgement)))
    verdict = Verdict.model_validate({"check": "5", "outcome": answer, "reason": "column added"})

    decided = apply_verdicts(broken, verdicts_for(broken, verdict)).checks[5].judgement

    assert decided.outcome == merged
    assert (decided.reason or "").startswith("column gone")
    assert ("column added" in (decided.reason or "")) == (answer in ("fail", "error"))


def test_ids_of_the_suite_are_unique() -> None:
    ids = [check.id for check in checks_of(SUITE)]

    assert len(set(ids)) == len(ids)
