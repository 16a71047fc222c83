"""One query that reads, for drivers that would run anything."""

from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.dialects.dialect import Dialect as SqlglotDialect
from sqlglot.errors import SqlglotError

from seltzer_specs.errors import QueryError

_WRITES = (
    exp.Alter, exp.Command, exp.Copy, exp.Create, exp.Delete, exp.Drop, exp.Insert, exp.Into,
    exp.Lock, exp.Merge, exp.Update,
)  # fmt: skip


@lru_cache(maxsize=256)
def require_query(sql: str, dialect: type[SqlglotDialect]) -> None:
    """Make sure that a text is one query.

    Raises:
        QueryError: it is several statements, or one that may write.
    """
    try:
        statements = [tree for tree in sqlglot.parse(sql, dialect=dialect) if tree is not None]
    except SqlglotError as error:
        raise QueryError("the statement cannot be read", code="syntax") from error
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise QueryError("only a single SELECT may run", code="permission")
    if statements[0].find(*_WRITES) is not None:
        raise QueryError("only a single SELECT may run", code="permission")
