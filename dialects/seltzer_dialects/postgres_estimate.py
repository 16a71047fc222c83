"""What PostgreSQL's planner says that a statement will read."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from psycopg import sql

BLOCK_BYTES = 8192
"""Size of a page; other sizes need a build of one's own."""

# https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADMIN-DBSIZE
SIZE = "SELECT pg_relation_size(format('%%I.%%I', %s::text, %s::text)::regclass)"


@dataclass(frozen=True, slots=True)
class Scan:
    """One read of a table in a plan.

    Attributes:
        schema: Schema of the table.
        table: Its name.
        is_whole: True where every page is read.
        rows: Rows that come out, after the filter.
    """

    schema: str
    table: str
    is_whole: bool
    rows: int


def explain_of(statement: str) -> bytes:
    """Ask for the plan of a statement; it is not run."""
    return b"EXPLAIN (FORMAT JSON, VERBOSE) " + statement.encode()


def rows_of_table(schema: str, table: str) -> sql.Composed:
    """Ask for the plan whose rows are all of a table, counted as the planner counts."""
    return sql.SQL("EXPLAIN (FORMAT JSON) SELECT 1 FROM ONLY {}").format(
        sql.Identifier(schema, table)
    )


def read_plan(cell: object) -> Mapping[str, Any]:
    """Give the root of a plan in a result cell, whether the driver decoded its JSON or not.

    Any, because a plan's keys depend on its node.
    """
    document = json.loads(cell) if isinstance(cell, str | bytes) else cell
    root: Mapping[str, Any] = cast("list[Mapping[str, Any]]", document)[0]["Plan"]
    return root


def scans_of(plan: Mapping[str, Any]) -> Iterator[Scan]:
    """Give every read of a table in a plan, in order."""
    table, schema = plan.get("Relation Name"), plan.get("Schema")
    kind = str(plan["Node Type"])
    # A bitmap's index scan names no table: its heap scan does.
    if isinstance(table, str) and isinstance(schema, str) and kind.endswith("Scan"):
        yield Scan(schema, table, kind == "Seq Scan", int(plan["Plan Rows"]))
    for child in plan.get("Plans", ()):
        yield from scans_of(child)
