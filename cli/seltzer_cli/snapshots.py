"""Snapshots of catalogues: committed in `schemas/`, or read from the data source now."""

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

from seltzer_dialects.opened.source import OpenSource
from seltzer_dialects.registry import dialect_of
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.disk import load_disk
from seltzer_specs.errors import SpecErrorGroup
from seltzer_specs.location import Location
from seltzer_specs.problems import Problems
from seltzer_specs.snapshot import FOLDER, Catalogue, Snapshot, parse_snapshot
from seltzer_specs.spec_file import SpecFile


def snapshot_path(data_source: str) -> str:
    """Give the path of a data source's snapshot, relative to the project."""
    return f"{FOLDER}/{data_source}.yml"


def load_catalogues(
    sources: Mapping[str, DataSourceSettings], *, root: Path
) -> dict[str, Catalogue]:
    """Read the committed snapshots of these data sources from disk.

    Raises:
        SpecErrorGroup: one of them is not a snapshot of its data source.
    """
    paths = [snapshot_path(name) for name in sources]
    found = [path for path in paths if (root / path).is_file()]
    return read_catalogues(load_disk(found, root=root), sources)


def read_catalogues(
    files: Iterable[SpecFile], sources: Mapping[str, DataSourceSettings]
) -> dict[str, Catalogue]:
    """Read snapshots from texts, wherever they come from.

    Raises:
        SpecErrorGroup: one of them is not a snapshot of its data source.
    """
    problems = Problems()
    names = {snapshot_path(name): name for name in sources}
    found: dict[str, Catalogue] = {}
    for file in files:
        if file.path in names:
            settings = sources[names[file.path]]
            snapshot = parse_snapshot(file.text, file.path, problems)
            if snapshot is not None and _fits(snapshot, settings, file.path, problems):
                dialect = dialect_of(settings)
                found[settings.name] = Catalogue(snapshot, dialect.NAME_CASE)
    if problems.errors:
        raise SpecErrorGroup(problems.errors)
    return found


def _fits(snapshot: Snapshot, settings: DataSourceSettings, path: str, problems: Problems) -> bool:
    wanted = (settings.name, dialect_of(settings).name)
    if (snapshot.data_source, snapshot.dialect) == wanted:
        return True
    problems.add(
        f'this is a snapshot of "{snapshot.data_source}" ({snapshot.dialect}), '
        f'not of "{wanted[0]}" ({wanted[1]}); run `seltzer schema pull -d {wanted[0]}`',
        Location(path),
        "snapshot",
    )
    return False


def fetch_snapshot(
    settings: DataSourceSettings, *, root: Path, opened: OpenSource | None = None
) -> Snapshot:
    """Read the live catalogue of a data source, with one query.

    Args:
        settings: Which one.
        root: Folder that relative paths in its options start from.
        opened: The data source, where the caller has it open.

    Raises:
        ConnectError: the data source cannot be reached.
        QueryError: the catalogue may not be read.
    """
    from seltzer_dialects.catalogue import snapshot_of

    dialect = dialect_of(settings)
    query = dialect.render(dialect.whole_catalogue(schema=settings.schema))
    connect = partial(dialect.connect, settings, root=root)
    with opened.connect() if opened is not None else connect() as connection:
        rows = connection.fetch(query).rows
    return snapshot_of(rows, data_source=settings.name, dialect=dialect)
