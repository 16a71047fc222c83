"""One query of a plan, run until each of its measures has a value or an error of its own."""

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, field
from tempfile import gettempdir
from time import perf_counter

from seltzer_compiler.fuse import build_query
from seltzer_compiler.measures import Measure
from seltzer_compiler.plan import Query
from seltzer_compiler.split import split_query
from seltzer_dialects.base import Dialect
from seltzer_dialects.connection import RawValue, Rows
from seltzer_scanner.keys import KeySet, collect_keys
from seltzer_scanner.records import RecordSet, collect_records
from seltzer_scanner.result import ExecutedQuery
from seltzer_specs.errors import ConnectError, QueryError

Fetch = Callable[[str], Rows]
Stream = Callable[[str], Generator[Rows]]

# These say nothing about a part of the query: the halves would meet the same.
_NOT_THE_QUERYS_FAULT = frozenset({"connection", "timeout", "cancelled"})

STREAMED = frozenset({"records", "keys"})
"""Kinds of queries whose rows are too many to keep."""

# With fewer outputs the probe costs as much as it can save.
_PROBE_FROM = 4


@dataclass(slots=True)
class QueryOutcome:
    """What became of a query of the plan.

    Attributes:
        query: The query of the plan.
        executed: All statements sent for it, its own first.
        values: Values of measures by key.
        failures: Errors of measures by key; of a `schema` query by the id of the query.
        rows: Rows of a `schema` query.
        table: Rows of a `rows` query, with the names of their columns.
        records: Digests of the rows of a `records` query.
        keys: Digests of the keys of a `keys` query.
    """

    query: Query
    executed: list[ExecutedQuery] = field(default_factory=list[ExecutedQuery])
    values: dict[str, RawValue] = field(default_factory=dict[str, RawValue])
    failures: dict[str, QueryError] = field(default_factory=dict[str, QueryError])
    rows: tuple[tuple[RawValue, ...], ...] | None = None
    table: Rows | None = None
    records: RecordSet | None = None
    keys: KeySet | None = None

    def close(self) -> None:
        """Give back what was kept on a disk."""
        for kept in (self.records, self.keys):
            if kept is not None:
                kept.close()

    @property
    def duration_s(self) -> float:
        """Give the seconds of all statements."""
        return sum(executed.duration_s for executed in self.executed)

    @property
    def error(self) -> QueryError | None:
        """Give the failure of the query as it was planned."""
        return self.executed[0].error if self.executed else next(iter(self.failures.values()), None)


def run_query(query: Query, fetch: Fetch, dialect: Dialect) -> QueryOutcome:
    """Run a query; where it fails, find out which of its measures are guilty.

    A fused query is halved until the parts that fail are single measures. With one guilty measure
    among n this takes at most 2 * ceil(log2 n) + 1 more statements.

    Args:
        query: A query of the plan.
        fetch: Runs one statement.
        dialect: Dialect of the plan.
    """
    run = _Run(QueryOutcome(query), fetch, dialect)
    error = run.attempt(query)
    if error is not None:
        run.isolate(query, error)
    return run.outcome


def run_stream(query: Query, stream: Stream) -> QueryOutcome:
    """Run a query whose rows are read one by one, and keep their digests.

    Args:
        query: One of `STREAMED` of the plan.
        stream: Runs one statement and gives its rows as they come.
    """
    outcome = QueryOutcome(query)
    start = perf_counter()
    error: QueryError | None = None
    try:
        with closing(stream(query.sql)) as chunks:
            if query.kind == "keys":
                outcome.keys = collect_keys(query.measures[0], chunks)
            else:
                outcome.records = collect_records(query.measures[0], chunks)
    except QueryError as failure:
        error = failure
    except ConnectError as failure:
        error = QueryError(str(failure), code="connection")
    except OSError as failure:
        error = QueryError(
            f"rows to compare cannot be kept on disk ({failure.strerror}); free some in "
            f"{gettempdir()}, or set TMPDIR",
            code="resources",
        )
    if error is not None:
        _blame(outcome, query, error)
    duration_s = perf_counter() - start
    outcome.executed.append(ExecutedQuery(query=query, duration_s=duration_s, error=error))
    return outcome


