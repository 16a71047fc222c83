"""What scans keep of partitioned datasets, so that the next one reads only what changed."""

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends, Path

from seltzer_server.api.auth import IngestKey, ScannerKey
from seltzer_server.api.body import strict_body
from seltzer_server.api.openapi import PROBLEM_RESPONSES, body_of
from seltzer_server.api.params import found
from seltzer_server.api.problems import ApiError
from seltzer_server.context import Context
from seltzer_server.store.partitions import find_state, save_state
from seltzer_specs.wire.partitions import PartitionState

router = APIRouter(prefix="/partitions", tags=["partitions"], responses=PROBLEM_RESPONSES)

StateKey: TypeAlias = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
StateBody = Annotated[PartitionState, Depends(strict_body(PartitionState))]


@router.get("/{key}")
def read_partitions(context: Context, _key: ScannerKey, key: StateKey) -> PartitionState:
    """Give what the last scan kept under this key."""
    with context.store.read() as session:
        return found(find_state(session, key), "partition state", key)


@router.put("/{key}", status_code=204, openapi_extra=body_of(PartitionState))
def keep_partitions(context: Context, _key: IngestKey, key: StateKey, state: StateBody) -> None:
    """Keep what a scan found; numbers and dates only, keys of partitions each once."""
    keys = [part.key for part in state.partitions]
    if len(set(keys)) != len(keys):
        detail = "/partitions: a key stands there twice"
        raise ApiError(422, "invalid-body", detail, pointer="/partitions")
    if len({len(part.values) for part in state.partitions}) > 1:
        detail = "/partitions: all partitions want as many values"
        raise ApiError(422, "invalid-body", detail, pointer="/partitions")
    context.store.submit(lambda session: save_state(session, key, state, at=context.clock()))
