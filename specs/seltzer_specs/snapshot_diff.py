"""What differs between a committed snapshot and the live catalogue."""

from collections.abc import Iterator

from seltzer_specs.snapshot import Snapshot, SnapshotColumn, SnapshotDataset


def diff_snapshots(committed: Snapshot, live: Snapshot) -> tuple[str, ...]:
    """Give one line per difference, sorted by schema and dataset; none where both are equal.

    A line starts with `+` (only in the data source), `-` (only in the snapshot) or `~` (changed).
    """
    before = {(d.schema, d.name): d for d in committed.datasets}
    after = {(d.schema, d.name): d for d in live.datasets}
    lines: list[str] = []
    if committed.dialect != live.dialect:
        lines.append(f"~ dialect {committed.dialect}, now {live.dialect}")
    for key in sorted(before.keys() | after.keys()):
        name = ".".join(key)
        old, new = before.get(key), after.get(key)
        if old is None or new is None:
            lines.append(f"{'-' if new is None else '+'} {name}")
        else:
            lines.extend(f"~ {name}{line}" for line in _dataset(old, new))
    return tuple(lines)


def _dataset(old: SnapshotDataset, new: SnapshotDataset) -> Iterator[str]:
    if old.needs_schema != new.needs_schema:
        yield f": a name without schema {'no longer finds' if new.needs_schema else 'finds'} it"
    before = {column.name: column for column in old.columns}
    after = {column.name: column for column in new.columns}
    for column in old.columns:
        if column.name not in after:
            yield f".{column.name}: deleted"
    for column in new.columns:
        if column.name not in before:
            yield f".{column.name}: added, {column.type}"
        else:
            yield from _column(before[column.name], column)
    kept = [name for name in before if name in after]
    if kept != [name for name in after if name in before]:
        yield f": columns in another order, now {', '.join(after)}"


def _column(old: SnapshotColumn, new: SnapshotColumn) -> Iterator[str]:
    if old.type != new.type:
        yield f".{new.name}: type {old.type}, now {new.type}"
    if old.is_nullable != new.is_nullable:
        yield f".{new.name}: {'may' if new.is_nullable else 'may not'} be NULL now"
