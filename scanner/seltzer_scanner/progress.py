"""What a running scan tells whoever watches it."""

from typing import Protocol

from seltzer_compiler.plan import Query
from seltzer_specs.errors import QueryError


class Progress(Protocol):
    """Watches a scan. All methods are called by the thread that called `run_scan`, one at a time.

    An exception raised here stops the scan as Ctrl-C does.
    """

    def started(self, queries: int) -> None:
        """Hear how many queries there are, before the first one."""
        ...

    def query_started(self, query: Query) -> None:
        """Hear that a query was sent."""
        ...

    def query_finished(self, query: Query, *, duration_s: float, error: QueryError | None) -> None:
        """Hear that a query is done, with the statements that looked for its guilty parts.

        Args:
            query: A query of the plan.
            duration_s: Seconds of all its statements.
            error: The query's own failure; some of its checks may have their answer anyway.
        """
        ...


class NoProgress:
    """Nobody watches."""

    def started(self, queries: int) -> None:
        """Do nothing."""

    def query_started(self, query: Query) -> None:
        """Do nothing."""

    def query_finished(self, query: Query, *, duration_s: float, error: QueryError | None) -> None:
        """Do nothing."""
