"""What DuckDB's planner says that a statement will read."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from seltzer_dialects.estimate import Estimate, total

# Bytes of a value in memory, where DuckDB computes; text and other long values are kept elsewhere
# and have 16 here. https://duckdb.org/docs/stable/sql/data_types/overview
_WIDTHS = {
    "BOOLEAN": 1, "TINYINT": 1, "UTINYINT": 1, "SMALLINT": 2, "USMALLINT": 2, "INTEGER": 4,
    "UINTEGER": 4, "FLOAT": 4, "DATE": 4, "BIGINT": 8, "UBIGINT": 8, "DOUBLE": 8, "TIME": 8,
}  # fmt: skip
_WIDEST = 16

TABLES = "SELECT database_name, schema_name, table_name, estimated_size FROM duckdb_tables()"
COLUMNS = """SELECT database_name, schema_name, table_name, column_name, data_type
FROM duckdb_columns() WHERE NOT internal"""

_HELD = frozenset({
    "COLUMN_DATA_SCAN", "CTE_SCAN", "DELIM_SCAN", "DUMMY_SCAN", "EMPTY_RESULT", "EXPRESSION_SCAN",
})  # fmt: skip
"""Leaves of a plan that read what the statement itself holds or has computed."""

_NAME = re.compile(r'"(?:[^"]|"")*"|\w+')


@dataclass(frozen=True, slots=True)
class Scan:
    """One read in a plan.

    Attributes:
        table: Database, schema and name; None where it reads files or the like.
        columns: Texts that hold the names of the columns read.
        rows: Rows that come out, after the filter.
    """

    table: tuple[str, ...] | None
    columns: tuple[str, ...]
    rows: int


def explain_of(statement: str) -> str:
    """Ask for the plan of a statement; it is not run."""
    return f"EXPLAIN (FORMAT json) {statement}"


def scans_of(text: str) -> Iterator[Scan]:
    """Give every read in a plan."""
    for root in json.loads(text):
        yield from _scans_below(root)


def _scans_below(node: Mapping[str, Any]) -> Iterator[Scan]:
    # Any: what `extra_info` holds depends on the operator.
    info: Mapping[str, Any] = node["extra_info"]
    if not node["children"] and node["name"] not in _HELD:
        table = info.get("Table")
        columns = (*_texts(info.get("Projections")), *_texts(info.get("Filters")))
        rows = int(info.get("Estimated Cardinality", 0))
        yield Scan(_parts(table) if isinstance(table, str) else None, columns, rows)
    for child in node["children"]:
        yield from _scans_below(child)


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(str(item) for item in cast("list[object]", value))
    return (str(value),) if value else ()


def read_estimate(
    plan: str, sizes: Iterable[tuple[Any, ...]], columns: Iterable[tuple[Any, ...]]
) -> Estimate:
    """Add up what a plan reads.

    Row groups that a filter lets DuckDB skip are counted: how many they are shows only in a run.

    Args:
        plan: JSON of the plan.
        sizes: Tables and their rows, as `TABLES`.
        columns: Tables, columns and types, as `COLUMNS`.

    Returns:
        Without bytes where it reads something that is not a table, such as files.
    """
    types: dict[tuple[str, ...], dict[str, str]] = {}
    for *table, column, type_name in columns:
        types.setdefault(tuple(table), {})[column] = type_name
    rows_of = {tuple(table): int(rows) for *table, rows in sizes}
    return total(_of_scan(scan, rows_of, types) for scan in scans_of(plan))


def _of_scan(
    scan: Scan,
    rows_of: Mapping[tuple[str, ...], int],
    types: Mapping[tuple[str, ...], Mapping[str, str]],
) -> Estimate:
    if scan.table is None or scan.table not in rows_of:
        return Estimate(rows=scan.rows)
    rows = rows_of[scan.table]
    return Estimate(rows=rows, bytes=rows * row_width(scan, types.get(scan.table, {})))


def row_width(scan: Scan, types: Mapping[str, str]) -> int:
    """Give the bytes of one row of the columns that a scan reads.

    Args:
        scan: The scan; its texts are names of columns, or filters that hold them.
        types: Type by name of all columns of the table.
    """
    return sum(width_of(types[name]) for name in _names_in(scan.columns) if name in types)


def _names_in(texts: Iterable[str]) -> frozenset[str]:
    whole = tuple(texts)
    return frozenset(whole).union(*map(_parts, whole))


def _parts(text: str) -> tuple[str, ...]:
    return tuple(_unquoted(match[0]) for match in _NAME.finditer(text))


def _unquoted(word: str) -> str:
    return word[1:-1].replace('""', '"') if word.startswith('"') else word


def width_of(type_name: str) -> int:
    """Give the bytes that DuckDB keeps for a value of a type, beside a long text's own."""
    plain = type_name.partition("(")[0].strip()
    return 8 if plain.startswith("TIMESTAMP") else _WIDTHS.get(plain, _WIDEST)
