"""Failures of the store that are nobody's bug: full disk, read-only file, lost connection."""

import sqlite3
from dataclasses import dataclass
from typing import Final

from sqlalchemy.exc import DBAPIError


@dataclass(frozen=True, slots=True)
class Failure:
    """What the sender is told: come again, and nothing was stored."""

    status: int
    code: str
    detail: str


_FULL: Final = Failure(
    507, "store-full", "the store's disk is full, nothing was stored; free some space"
)
_READ_ONLY: Final = Failure(
    503, "store-read-only", "the store is read-only, nothing was stored; check its owner"
)
_UNREADABLE: Final = Failure(
    503, "store-io-error", "the store's file cannot be read or written; check the disk"
)
_BUSY: Final = Failure(503, "store-busy", "the store is busy; send again later")
_LOST: Final = Failure(503, "store-unreachable", "the store cannot be reached; send again later")

_SQLITE: Final = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_IOERR: _UNREADABLE,
    sqlite3.SQLITE_CANTOPEN: _UNREADABLE,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
}
_SQLSTATE: Final = {
    "53100": _FULL,
    "25006": _READ_ONLY,
    "40001": _BUSY,
    "40P01": _BUSY,
    "55P03": _BUSY,
    "57014": _BUSY,
    "53300": _BUSY,
    "57P01": _LOST,
    "57P02": _LOST,
    "57P03": _LOST,
}
_PRIMARY_CODE: Final = 0xFF
"""SQLite's extended codes hold the primary one in their lowest byte."""


def describe_failure(error: DBAPIError) -> Failure | None:
    """Give the failure behind a driver's error, or None when it is a bug of ours."""
    if error.connection_invalidated:
        return _LOST
    sqlite_code = getattr(error.orig, "sqlite_errorcode", None)
    if isinstance(sqlite_code, int):
        return _SQLITE.get(sqlite_code & _PRIMARY_CODE)
    sqlstate = getattr(error.orig, "sqlstate", None)
    if isinstance(sqlstate, str):
        return _LOST if sqlstate.startswith("08") else _SQLSTATE.get(sqlstate)
    # psycopg gives no state when it could not connect at all.
    return _LOST if type(error.orig).__name__ == "OperationalError" else None
