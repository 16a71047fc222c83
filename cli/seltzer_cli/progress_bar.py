"""A progress bar of queries on a terminal."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from seltzer_scanner.progress import NoProgress, Progress

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

    from seltzer_compiler.plan import Query
    from seltzer_specs.errors import QueryError


class QueryBar:
    """Draws how many queries are done, and how many had errors; the bar vanishes with the scan."""

    def __init__(self, bar: "RichProgress") -> None:
        self._bar = bar
        self._task: TaskID | None = None
        self._total = 0
        self._failed = 0

    def started(self, queries: int) -> None:
        """Draw the empty bar, or make it longer: samples are asked for later."""
        self._total += queries
        if self._task is None:
            self._task = self._bar.add_task("", total=self._total, failed="")
        else:
            self._bar.update(self._task, total=self._total)

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
        error: "QueryError | None",
    ) -> None:
        """Move on by one."""
        if self._task is None:
            return
        self._failed += error is not None
        failed = f"{self._failed} with errors" if self._failed else ""
        self._bar.update(self._task, advance=1, failed=failed)


def has_colours(environment: Mapping[str, str]) -> bool:
    """Tell whether people want colours, see https://no-color.org."""
    return not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


@contextmanager
def progress_bar(*, is_shown: bool, has_colour: bool = True) -> Generator[Progress]:
    """Give a watcher for a scan: a bar on standard error, or nobody."""
    if not is_shown:
        yield NoProgress()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as RichProgress
    from rich.table import Column

    one_line = Column(overflow="ellipsis", no_wrap=True)
    columns = (
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[failed]}", markup=False),
        TextColumn("{task.description}", markup=False, table_column=one_line),
    )
    console = Console(stderr=True, no_color=not has_colour)
    with RichProgress(*columns, console=console, transient=True) as bar:
        yield QueryBar(bar)
