"""Differences between two schemas of a dataset. Pure."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from seltzer_specs.wire.ingest import SchemaChangeWire

Column: TypeAlias = dict[str, Any]
"""A stored `BatchColumn`: name, type, nullable, position; JSON, hence Any."""

BREAKING = frozenset({"column delete", "column type change"})
"""Kinds of change after which a reader of the dataset may fail."""


def diff_columns(before: Sequence[Column], after: Sequence[Column]) -> tuple[SchemaChangeWire, ...]:
    """Give what changed between two schemas: deletes, adds, type changes, then moves.

    A column has moved when its order among the columns that both schemas have is another; one
    that only makes room for a new column has not.
    """
    old = {str(column["name"]): column for column in before}
    new = {str(column["name"]): column for column in after}
    changes = [_change("column delete", name, old[name], None) for name in old if name not in new]
    changes += [_change("column add", name, None, new[name]) for name in new if name not in old]
    changes += [
        _change("column type change", name, old[name], new[name])
        for name in new
        if name in old and _type(old[name]) != _type(new[name])
    ]
    return (*changes, *_moves(old, new))


def _moves(old: dict[str, Column], new: dict[str, Column]) -> list[SchemaChangeWire]:
    was = [name for name in old if name in new]
    now = [name for name in new if name in old]
    ranks = {name: rank for rank, name in enumerate(was)}
    kept = _longest_rising([ranks[name] for name in now])
    return [
        SchemaChangeWire(
            kind="column index change",
            column=name,
            before=str(old[name]["position"]),
            after=str(new[name]["position"]),
        )
        for name in now
        if ranks[name] not in kept
    ]


def _longest_rising(ranks: Sequence[int]) -> set[int]:
    """Give the largest set of ranks that stand in rising order: the columns that stayed."""
    best: list[int] = []  # best[i]: index of the smallest end of a rising run of length i + 1
    link: list[int | None] = []
    for index, rank in enumerate(ranks):
        low, high = 0, len(best)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if ranks[best[middle]] < rank else (low, middle)
        link.append(best[low - 1] if low else None)
        best[low : low + 1] = [index]
    kept: set[int] = set()
    at = best[-1] if best else None
    while at is not None:
        kept.add(ranks[at])
        at = link[at]
    return kept


def _change(kind: Any, name: str, old: Column | None, new: Column | None) -> SchemaChangeWire:
    # Any: the literal is checked by the model.
    return SchemaChangeWire(
        kind=kind,
        column=name,
        before=_type(old) if old is not None else None,
        after=_type(new) if new is not None else None,
        breaking=kind in BREAKING,
    )


def _type(column: Column) -> str:
    return str(column["type"])
