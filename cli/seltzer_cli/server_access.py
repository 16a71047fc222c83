"""A client of the team's server, or of the same server run inside this process."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime

from seltzer_cli.workspace import Workspace
from seltzer_client.api import ServerClient
from seltzer_client.durable import make_folder, write_durably
from seltzer_specs.errors import ConfigError


@contextmanager
def connect_server(workspace: Workspace) -> Generator[ServerClient]:
    """Give a client of `server:` in the project, else of an embedded server.

    The embedded server keeps its data in the project's state folder and stops with the command.

    Raises:
        SpecErrorGroup: `server:` reads variables that the environment lacks.
        ConfigError: the embedded server's folder or store cannot be written.
    """
    remote = workspace.project.server if workspace.project is not None else None
    if remote is not None:
        remote.require_set()
        with ServerClient(remote.url, key=remote.api_key.get_secret_value()) as client:
            yield client
        return
    # Imported here: a scanner that pushes to a remote server never loads the server.
    from seltzer_server.embedded import serve_embedded

    prepare_state_dir(workspace)
    with (
        serve_embedded(workspace.state_dir) as server,
        ServerClient(server.url, key=server.key) as client,
    ):
        yield client


def describe_unsent(workspace: Workspace, since: datetime) -> tuple[str, ...]:
    """Say which messages the embedded server could not send; a team's server shows its own."""
    remote = workspace.project.server if workspace.project is not None else None
    if remote is not None or not (workspace.state_dir / "seltzer.db").is_file():
        return ()
    from seltzer_server.embedded import describe_unsent as describe

    return describe(workspace.state_dir, since)


def prepare_state_dir(workspace: Workspace) -> None:
    """Create the state folder, and keep it out of Git.

    Raises:
        ConfigError: the disk refuses.
    """
    ignore = workspace.state_dir / ".gitignore"
    try:
        make_folder(workspace.state_dir)
        if not ignore.exists():
            write_durably(ignore, b"*\n")
    except OSError as error:
        raise ConfigError(
            f"cannot write to {workspace.state_dir}: {error.strerror}; free some space, or give "
            "the folder back"
        ) from error