def fail_query(query: Query, error: QueryError) -> QueryOutcome:
    """Give the outcome of a query that could not even be sent."""
    outcome = QueryOutcome(query)
    _blame(outcome, query, error)
    return outcome


class _Run:
    def __init__(self, outcome: QueryOutcome, fetch: Fetch, dialect: Dialect) -> None:
        self.outcome = outcome
        self._fetch = fetch
        self._dialect = dialect
        self._done: dict[str, QueryError | None] = {}

    def attempt(self, query: Query) -> QueryError | None:
        """Send a statement and keep its values; give the error where it fails.

        The probe and a half may be one statement, which is not sent twice.
        """
        if query.id not in self._done:
            self._done[query.id] = self._send(query)
        return self._done[query.id]

    def _send(self, query: Query) -> QueryError | None:
        start = perf_counter()
        error: QueryError | None = None
        try:
            self._keep(query, self._fetch(query.sql))
        except QueryError as failure:
            error = failure
        except ConnectError as failure:
            error = QueryError(str(failure), code="connection")
        duration_s = perf_counter() - start
        self.outcome.executed.append(ExecutedQuery(query=query, duration_s=duration_s, error=error))
        return error

    def isolate(self, query: Query, error: QueryError) -> None:
        """Blame the measures of a failed query that are guilty, and measure the others."""
        halves = None
        if error.code not in _NOT_THE_QUERYS_FAULT:
            halves = split_query(query, self._dialect)
        if halves is None or self._is_dataset_at_fault(query):
            _blame(self.outcome, query, error)
            return
        self._isolate_in(halves)

    def _isolate_in(self, halves: tuple[Query, Query]) -> None:
        for half in halves:
            error = self.attempt(half)
            if error is None:
                continue
            smaller = None
            if error.code not in _NOT_THE_QUERYS_FAULT:
                smaller = split_query(half, self._dialect)
            if smaller is None:
                _blame(self.outcome, half, error)
            else:
                self._isolate_in(smaller)

    def _is_dataset_at_fault(self, query: Query) -> bool:
        """Tell whether not even the rows can be counted.

        A dataset that is missing or forbidden fails every part alike; without this probe each of
        n measures would be tried alone.
        """
        rows = query.measures[0].rows
        if rows is None or len(query.measures) < _PROBE_FROM:
            return False
        count = Measure(function="count", rows=rows, label="row_count")
        return self.attempt(build_query([count], "aggregate", self._dialect, rules=())) is not None

    def _keep(self, query: Query, rows: Rows) -> None:
        if query.kind == "schema":
            self.outcome.rows = rows.rows
        elif query.kind == "rows":
            self.outcome.table = rows
        elif query.kind == "user":
            self.outcome.values[query.outputs[0]] = _user_value(rows)
        else:
            self.outcome.values.update(_row_of_values(query, rows))


def _blame(outcome: QueryOutcome, query: Query, error: QueryError) -> None:
    is_whole = query.kind == "schema" or query.kind in STREAMED
    keys = (query.id,) if is_whole else query.outputs
    outcome.failures.update(dict.fromkeys(keys, error))


def _row_of_values(query: Query, rows: Rows) -> dict[str, RawValue]:
    if len(rows.rows) != 1 or len(rows.rows[0]) != len(query.outputs):
        raise QueryError(
            f"wants one row of {len(query.outputs)} values, got {len(rows.rows)} rows", code="other"
        )
    return dict(zip(query.outputs, rows.rows[0], strict=True))


def _user_value(rows: Rows) -> RawValue:
    """Give the last cell of the first row that is not NULL, as Soda does."""
    if not rows.rows:
        raise QueryError("the query returned no row; it must return one", code="not_computed")
    return next((cell for cell in reversed(rows.rows[0]) if cell is not None), None)
