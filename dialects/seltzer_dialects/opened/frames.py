"""Data frames of pandas, Polars and Arrow as the datasets of a DuckDB in memory."""

from collections.abc import Mapping
from typing import Any

from seltzer_dialects.connection import missing_driver
from seltzer_dialects.opened.source import OpenSource
from seltzer_specs.errors import ConfigError

_AS_THEY_ARE = frozenset({("pandas", "DataFrame"), ("polars", "DataFrame"), ("pyarrow", "Table")})
"""Packages and classes that DuckDB reads any number of times."""

_COPIED = {
    ("polars", "LazyFrame"): "collect",
    ("pyarrow", "RecordBatchReader"): "read_all",
}
"""Those that would be empty, or computed again, the second time, and what keeps their rows."""


def open_frames(frames: Mapping[str, object]) -> OpenSource:
    """Give a data source whose datasets are these frames, by name.

    Frames are read where they are, without a copy of all of them. NaN of pandas is NULL.

    Raises:
        ConfigError: one of them is no frame, or cannot be read.
        ConnectError: DuckDB is not installed.
    """
    try:
        import duckdb

        from seltzer_dialects.duckdb_connection import DuckDBConnection
        from seltzer_dialects.opened.borrowed import BorrowedConnection
    except ModuleNotFoundError as error:
        raise missing_driver("duckdb", extra="duckdb") from error
    # No variable of this program is a dataset, and no file outside is read.
    session = duckdb.connect(":memory:", config={"python_enable_replacements": False})
    for number, (name, frame) in enumerate(frames.items()):
        if not name:
            raise ConfigError("a frame wants a name, by which checks call it")
        readable = _readable(name, frame)
        try:
            session.register(f"seltzer_frame_{number}", readable)
            # A registered frame is no part of the catalogue, a view is.
            session.table(f"seltzer_frame_{number}").create_view(name)
        except (duckdb.Error, ModuleNotFoundError) as error:
            raise ConfigError(f'frame "{name}" cannot be read: {error}') from error
    connection = BorrowedConnection(DuckDBConnection(session))
    found = OpenSource(dialect="duckdb", connect=lambda: connection, threads=1)
    return found.made_discreet(str)


def _readable(name: str, frame: Any) -> Any:  # Any: the classes are of libraries not loaded here
    package, kind = type(frame).__module__.partition(".")[0], type(frame).__name__
    if (package, kind) in _AS_THEY_ARE:
        return frame
    if (package, kind) in _COPIED:
        return getattr(frame, _COPIED[package, kind])()
    raise ConfigError(
        f'frame "{name}" wants a frame of pandas or Polars or a table of Arrow, got '
        f"{type(frame).__module__}.{kind}"
    )
