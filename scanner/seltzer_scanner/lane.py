"""The queries of one data source, handed out to the sessions that share them."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event, Lock

from seltzer_compiler.plan import Query
from seltzer_dialects.base import Dialect
from seltzer_dialects.connection import Connection
from seltzer_scanner.session import RETRY_DELAYS_S, Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """A data source that queries can be sent to.

    Attributes:
        connect: Opens a connection; each thread has its own.
        dialect: Its dialect.
        threads: Queries at a time; None for as many as are good for the engine.
        timeout_s: Seconds that one statement may take; None for no limit.
        retry_delays_s: Pauses before each further attempt, where one is safe.
    """

    connect: Callable[[], Connection]
    dialect: Dialect
    threads: int | None = None
    timeout_s: float | None = None
    retry_delays_s: tuple[float, ...] = RETRY_DELAYS_S


class Lane:
    """Hands out queries, one to a session at a time, and never two heavy ones at once.

    Args:
        access: The data source.
        queries: What is to be run, in the order in which it is begun.
        stop: Set when the whole scan is to end.
    """

    def __init__(self, access: Access, queries: Sequence[Query], stop: Event) -> None:
        limit = access.threads or access.dialect.CONCURRENT_QUERIES
        self.dialect = access.dialect
        self.sessions = [
            Session(
                access.connect,
                stop=stop,
                timeout_s=access.timeout_s,
                retry_delays_s=access.retry_delays_s,
            )
            for _ in range(max(1, min(limit, len(queries))))
        ]
        self._todo = deque(queries)
        self._working = len(self.sessions)
        self._has_heavy = False
        self._lock = Lock()
        self._stop = stop

    def has_work(self) -> bool:
        """Tell whether a query can be taken; if not, the session leaves.

        What is left then is heavy, and the session that runs a heavy query goes on with it.
        """
        with self._lock:
            found = not self._stop.is_set() and self._next() is not None
            self._working -= not found
            return found

    def take(self) -> Query | None:
        """Give the next query; None where others were faster."""
        with self._lock:
            query = self._next()
            if query is not None:
                self._todo.remove(query)
                self._has_heavy |= query.is_heavy
            return query

    def finish(self, query: Query) -> None:
        """Hear that a query is done."""
        with self._lock:
            self._has_heavy &= not query.is_heavy

    def leave(self) -> bool:
        """Leave all queries to the other sessions, where there are any.

        An engine may allow fewer sessions than there are threads.
        """
        with self._lock:
            if self._working == 1:
                return False
            self._working -= 1
            return True

    def give_up(self) -> list[Query]:
        """Give all queries that are left, and leave none."""
        with self._lock:
            queries = list(self._todo)
            self._todo.clear()
            return queries

    def _next(self) -> Query | None:
        return next((q for q in self._todo if not (q.is_heavy and self._has_heavy)), None)
