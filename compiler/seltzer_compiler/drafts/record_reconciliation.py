"""Record reconciliation: the rows of both sides, to be compared by the scanner."""

from seltzer_compiler.drafts.draft import Draft, Setting, own_dataset, rows_of
from seltzer_compiler.measures import Measure, RowSet
from seltzer_specs.checks import RecordReconciliationCheck
from seltzer_specs.checks.record_reconciliation import Records


def draft_record_reconciliation(check: RecordReconciliationCheck, setting: Setting) -> Draft:
    """Ask for the rows of the target first and then of the source.

    Raises:
        ValueError: a dataset cannot be named as it is, or its data source is not known.
    """
    target = rows_of(own_dataset(check), check.partition)
    source = rows_of(setting.local(check.source.dataset), check.source.partition)
    measures = (_records(target, check.records), _records(source, check.source_records))
    return Draft(check=check, measures=measures)


def _records(rows: RowSet, records: Records) -> Measure:
    # The same columns by the same keys are one query, whichever side asks for them.
    return Measure(
        function="records",
        rows=rows,
        columns=records.columns,
        keys=records.keys,
        sql=records.query,
        label="records",
    )
