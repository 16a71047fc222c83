"""How a command reaches the data sources of its workspace."""

from functools import partial

from seltzer_cli.workspace import Workspace
from seltzer_dialects.registry import dialect_of
from seltzer_scanner.lane import Access

DEFAULT_TIMEOUT_S = 3_600.0


def access_of(
    workspace: Workspace, name: str, *, threads: int | None = None, timeout_s: float | None = None
) -> Access:
    """Give the way to a data source.

    Args:
        workspace: What is worked on.
        name: Which data source.
        threads: Queries at a time, from the command line; it wins over the data source's own.
        timeout_s: Seconds that one query may take, likewise.

    Raises:
        ConfigError: there is none of that name.
    """
    settings = workspace.data_source(name)
    dialect = dialect_of(settings)
    opened = workspace.opened.get(name)
    wanted = threads or settings.limits.threads
    if opened is not None and opened.threads is not None:
        wanted = min(wanted or opened.threads, opened.threads)
    connect = partial(dialect.connect, settings, root=workspace.root)
    return Access(
        connect=opened.connect if opened is not None else connect,
        dialect=dialect,
        threads=wanted,
        timeout_s=timeout_s or settings.limits.query_timeout_s or DEFAULT_TIMEOUT_S,
    )
