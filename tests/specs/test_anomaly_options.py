"""Options of anomaly checks: what is honoured, and what is noted because it has no effect."""

from tests.specs.conftest import Parse

from seltzer_specs.checks import AnomalyCheck, GroupAnomalyCheck, GroupByCheck
from seltzer_specs.checks.anomaly import NO_OPTIONS, AnomalyOptions

EVERYTHING = """\
checks for orders:
  - anomaly detection for row_count:
      name: volume
      sensitivity: high
      warn_only: true
      alert_directionality: lower_bound_only
      severity_level_parameters: {warning_ratio: 0.1, min_confidence_interval_ratio: 0.001}
      training_dataset_parameters:
        frequency: auto
        window_length: 90
        aggregation_function: last
        auto_exclude_anomalies: true
      take_over_existing_anomaly_score_check: true
      model:
        type: prophet
        holidays_country_code: BE
        hyperparameters:
          static: {profile: {custom_hyperparameters: {changepoint_prior_scale: 0.05}}}
          dynamic:
            objective_metric: [coverage, smape]
            parallelize_cross_validation: true
            cross_validation_folds: 5
            frequency: 10
            parameter_grid: {changepoint_prior_scale: [0.001, 0.1]}
"""


def test_what_the_detector_knows_is_honoured(parse: Parse) -> None:
    result = parse(EVERYTHING)
    (check,) = result.checks

    assert result.errors == ()
    assert isinstance(check, AnomalyCheck)
    assert check.sensitivity == "high"
    assert check.options == AnomalyOptions(
        direction="lower", window=90, warn_ratio=0.1, min_ratio=0.001, warn_only=True
    )


def test_what_has_no_effect_is_one_note_at_its_check_and_no_error(parse: Parse) -> None:
    result = parse(EVERYTHING)

    (note,) = result.notes
    assert str(note) == (
        'a.yml:2:5: note: without effect here: "aggregation_function", "model"; Soda\'s Prophet '
        "model reads them, and this detector learns by itself"
    )


def test_options_that_say_what_happens_anyway_give_no_note(parse: Parse) -> None:
    result = parse(
        """
checks for orders:
  - anomaly score for row_count < default:
      warn_only: true
  - anomaly detection for avg(total):
      training_dataset_parameters: {frequency: auto, auto_exclude_anomalies: true}
      take_over_existing_anomaly_score_check: true
  - anomaly detection for max(total)
"""
    )
    options = [check.options for check in result.checks if isinstance(check, AnomalyCheck)]

    assert (result.errors, result.notes) == ((), ())
    assert options == [AnomalyOptions(warn_only=True), NO_OPTIONS, NO_OPTIONS]


def test_a_score_and_a_detection_of_one_metric_are_one_check_over_time(parse: Parse) -> None:
    old = parse("checks for orders:\n  - anomaly score for row_count < default\n")
    new = parse("checks for orders:\n  - anomaly detection for row_count: {warn_only: true}\n")

    assert old.checks[0].id == new.checks[0].id


def test_a_check_for_each_dataset_gives_its_note_once(parse: Parse) -> None:
    result = parse(
        """
for each dataset T:
  datasets: [orders, customers]
  checks:
    - anomaly detection for row_count:
        model: {type: prophet}
"""
    )

    assert len(result.checks) == 2
    assert [note.location.line for note in result.notes] == [5]


def test_below_a_group_by_the_options_are_the_same(parse: Parse) -> None:
    text = """\
checks for orders:
  - group by:
      query: SELECT a, COUNT(*) AS n FROM orders GROUP BY a
      fields: [a]
      checks:
        - anomaly score for n < default:
            name: old words
        - anomaly detection for n:
            name: volume
            sensitivity: high
            warn_only: true
        - change for n < 5:
            name: change
        - change avg last 7 percent for n < 5:
            name: other change
"""
    result = parse(text)
    (check,) = result.checks

    assert result.errors == ()
    assert isinstance(check, GroupByCheck)
    old, new, *changes = check.checks
    assert isinstance(old, GroupAnomalyCheck)
    assert isinstance(new, GroupAnomalyCheck)
    assert (old.options, old.sensitivity, new.sensitivity) == (NO_OPTIONS, "medium", "high")
    assert new.options == AnomalyOptions(warn_only=True)
    assert [member.id for member in (old, new, *changes)] == [
        "anomaly.n",
        "anomaly.n.2",
        "change.by.previous.1.n",
        "change.percent.avg.7.n",
    ]
