"""States of partitioned datasets: one for each thing that scans ask, a few of each dataset."""

import gzip
from datetime import datetime
from typing import Final

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from seltzer_server.store.tables import PartitionStateRow
from seltzer_server.store.upsert import insert_into
from seltzer_specs.wire.partitions import PartitionState

KEPT: Final = 8
"""States of one dataset; checks that changed leave theirs behind."""


def find_state(session: Session, key: str) -> PartitionState | None:
    """Give a state by its key."""
    body = session.scalar(select(PartitionStateRow.body).where(PartitionStateRow.key == key))
    return PartitionState.model_validate_json(gzip.decompress(body)) if body is not None else None


def save_state(session: Session, key: str, state: PartitionState, *, at: datetime) -> None:
    """Store a state in place of the one before, and drop the oldest of its dataset."""
    values = {
        "definition": state.definition,
        "data_source": state.data_source,
        "dataset": state.dataset,
        "body": gzip.compress(state.model_dump_json().encode("utf-8")),
        "saved_at": at,
    }
    insert = insert_into(session, PartitionStateRow).values(key=key, **values)
    session.execute(insert.on_conflict_do_update(index_elements=["key"], set_=values))
    session.execute(delete(PartitionStateRow).where(PartitionStateRow.id.in_(_outlived(state))))


def _outlived(state: PartitionState) -> Select[int]:
    return (
        select(PartitionStateRow.id)
        .where(
            PartitionStateRow.definition == state.definition,
            PartitionStateRow.data_source == state.data_source,
            PartitionStateRow.dataset == state.dataset,
        )
        .order_by(PartitionStateRow.saved_at.desc(), PartitionStateRow.id.desc())
        .offset(KEPT)
    )
