"""Record reconciliation: `rows diff = 0`, row by row."""

from typing import ClassVar

from seltzer_specs.checks.base import CheckBase, CheckKind
from seltzer_specs.checks.reconciliation import Source
from seltzer_specs.frozen import dataclass
from seltzer_specs.names import Name
from seltzer_specs.thresholds import Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """The rows of one side.

    Attributes:
        keys: Columns that tell which rows belong together; none compares whole rows.
        columns: Columns that are compared; none for all of them.
        query: The user's query in place of the dataset.
        query_template: The query with variables by name, where it has any.
    """

    keys: tuple[Name, ...] = ()
    columns: tuple[Name, ...] = ()
    query: str | None = None
    query_template: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReconciliationCheck(CheckBase):
    """Count the rows of target and source that differ or that only one of them has.

    Attributes:
        source: The source.
        records: The rows of the target, which is the check's dataset.
        source_records: The rows of the source.
        thresholds: On the count.
    """

    kind: ClassVar[CheckKind] = "record_reconciliation"
    source: Source
    records: Records
    source_records: Records
    thresholds: Thresholds
