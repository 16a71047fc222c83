"""Catalogues that stand in for unknown ones, so that what waits for them can be compared."""

import re
from collections.abc import Iterable

from seltzer_specs.loader import ParseSettings
from seltzer_specs.snapshot import Catalogue, SnapshotColumn, SnapshotDataset, sorted_snapshot
from seltzer_specs.surveys import WaitingSection

ANY = "zq9"
"""What wildcards stand for; no exclude is likely to match it by its letters."""

SCHEMA = "main"
_WILDCARDS = re.compile(r"[%*]+")


def stand_in_catalogues(
    waiting: Iterable[WaitingSection], settings: ParseSettings
) -> dict[str, Catalogue]:
    """Give a catalogue for each data source that sections wait for: one name for each pattern.

    Args:
        waiting: The sections.
        settings: Its catalogues are those that are known.
    """
    columns: dict[str, dict[tuple[str, str], set[str]]] = {}
    for section in waiting:
        source = section.data_source or settings.default_data_source or ""
        if source in settings.catalogues:
            continue
        datasets = columns.setdefault(source, {})
        for names in section.names:
            *owners, last = (_WILDCARDS.sub(ANY, name) for name in names)
            path = owners if section.has_columns else [*owners, last]
            key = (path[-2] if len(path) > 1 else SCHEMA, path[-1])
            datasets.setdefault(key, {"id"}).add(last if section.has_columns else "id")
    return {source: _catalogue(source, datasets) for source, datasets in columns.items()}


def _catalogue(source: str, datasets: dict[tuple[str, str], set[str]]) -> Catalogue:
    found = tuple(
        SnapshotDataset(
            schema,
            name,
            tuple(SnapshotColumn(column, "integer") for column in sorted(columns)),
            needs_schema=schema != SCHEMA,
        )
        for (schema, name), columns in datasets.items()
    )
    return Catalogue(sorted_snapshot(source, "duckdb", found), "insensitive")
