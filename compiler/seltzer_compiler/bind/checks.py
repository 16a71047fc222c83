"""Checks bound to the datasets and columns of a snapshot; what does not fit is a mistake.

SQL that users wrote is left to the scan: only the engine knows all of its names.
"""

from collections.abc import Iterator, Sequence

from seltzer_compiler.bind.finder import Finder
from seltzer_compiler.bind.types import misfits, newest_misfit
from seltzer_dialects.base import Dialect
from seltzer_specs.checks import (
    Check,
    CheckOfMetric,
    ExpressionCheck,
    FailedRowsCheck,
    FreshnessCheck,
    GroupByCheck,
    GroupCheck,
    GroupEvolutionCheck,
    ReferenceCheck,
    RowCountComparisonCheck,
)
from seltzer_specs.errors import SpecError
from seltzer_specs.names import DatasetRef, Name, is_same_name
from seltzer_specs.problems import did_you_mean
from seltzer_specs.snapshot import Snapshot, SnapshotColumn, SnapshotDataset


def bind_checks(
    checks: Sequence[Check], snapshot: Snapshot, dialect: Dialect
) -> tuple[SpecError, ...]:
    """Give the mistakes that a catalogue shows, in the order of the checks.

    Args:
        checks: Checks of the snapshot's data source.
        snapshot: Its tables and views.
        dialect: Its dialect.
    """
    finder = Finder(snapshot, dialect)
    return tuple(
        SpecError(message, location=check.location, rule=rule)
        for check in checks
        for rule, message in _mistakes(check, finder)
    )


def _mistakes(check: Check, finder: Finder) -> Iterator[tuple[str, str]]:
    for ref, names in _asked(check, finder.snapshot.data_source):
        dataset = finder.dataset(ref)
        if dataset is None:
            yield "unknown-dataset", _unknown_dataset(ref, finder)
            continue
        for name in names:
            column = finder.column(dataset, name)
            if column is None:
                yield "unknown-column", _unknown_column(dataset, name)
            else:
                misfits_of = _misfits(check, column, finder.dialect)
                yield from (("wrong-type", text) for text in misfits_of)


def _asked(check: Check, data_source: str) -> Iterator[tuple[DatasetRef, tuple[Name, ...]]]:
    """Give the datasets of this data source that a check reads, each with its columns.

    A dataset of another data source has another snapshot and is left to the scan.
    """
    if check.dataset is not None and not _reads_a_query_only(check):
        yield check.dataset, _columns(check)
    other: tuple[DatasetRef, tuple[Name, ...]] | None = None
    if isinstance(check, ReferenceCheck):
        other = (check.target, check.target_columns)
    elif isinstance(check, RowCountComparisonCheck):
        other = (check.other, ())
    if other is not None and other[0].data_source in (None, data_source):
        yield other


def _columns(check: Check) -> tuple[Name, ...]:
    """Give the columns of its dataset that a check names outside of SQL."""
    if isinstance(check, CheckOfMetric):
        return check.metric.columns
    if isinstance(check, ReferenceCheck):
        return check.columns
    if isinstance(check, ExpressionCheck):
        return tuple(dict.fromkeys(name for _, m in check.metrics for name in m.columns))
    return (check.column,) if isinstance(check, FreshnessCheck) else ()


def _misfits(check: Check, column: SnapshotColumn, dialect: Dialect) -> Iterator[str]:
    if isinstance(check, ExpressionCheck):
        asked = (m for _, m in check.metrics if m.columns)
        for metric in asked:
            if is_same_name(metric.columns[0], column.name, dialect.NAME_CASE):
                yield from misfits(metric, column, dialect)
    elif isinstance(check, CheckOfMetric) and check.metric.form == "builtin":
        yield from misfits(check.metric, column, dialect)
    elif isinstance(check, FreshnessCheck):
        misfit = newest_misfit(column, dialect)
        if misfit is not None:
            yield misfit


def _reads_a_query_only(check: Check) -> bool:
    if isinstance(check, CheckOfMetric):
        return check.metric.form == "query"
    if isinstance(check, FailedRowsCheck):
        return check.query is not None
    return isinstance(check, GroupByCheck | GroupCheck | GroupEvolutionCheck)


def _unknown_dataset(ref: DatasetRef, finder: Finder) -> str:
    wanted = ref.name[-1].text.lower()
    same = [d.label for d in finder.snapshot.datasets if d.name.lower() == wanted]
    hint = _case_hint(str(ref), same) or did_you_mean(str(ref), finder.labels(ref))
    if same and not hint.startswith(("; did", "; write")):
        hint = f'; did you mean "{same[0]}"?'
    if hint.startswith("; known") or not hint:
        hint += "; run `seltzer schema pull` if it is new"
    return f'there is no dataset "{ref}" in the snapshot of "{finder.snapshot.data_source}"{hint}'


def _unknown_column(dataset: SnapshotDataset, name: Name) -> str:
    names = [column.name for column in dataset.columns]
    hint = _case_hint(name.text, names) or did_you_mean(name.text, names)
    return f'dataset "{dataset.label}" has no column "{name}"{hint}'


def _case_hint(name: str, names: list[str]) -> str:
    """Tell about quotes, where only the case of a name is in the way."""
    found = next((known for known in names if known.lower() == name.lower()), None)
    return f'; write `"{found}"`, in quotes its case is kept' if found is not None else ""
