"""A metric defined below one check of a list is there for the others."""

from tests.specs.conftest import Parse

from seltzer_specs.checks import AnomalyCheck, ChangeCheck, MetricCheck


def test_a_metric_is_defined_once_for_all_checks_of_its_list(parse: Parse) -> None:
    result = parse(
        """
checks for orders:
  - change avg last 7 for average < 5
  - average between 1 and 9:
      average expression: AVG(total)
  - anomaly detection for average
  - average > 0:
      filter: region = 'EU'
"""
    )
    change, own, anomaly, filtered = result.checks

    assert result.errors == ()
    assert isinstance(change, ChangeCheck)
    assert isinstance(own, MetricCheck)
    assert isinstance(anomaly, AnomalyCheck)
    assert isinstance(filtered, MetricCheck)
    assert change.metric == own.metric == anomaly.metric
    assert (filtered.metric.sql, filtered.metric.filter) == ("AVG(total)", "region = 'EU'")


def test_a_definition_of_ones_own_comes_first(parse: Parse) -> None:
    result = parse(
        """
checks for orders:
  - n > 0:
      n query: SELECT 1
  - n > 1:
      n query: SELECT 2
"""
    )

    assert result.errors == ()
    assert [c.metric.sql for c in result.checks if isinstance(c, MetricCheck)] == [
        "SELECT 1",
        "SELECT 2",
    ]


def test_options_of_anomaly_checks_have_variables(parse: Parse) -> None:
    result = parse(
        """
variables:
  HOW: high
  WINDOW: 30
checks for orders:
  - anomaly detection for row_count:
      sensitivity: ${HOW}
      training_dataset_parameters:
        window_length: ${WINDOW}
"""
    )
    (check,) = result.checks

    assert isinstance(check, AnomalyCheck)
    assert (check.sensitivity, check.options.window) == ("high", 30)
