"""Datasets and their schemas."""

from fastapi import APIRouter

from seltzer_server.api.auth import ReadKey
from seltzer_server.api.openapi import PROBLEM_RESPONSES
from seltzer_server.api.params import (
    Listing,
    NameFilter,
    OutcomeFilter,
    PageParams,
    RowId,
    SearchText,
    found,
    listing,
)
from seltzer_server.context import Context
from seltzer_server.store.read_datasets import (
    DatasetFilter,
    DatasetRow,
    SchemaChangeRow,
    SchemaRow,
    find_dataset,
    latest_schema,
    list_datasets,
    list_schema_changes,
)

router = APIRouter(prefix="/datasets", tags=["datasets"], responses=PROBLEM_RESPONSES)


@router.get("")
def read_datasets(
    context: Context,
    _key: ReadKey,
    page: PageParams,
    q: SearchText = None,
    data_source: NameFilter = None,
    outcome: OutcomeFilter = None,
) -> Listing[DatasetRow]:
    """Give datasets by name, with the newest outcomes of their checks."""
    wanted = DatasetFilter(q, data_source, outcome)
    with context.store.read() as session:
        return listing(list_datasets(session, wanted, page))


@router.get("/{dataset_id}")
def read_dataset(context: Context, _key: ReadKey, dataset_id: RowId) -> DatasetRow:
    """Give one dataset."""
    with context.store.read() as session:
        return found(find_dataset(session, dataset_id), "dataset", dataset_id)


@router.get("/{dataset_id}/schema")
def read_schema(context: Context, _key: ReadKey, dataset_id: RowId) -> SchemaRow:
    """Give a dataset's newest known columns."""
    with context.store.read() as session:
        return found(latest_schema(session, dataset_id), "schema of dataset", dataset_id)


@router.get("/{dataset_id}/schema/changes")
def read_schema_changes(
    context: Context, _key: ReadKey, page: PageParams, dataset_id: RowId
) -> Listing[SchemaChangeRow]:
    """Give a dataset's schema changes, newest first."""
    with context.store.read() as session:
        found(find_dataset(session, dataset_id), "dataset", dataset_id)
        return listing(list_schema_changes(session, dataset_id, page))
