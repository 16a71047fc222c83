"""INSERT with ON CONFLICT, which SQLite and PostgreSQL spell alike and SQLAlchemy apart."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias, cast

from sqlalchemy import ColumnElement, Table, case
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from seltzer_server.store.tables import Base

Insert: TypeAlias = postgresql.Insert | sqlite.Insert
Row: TypeAlias = Mapping[str, Any]
"""Column values of one row, Any because every column has its own type."""


def insert_into(session: Session, table: type[Base]) -> Insert:
    """Start an INSERT in the dialect of the session."""
    # The table and not the class: the ORM's bulk path costs as much again as the statement.
    bare = cast(Table, table.__table__)
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(bare)
    return sqlite.insert(bare)


def upsert_ids(
    session: Session,
    table: type[Base],
    rows: Sequence[Row],
    *,
    key: Sequence[str],
    updates: Mapping[str, Any],
    statement: Insert,
) -> dict[str, int]:
    """Insert or update rows and give their ids by the last column of the key.

    Args:
        session: In a write transaction.
        table: With an integer `id`.
        rows: All with the same columns.
        key: Columns of the unique constraint.
        updates: What to set where the row exists; must not be empty, so that ids come back.
        statement: The INSERT that `updates` refers to by `excluded`.
    """
    if not rows:
        return {}
    named = table.__table__.c[key[-1]]
    insert = statement.on_conflict_do_update(index_elements=list(key), set_=dict(updates))
    # One order for all writers, so that two of them never wait for each other's rows.
    ordered = sorted(rows, key=lambda row: str(row[key[-1]]))
    found = session.execute(insert.returning(table.__table__.c.id, named), ordered)
    return {name: row_id for row_id, name in found}


def newer_wins(
    statement: Insert, table: type[Base], columns: Iterable[str], *, by: str
) -> dict[str, ColumnElement[Any]]:
    """Give updates that keep the stored values when they are newer than the inserted ones."""
    is_newer = statement.excluded[by] >= table.__table__.c[by]
    return {
        name: case((is_newer, statement.excluded[name]), else_=table.__table__.c[name])
        for name in columns
    }
