"""What the queries of a plan will read, asked before any of them runs."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from seltzer_compiler.plan import Query
from seltzer_dialects.connection import Connection
from seltzer_dialects.estimate import NOTHING, Estimate
from seltzer_scanner.lane import Access
from seltzer_specs.errors import ConnectError, QueryError

_REFUSALS = frozenset({"syntax", "missing_object", "type_mismatch", "permission"})


@dataclass(frozen=True, slots=True)
class QueryEstimate:
    """What one query will read.

    Attributes:
        query: The query.
        estimate: What the engine tells; None where it cannot.
        error: Why it could not be asked.
    """

    query: Query
    estimate: Estimate | None = None
    error: QueryError | ConnectError | None = None

    @property
    def known(self) -> Estimate | None:
        """Give the estimate; a query that the engine refused reads nothing when it is to run."""
        if isinstance(self.error, QueryError) and self.error.code in _REFUSALS:
            return NOTHING
        return self.estimate

    @property
    def bytes(self) -> int | None:
        """Give the bytes that count against a budget."""
        return self.known.bytes if self.known is not None else None


def estimate_queries(
    queries: Sequence[Query],
    access: Callable[[str | None], Access],
    *,
    timeout_s: float | None = None,
) -> tuple[QueryEstimate, ...]:
    """Ask the engines what queries will read; nothing is run.

    Args:
        queries: Queries of a plan.
        access: Gives the way to a data source by name; None is the plan's own.
        timeout_s: Seconds that one question may take.

    Returns:
        In the order of the queries; one that cannot be asked about has its error.
    """
    with ExitStack() as stack:
        asker = _Asker(access, stack, timeout_s)
        return tuple(asker.ask(query) for query in queries)


class _Asker:
    def __init__(
        self, access: Callable[[str | None], Access], stack: ExitStack, timeout_s: float | None
    ) -> None:
        self._access = access
        self._stack = stack
        self._timeout_s = timeout_s
        self._sessions: dict[str | None, Connection | ConnectError] = {}

    def ask(self, query: Query) -> QueryEstimate:
        if query.kind == "schema":
            return QueryEstimate(query, NOTHING)  # the catalogue holds no data
        session = self._session(query.data_source)
        if isinstance(session, ConnectError):
            return QueryEstimate(query, error=session)
        try:
            return QueryEstimate(query, session.estimate(query.sql, timeout_s=self._timeout_s))
        except QueryError as error:
            return QueryEstimate(query, error=error)

    def _session(self, data_source: str | None) -> Connection | ConnectError:
        if data_source not in self._sessions:
            try:
                session = self._access(data_source).connect()
                self._sessions[data_source] = self._stack.enter_context(session)
            except ConnectError as error:
                self._sessions[data_source] = error
        return self._sessions[data_source]
