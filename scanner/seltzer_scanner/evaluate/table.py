"""The rows of a query that are judged one by one."""

from collections.abc import Sequence

from seltzer_compiler.plan import CheckPlan
from seltzer_dialects.connection import Rows
from seltzer_scanner.evaluate.evidence import Evidence, failed_query, not_computed
from seltzer_scanner.result import Judgement


class ColumnError(ValueError):
    """A result does not have exactly one column of a name."""


def read_table(plan: CheckPlan, evidence: Evidence) -> Rows | Judgement:
    """Give the rows that a check judges, or the error for which there are none."""
    key, measurements = plan.rows, evidence.measurements
    if key is not None and key in measurements.failures:
        return failed_query(measurements.failures[key])
    if key is None or key not in measurements.tables:
        return not_computed("no query brought the rows that it needs")
    return measurements.tables[key]


def find_column(columns: Sequence[str], name: str) -> int:
    """Give the position of a column, by its exact name or else without regard to case.

    Raises:
        ColumnError: there is none, or there are several.
    """
    for wanted, known in (
        (name, list(columns)),
        (name.lower(), [column.lower() for column in columns]),
    ):
        if known.count(wanted) == 1:
            return known.index(wanted)
        if wanted in known:
            raise ColumnError(f'the query returns several columns "{name}"; rename all but one')
    raise ColumnError(f'the query returns no column "{name}"; it returns {", ".join(columns)}')
