"""How a command reaches the data sources of its workspace."""

from functools import partial

from seltzer_cli.workspace import Workspace
from seltzer_dialects.registry import dialect_of
from seltzer_scanner.execute import Access


def access_of(workspace: Workspace, name: str) -> Access:
    """Give the way to a data source.

    Raises:
        ConfigError: there is none of that name.
    """
    settings = workspace.data_source(name)
    dialect = dialect_of(settings)
    return Access(connect=partial(dialect.connect, settings, root=workspace.root), dialect=dialect)
