"""What the catalogue knows of the data, asked before the queries of a scan are chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from seltzer_compiler.plan import Query
from seltzer_compiler.statistics import NO_STATISTICS, Statistics
from seltzer_dialects.connection import Connection, Rows
from seltzer_scanner.lane import Access
from seltzer_scanner.result import ExecutedQuery
from seltzer_specs.canonical import sha256_hex
from seltzer_specs.errors import ConnectError, QueryError
from seltzer_specs.names import DatasetRef, Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What was found out.

    Attributes:
        statistics: Of the columns that were asked for, as far as the engine knows them.
        executed: Statements that were sent.
    """

    statistics: Statistics = NO_STATISTICS
    executed: tuple[ExecutedQuery, ...] = ()


def ask_statistics(
    asked: Sequence[tuple[DatasetRef, Name]],
    access: Access,
    *,
    schema: str | None,
    data_source: str | None = None,
) -> Known:
    """Ask the catalogue about columns; no dataset is read.

    Whatever goes wrong, there are no statistics and the safe queries run: if the data source cannot
    be reached, they say so.

    Args:
        asked: Datasets and columns.
        access: The data source.
        schema: Schema of unqualified datasets.
        data_source: Its name where it is not the scanned one.
    """
    columns: dict[DatasetRef, list[Name]] = {}
    for dataset, name in asked:
        columns.setdefault(dataset, []).append(name)
    if not columns:
        return Known()
    try:
        with access.connect() as connection:
            asker = _Asker(connection, access, data_source)
            found = access.dialect.fetch_statistics(columns, asker.fetch, schema=schema)
    except (ConnectError, QueryError):
        return Known()
    return Known(statistics=Statistics(found), executed=tuple(asker.executed))


class _Asker:
    def __init__(self, connection: Connection, access: Access, data_source: str | None) -> None:
        self._connection = connection
        self._access = access
        self._data_source = data_source
        self.executed: list[ExecutedQuery] = []

    def fetch(self, sql: str) -> Rows:
        start = perf_counter()
        rows = self._connection.fetch(sql, timeout_s=self._access.timeout_s)
        query = Query(
            id=f"q_{sha256_hex(sql)[:12]}",
            dialect=self._access.dialect.name,
            dataset=None,
            kind="statistics",
            sql=sql,
            outputs=(),
            scans=0,
            data_source=self._data_source,
        )
        self.executed.append(ExecutedQuery(query=query, duration_s=perf_counter() - start))
        return rows
