"""Checks bound to the datasets and columns of a snapshot; what does not fit is a mistake.

SQL that users wrote is left to the scan: only the engine knows all of its names.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from seltzer_compiler.bind.asked import Asked, asked_of
from seltzer_compiler.bind.finder import Finder
from seltzer_compiler.bind.pairs import compared_columns
from seltzer_compiler.bind.types import misfits, newest_misfit
from seltzer_dialects.base import Dialect
from seltzer_specs.checks import Check
from seltzer_specs.checks.compared import compared_dataset
from seltzer_specs.errors import SpecError
from seltzer_specs.names import DatasetRef, Name
from seltzer_specs.problems import did_you_mean
from seltzer_specs.snapshot import SnapshotColumn, SnapshotDataset


def bind_checks(
    checks: Sequence[Check], finders: Mapping[str, Finder], *, data_source: str
) -> tuple[SpecError, ...]:
    """Give the mistakes that catalogues show, in the order of the checks.

    Args:
        checks: Checks of one data source.
        finders: Snapshots by data source. What is asked of a data source without one is left to
            the scan.
        data_source: Name of the checks' data source.
    """
    binding = _Binding(finders, data_source)
    found = [
        SpecError(message, location=check.location, rule=rule)
        for check in checks
        for rule, message in binding.mistakes(check)
    ]
    return tuple(_told_once(found))


def _told_once(errors: Sequence[SpecError]) -> Iterator[SpecError]:
    """Give each dataset that is not there once for a file, with the number of its checks."""
    counts = Counter((e.location.file, e.message) for e in errors if e.rule == "unknown-dataset")
    told: set[tuple[str, str]] = set()
    for error in errors:
        key = (error.location.file, error.message)
        if error.rule != "unknown-dataset" or counts[key] == 1:
            yield error
        elif key not in told:
            told.add(key)
            message = f"{error.message} ({counts[key]} checks name it)"
            yield SpecError(message, location=error.location, rule=error.rule)


class _Binding:
    def __init__(self, finders: Mapping[str, Finder], data_source: str) -> None:
        self._finders = finders
        self._own = data_source

    def mistakes(self, check: Check) -> Iterator[tuple[str, str]]:
        for asked in asked_of(check):
            finder = self._finder(asked.dataset)
            if finder is not None:
                is_own = finder is self._finders.get(self._own)
                yield from _mistakes(asked, finder, None if is_own else finder.snapshot.data_source)
        other = compared_dataset(check)
        if other is not None:
            own = self._finders.get(self._own)
            yield from compared_columns(check, own, self._finder(other), other)

    def _finder(self, dataset: DatasetRef) -> Finder | None:
        return self._finders.get(dataset.data_source or self._own)


def _mistakes(asked: Asked, finder: Finder, source: str | None) -> Iterator[tuple[str, str]]:
    """Give the mistakes of one dataset; its data source is named where it is another one."""
    dataset = finder.dataset(asked.dataset)
    if dataset is None:
        yield "unknown-dataset", _unknown_dataset(asked.dataset, finder)
        return
    for name in asked.columns:
        column = finder.column(dataset, name)
        if column is None:
            yield "unknown-column", _unknown_column(dataset, name, source)
            continue
        place = f'in "{source}": ' if source is not None else ""
        for text in _misfits(asked, name, column, finder.dialect):
            yield "wrong-type", f"{place}{text}"


def _misfits(asked: Asked, name: Name, column: SnapshotColumn, dialect: Dialect) -> Iterator[str]:
    for metric in asked.metrics:
        if name in metric.columns:
            yield from misfits(metric, column, dialect)
    misfit = newest_misfit(column, dialect) if asked.is_newest else None
    if misfit is not None:
        yield misfit


def _unknown_dataset(ref: DatasetRef, finder: Finder) -> str:
    wanted = ref.name[-1].text.lower()
    same = [d.label for d in finder.snapshot.datasets if d.name.lower() == wanted]
    hint = _case_hint(str(ref), same) or did_you_mean(str(ref), finder.labels(ref))
    if same and not hint.startswith(("; did", "; write")):
        hint = f'; did you mean "{same[0]}"?'
    if hint.startswith("; known") or not hint:
        hint += "; run `seltzer schema pull` if it is new"
    return f'there is no dataset "{ref}" in the snapshot of "{finder.snapshot.data_source}"{hint}'


def _unknown_column(dataset: SnapshotDataset, name: Name, source: str | None) -> str:
    names = [column.name for column in dataset.columns]
    hint = _case_hint(name.text, names) or did_you_mean(name.text, names)
    place = f' in "{source}"' if source is not None else ""
    return f'dataset "{dataset.label}"{place} has no column "{name}"{hint}'


def _case_hint(name: str, names: list[str]) -> str:
    """Tell about quotes, where only the case of a name is in the way."""
    found = next((known for known in names if known.lower() == name.lower()), None)
    return f'; write `"{found}"`, in quotes its case is kept' if found is not None else ""
