"""A progress bar of queries on a terminal."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from seltzer_scanner.progress import NoProgress, Progress

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

    from seltzer_compiler.plan import Query
    from seltzer_specs.errors import QueryError


class QueryBar:
    """Draws how many queries are done; the bar vanishes with the scan."""

    def __init__(self, bar: "RichProgress") -> None:
        self._bar = bar
        self._task: TaskID | None = None

    def started(self, queries: int) -> None:
        """Draw the empty bar."""
        self._task = self._bar.add_task("queries", total=queries)

    def query_started(self, query: "Query") -> None:
        """Name what is being read."""
        if self._task is not None:
            name = "".join(c for c in query.dataset or "query" if c.isprintable())
            self._bar.update(self._task, description=name)

    def query_finished(
        self,
        query: "Query",  # noqa: ARG002  # the protocol's
        *,
        duration_s: float,  # noqa: ARG002  # the protocol's
        error: "QueryError | None",  # noqa: ARG002  # the protocol's
    ) -> None:
        """Move on by one."""
        if self._task is not None:
            self._bar.advance(self._task)


@contextmanager
def progress_bar(*, is_shown: bool) -> Generator[Progress]:
    """Give a watcher for a scan: a bar on standard error, or nobody."""
    if not is_shown:
        yield NoProgress()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as RichProgress

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with RichProgress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield QueryBar(bar)
