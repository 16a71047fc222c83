"""The metrics that the tests of a table or of a column can name."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from seltzer_specs.metrics import EMPTY_VALIDITY, Metric, Validity
from seltzer_specs.names import Name
from seltzer_specs.problems import did_you_mean
from seltzer_specs.soda_sql.historic_metrics import HistoricMetric
from seltzer_specs.soda_sql.metric_names import NAMES, PROFILES
from seltzer_specs.sodacl.metric import OF_MISSING

_OF_INVALID = frozenset({"invalid_count", "invalid_percent"})


class UnknownMetricError(ValueError):
    """A test names what is no metric here; the message says what to write."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a test stands.

    Attributes:
        column: Its column; None for the tests of a table.
        validity: Which values of the column are missing and valid.
        historic: Historic metrics by name.
    """

    column: Name | None = None
    validity: Validity = EMPTY_VALIDITY
    historic: Mapping[str, HistoricMetric] = field(default_factory=dict[str, HistoricMetric])

    def metric(self, name: str) -> Metric:
        """Give the metric of a name.

        Raises:
            UnknownMetricError: there is none for tests that stand here.
        """
        if name == "row_count":
            return Metric(name=name)
        if name in PROFILES:
            raise UnknownMetricError(f'"{name}" is no number, so that no test can compare it')
        own = NAMES.get(name)
        if own is None:
            raise UnknownMetricError(f'unknown metric "{name}" of a test{self._hint(name)}')
        if self.column is None:
            raise UnknownMetricError(
                f'"{name}" is a metric of a column; put the test below it, under `columns:`'
            )
        validity = self._validity(own)
        if own in _OF_INVALID and validity == validity.missing_part():
            raise UnknownMetricError(
                f'"{name}" needs what says what is valid; add for example `valid_format: email` '
                f'to "{self.column}"'
            )
        return Metric(name=own, columns=(self.column,), validity=validity)

    def _validity(self, name: str) -> Validity:
        return self.validity.missing_part() if name in OF_MISSING else self.validity

    def _hint(self, name: str) -> str:
        known = (*self.historic, *(NAMES if self.column is not None else ("row_count",)))
        hint = did_you_mean(name, known)
        if hint.startswith("; did"):
            return hint
        return hint or "; tests of what a sql metric returns stand below it"
