"""Take in what scans push, and tell what was taken in."""

import hmac
from typing import Annotated, Final

from fastapi import APIRouter, Header, Path, Response
from pydantic import BaseModel

from seltzer_server.api.auth import IngestKey, ScannerKey
from seltzer_server.api.body import Raw, parse_strict
from seltzer_server.api.openapi import PROBLEM_RESPONSES, body_of
from seltzer_server.api.problems import ApiError
from seltzer_server.context import Context
from seltzer_server.ingest_rules import BatchRuleError, check_batch
from seltzer_server.store.ingest import (
    BatchConflictError,
    Delivery,
    is_batch_stored,
    store_batch,
)
from seltzer_specs.canonical import canonical_json, sha256_hex
from seltzer_specs.wire.ingest import MAX_RESULTS, IngestBatch, IngestReceipt

router = APIRouter(prefix="/ingest", tags=["ingest"], responses=PROBLEM_RESPONSES)
SHA256: Final = r"^[0-9a-f]{64}$"


class BatchStatus(BaseModel):
    """Whether a batch was stored; lets a client prune its spool after a lost answer."""

    batch: str
    stored: bool


class SamplePolicy(BaseModel):
    """Whether failed rows are taken; they are not."""

    enabled: bool = False


class IngestPolicy(BaseModel):
    """What a client may send."""

    schema_versions: tuple[int, ...] = (1,)
    max_results: int
    max_bytes: int
    samples: SamplePolicy = SamplePolicy()


@router.post(
    "/scans",
    status_code=201,
    responses={200: {"model": IngestReceipt, "description": "This batch was stored before."}},
    openapi_extra=body_of(IngestBatch),
)
def ingest_scan(
    context: Context,
    key: IngestKey,
    raw: Raw,
    response: Response,
    x_batch_sha256: Annotated[str | None, Header(pattern=SHA256)] = None,
) -> IngestReceipt:
    """Store one batch of a scan; the answer comes after the commit.

    A repeated batch has no further effect and is answered with 200.
    """
    delivery = _read_delivery(context, raw.decoded(), key.id)
    if x_batch_sha256 is not None and not hmac.compare_digest(x_batch_sha256, delivery.sha256):
        detail = "the canonical body is not what x-batch-sha256 says; send it again"
        raise ApiError(422, "batch-digest-mismatch", detail)
    try:
        stored = context.store.submit(lambda session: store_batch(session, delivery))
    except BatchConflictError as error:
        raise ApiError(409, "batch-conflict", str(error)) from None
    if stored.is_new and stored.is_complete:
        context.background.wake()
    response.status_code = 201 if stored.is_new else 200
    return IngestReceipt(
        batch=delivery.sha256,
        scan_id=delivery.batch.scan.id,
        stored=stored.is_new,
        accepted=len(delivery.batch.checks),
    )


@router.get("/batches/{sha256}")
def read_batch_status(
    context: Context, _key: ScannerKey, sha256: Annotated[str, Path(pattern=SHA256)]
) -> BatchStatus:
    """Tell whether a batch was stored."""
    with context.store.read() as session:
        return BatchStatus(batch=sha256, stored=is_batch_stored(session, sha256))


@router.get("/policy")
def read_policy(context: Context, _key: ScannerKey) -> IngestPolicy:
    """Tell what a client may send."""
    return IngestPolicy(max_results=MAX_RESULTS, max_bytes=context.settings.max_body_bytes)


def _read_delivery(context: Context, body: bytes, key_id: str) -> Delivery:
    batch, plain = parse_strict(body, IngestBatch)
    try:
        check_batch(batch)
    except BatchRuleError as error:
        raise ApiError(422, "inconsistent-batch", str(error), pointer=error.pointer) from None
    # The digest is over the body as sent, not over our model: an older client's batch keeps its
    # digest when the model learns a new field.
    sha256 = sha256_hex(canonical_json(plain))
    return Delivery(batch, sha256, len(body), key_id, context.clock())
