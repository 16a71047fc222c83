"""What a program hands over to be scanned, as a data source."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from seltzer_dialects.connection import Connection
from seltzer_dialects.discreet import DiscreetConnection
from seltzer_dialects.registry import dialect_names, get_dialect
from seltzer_specs.errors import ConfigError

OWNERS: Mapping[str, str] = {"duckdb": "duckdb", "_duckdb": "duckdb", "pyspark": "spark"}
"""Dialects by the package whose sessions they take over, see `Dialect.adopt`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSource:
    """A data source that is open already.

    Attributes:
        dialect: Name of its dialect.
        connect: Gives a connection; whether that is one and the same is its own affair.
        threads: Most connections at a time; None where there may be any number.
    """

    dialect: str
    connect: Callable[[], Connection]
    threads: int | None = None

    def made_discreet(self, redact: Callable[[str], str]) -> "OpenSource":
        """Give the same with errors that hold neither a value of a row nor a secret.

        Args:
            redact: Gives a message without the secrets of the connection.
        """
        return replace(self, connect=lambda: DiscreetConnection(self.connect(), redact))


def open_source(name: str, session: object) -> OpenSource:
    """Take over what a program has open; it stays the program's, and is not closed.

    Args:
        name: Name of the data source, for messages.
        session: A connection of DuckDB, an engine or a connection of SQLAlchemy, or a session of
            another engine whose dialect takes it over.

    Raises:
        ConfigError: it is something else, or its engine has no dialect here.
    """
    packages = [kind.__module__.partition(".")[0] for kind in type(session).__mro__]
    if "sqlalchemy" in packages:
        from seltzer_dialects.opened.sqlalchemy_source import open_sqlalchemy

        return open_sqlalchemy(name, session)
    owner = next((OWNERS[package] for package in packages if package in OWNERS), None)
    if owner is not None and owner in dialect_names():
        connection = get_dialect(owner).adopt(session)
        if connection is not None:
            found = OpenSource(dialect=owner, connect=lambda: connection, threads=1)
            return found.made_discreet(str)
    raise ConfigError(
        f'connection "{name}" wants a DuckDB connection, a SQLAlchemy engine or connection, or a '
        f"Spark session, got {_kind(session)}"
    )


def _kind(value: object) -> str:
    return f"{type(value).__module__}.{type(value).__qualname__}"
