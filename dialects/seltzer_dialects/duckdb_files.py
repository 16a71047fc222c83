"""Files of data as datasets of a DuckDB in memory: each file, or folder of files, by its name."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
from sqlglot import exp

from seltzer_dialects.options import file_path
from seltzer_specs.errors import ConfigError, ConnectError

if TYPE_CHECKING:
    from seltzer_specs.data_sources import DataSourceSettings

_READERS: Mapping[str, str] = {
    ".csv": "read_csv",
    ".json": "read_json",
    ".jsonl": "read_json",
    ".ndjson": "read_json",
    ".parquet": "read_parquet",
    ".tsv": "read_csv",
}
_PACKED = frozenset({".gz", ".zst"})


def add_views(
    session: duckdb.DuckDBPyConnection, pattern: str, settings: "DataSourceSettings", *, root: Path
) -> dict[str, str]:
    """Make a view of each file that a folder or a pattern names.

    Args:
        session: A database in memory.
        pattern: A folder, whose files are meant, or a pattern such as `data/*.parquet`.
        settings: Of the data source, for messages.
        root: Folder that a relative pattern starts from.

    Returns:
        Why some files cannot be read, by the name of their dataset; the others are not affected.

    Raises:
        ConnectError: there is no such file.
        ConfigError: two files have one name.
    """
    places: dict[str, Path] = {}
    for place in _matches(pattern, root):
        name = _name_of(place)
        if name in places:
            raise ConfigError(
                f'data source "{settings.name}": "{places[name].name}" and "{place.name}" would '
                f'both be the dataset "{name}"; narrow "files", for example to *.parquet'
            )
        places[name] = place
    if not places:
        raise ConnectError(f'data source "{settings.name}": no files of data at "{pattern}"')
    return dict(_made(session, places))


def _made(
    session: duckdb.DuckDBPyConnection, places: Mapping[str, Path]
) -> Iterator[tuple[str, str]]:
    for name, place in places.items():
        try:
            session.sql(_reading(place)).create_view(name)
        except duckdb.Error as error:
            yield name, str(error).splitlines()[0]


def _matches(pattern: str, root: Path) -> Iterator[Path]:
    place = file_path(pattern, root)
    top = Path(place.anchor)
    found = place.iterdir() if place.is_dir() else top.glob(str(place.relative_to(top)))
    return (path for path in sorted(found) if _reader_of(path) is not None)


def _name_of(place: Path) -> str:
    """Give the name without what tells the format."""
    if place.is_dir():
        return place.name
    return Path(place.stem).stem if place.suffix in _PACKED else place.stem


def _reader_of(place: Path) -> tuple[str, str] | None:
    """Give the function that reads a file or folder, and what it reads; None for other files."""
    if not place.is_dir():
        suffixes = [suffix for suffix in place.suffixes if suffix not in _PACKED]
        reader = _READERS.get(suffixes[-1].lower()) if suffixes else None
        return (reader, str(place)) if reader is not None else None
    if (place / "_delta_log").is_dir():
        return "delta_scan", str(place)
    if (place / "metadata").is_dir():
        return "iceberg_scan", str(place)
    inside = next((p for p in sorted(place.rglob("*")) if p.suffix in _READERS), None)
    if inside is None:
        return None
    return _READERS[inside.suffix], str(place / "**" / f"*{inside.suffix}")


def _reading(place: Path) -> str:
    function, path = _reader_of(place) or ("", "")
    asked = exp.Anonymous(this=function, expressions=[exp.Literal.string(path)])
    return exp.select("*").from_(asked).sql(dialect="duckdb")
