"""Incremental scans: what is kept of partitions lies on the server, beside the history."""

from dataclasses import dataclass

from seltzer_cli.group_key import load_group_key
from seltzer_cli.workspace import Workspace
from seltzer_client.api import ServerClient
from seltzer_scanner.incremental.run import Incremental
from seltzer_specs.errors import ServerError
from seltzer_specs.wire.partitions import PartitionState


@dataclass(frozen=True, slots=True)
class ServerMemory:
    """Keeps states on a server; where it does not answer, the scan reads everything.

    Attributes:
        client: The server.
        notes: Takes lines for people.
    """

    client: ServerClient
    notes: list[str]

    def load(self, key: str) -> PartitionState | None:
        """Give what the last scan kept; None where there is nothing or no answer."""
        try:
            return self.client.fetch_partitions(key)
        except ServerError as error:
            self.notes.append(f"partitions of the last scan could not be had: {error}")
            return None

    def save(self, key: str, state: PartitionState) -> None:
        """Keep a state for the next scan; without it that reads everything."""
        try:
            self.client.save_partitions(key, state)
        except ServerError as error:
            self.notes.append(f"the partitions of {state.dataset} could not be kept: {error}")


def incremental_scan(
    workspace: Workspace,
    data_source: str,
    client: ServerClient | None,
    notes: list[str],
    *,
    is_whole: bool,
) -> Incremental | None:
    """Say how the partitioned datasets of a data source are read; None where there are none.

    Without a server there is nothing to compare with, so that all is read as it is.

    Raises:
        ConfigError: there is no secret to key fingerprints with.
    """
    columns = workspace.data_source(data_source).partition_columns
    if not columns or client is None:
        return None
    return Incremental(
        columns=columns,
        memory=ServerMemory(client, notes),
        secret=load_group_key(workspace),
        definition=workspace.definition,
        is_whole=is_whole,
    )
