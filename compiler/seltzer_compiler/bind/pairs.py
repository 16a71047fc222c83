"""Columns whose values are compared by the scanner: types that have no equal values are mistakes.

Within one data source the engine compares, by rules of its own; it is asked when the check runs.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from seltzer_compiler.bind.finder import Finder
from seltzer_dialects.types import TypeFamily
from seltzer_specs.checks import Check, RecordReconciliationCheck, ReferenceCheck
from seltzer_specs.names import DatasetRef, Name
from seltzer_specs.snapshot import SnapshotColumn, SnapshotDataset


@dataclass(frozen=True, slots=True)
class Side:
    """A dataset of a snapshot with columns that are compared, in order; none stands for all."""

    finder: Finder
    dataset: SnapshotDataset
    columns: tuple[Name, ...]
    keys: tuple[Name, ...] = ()


def compared_columns(
    check: Check, own: Finder | None, other: Finder | None, other_dataset: DatasetRef | None
) -> Iterator[tuple[str, str]]:
    """Give the mistakes, by rule, of the columns that a check compares value by value.

    Args:
        check: Any check.
        own: The snapshot of its data source, where there is one.
        other: The snapshot of the data source that it compares with; the same within one.
        other_dataset: The dataset that it compares with.
    """
    if own is None or other is None or check.dataset is None or other_dataset is None:
        return
    target, source = own.dataset(check.dataset), other.dataset(other_dataset)
    if target is None or source is None:
        return
    if isinstance(check, ReferenceCheck) and own is not other:
        yield from _misfits(
            Side(own, target, check.columns), Side(other, source, check.target_columns)
        )
    elif isinstance(check, RecordReconciliationCheck):
        mine, theirs = check.records, check.source_records
        if mine.query is None and theirs.query is None:
            yield from _records(
                Side(own, target, mine.columns, mine.keys),
                Side(other, source, theirs.columns, theirs.keys),
            )


def _records(target: Side, source: Side) -> Iterator[tuple[str, str]]:
    if target.columns:
        yield from _misfits(target, source)
        return
    names = [_left(side) for side in (target, source)]
    odd = sorted(names[0].keys() ^ names[1].keys())
    if odd:
        text = f"only one side has {', '.join(odd)}; name the columns that are to be compared"
        yield "unknown-column", text
        return
    same = tuple(sorted(names[0]))
    target, source = (
        Side(s.finder, s.dataset, tuple(left[name] for name in same), s.keys)
        for s, left in zip((target, source), names, strict=True)
    )
    yield from _misfits(target, source)


def _left(side: Side) -> dict[str, Name]:
    """Give the columns beside the keys, as the scanner pairs them: by name without case."""
    keys = {key.text.casefold() for key in side.keys}
    names = {c.name.casefold(): Name(c.name, is_quoted=True) for c in side.dataset.columns}
    return {name: column for name, column in names.items() if name not in keys}


def _misfits(target: Side, source: Side) -> Iterator[tuple[str, str]]:
    pairs = zip((*target.keys, *target.columns), (*source.keys, *source.columns), strict=True)
    for own_name, other_name in pairs:
        own = target.finder.column(target.dataset, own_name)
        other = source.finder.column(source.dataset, other_name)
        if own is None or other is None:
            continue
        families = (_family(target.finder, own), _family(source.finder, other))
        if families[0] != families[1] and "other" not in families:
            yield "wrong-type", _unequal(own, other, source.finder.snapshot.data_source)


def _unequal(own: SnapshotColumn, other: SnapshotColumn, data_source: str) -> str:
    return (
        f'"{own.name}" of type {own.type} never equals "{other.name}" of type {other.type} in '
        f'"{data_source}"; compare columns of one kind, for example a view that casts one of them'
    )


def _family(finder: Finder, column: SnapshotColumn) -> TypeFamily:
    """Give the kind of values that a driver brings: engines without booleans keep 0 and 1."""
    family = finder.dialect.type_family(column.type)
    if family == "time" and not finder.dialect.HAS_TIME_TYPES:
        return "other"
    return "number" if family == "boolean" else family
