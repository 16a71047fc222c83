"""Monitors: read, authored, changed and deleted, each write against the etag that was seen."""

import re
from collections.abc import Callable
from typing import Annotated, Final, TypeVar

from fastapi import APIRouter, Depends, Header, Path, Response
from sqlalchemy.orm import Session

from seltzer_server.api.auth import AuthorKey, ScannerKey
from seltzer_server.api.body import strict_body
from seltzer_server.api.openapi import PROBLEM_RESPONSES, body_of
from seltzer_server.api.params import NameFilter, PageParams, SearchText, found
from seltzer_server.api.problems import ApiError
from seltzer_server.context import AppContext, Context
from seltzer_server.keys import Key
from seltzer_server.monitor_rules import MonitorRuleError, check_monitor, known_dialects
from seltzer_server.store import monitors
from seltzer_specs.wire.monitor import MonitorList, MonitorRecord, MonitorWrite

T = TypeVar("T")
router = APIRouter(prefix="/monitors", tags=["monitors"], responses=PROBLEM_RESPONSES)

MonitorIdPath = Annotated[str, Path(pattern=r"^mon_[0-9A-Za-z]{6,40}$")]
WriteBody = Annotated[MonitorWrite, Depends(strict_body(MonitorWrite))]
IfMatch = Annotated[str | None, Header(description="The etag that was read, in quotes.")]
ETAG: Final = re.compile(r'(?:W/)?"([0-9A-Za-z]{1,64})"')


@router.get("")
def read_monitors(
    context: Context,
    _key: ScannerKey,
    page: PageParams,
    q: SearchText = None,
    dataset: NameFilter = None,
) -> MonitorList:
    """Give monitors by id; `total` counts all that match, so that a reader sees a gap."""
    with context.store.read() as session:
        return monitors.list_monitors(session, monitors.MonitorFilter(q, dataset), page)


@router.post("", status_code=201, openapi_extra=body_of(MonitorWrite))
def create_monitor(
    context: Context,
    key: AuthorKey,
    write: WriteBody,
    response: Response,
    if_none_match: Annotated[str | None, Header()] = None,
) -> MonitorRecord:
    """Store a new monitor; the server makes the id when the body has none."""
    _check(context, write.id, write)
    change = _change(context, key)
    try:
        record = _write(context, lambda session: monitors.create_monitor(session, write, change))
    except monitors.MonitorExistsError as error:
        status, code = (412, "exists") if if_none_match is not None else (409, "conflict")
        raise ApiError(status, code, str(error), pointer="/id") from None
    response.headers["Location"] = f"/api/v1/monitors/{record.id}"
    return _tagged(record, response)


@router.get("/{monitor_id}")
def read_monitor(
    context: Context, _key: ScannerKey, monitor_id: MonitorIdPath, response: Response
) -> MonitorRecord:
    """Give one monitor."""
    with context.store.read() as session:
        record = found(monitors.find_monitor(session, monitor_id), "monitor", monitor_id)
    return _tagged(record, response)


@router.put("/{monitor_id}", openapi_extra=body_of(MonitorWrite))
def update_monitor(
    context: Context,
    key: AuthorKey,
    monitor_id: MonitorIdPath,
    write: WriteBody,
    response: Response,
    if_match: IfMatch = None,
) -> MonitorRecord:
    """Replace a monitor's spec, and its base where the body has one."""
    _check(context, monitor_id, write)
    etag, change = _etag(if_match), _change(context, key)
    record = _write(
        context,
        lambda session: monitors.update_monitor(session, monitor_id, write, change, etag=etag),
    )
    return _tagged(record, response)


@router.put("/{monitor_id}/base", openapi_extra=body_of(MonitorWrite))
def record_base(
    context: Context,
    key: AuthorKey,
    monitor_id: MonitorIdPath,
    write: WriteBody,
    response: Response,
    if_match: IfMatch = None,
) -> MonitorRecord:
    """Note what Git and cloud agree on; `spec` must be the live one, which stays."""
    etag, change = _etag(if_match), _change(context, key)
    if write.base is None:
        raise ApiError(422, "invalid-body", "/base: wants the agreed spec", pointer="/base")
    record = _write(
        context,
        lambda session: monitors.record_base(session, monitor_id, write, change, etag=etag),
    )
    return _tagged(record, response)


@router.delete("/{monitor_id}", status_code=204)
def delete_monitor(
    context: Context, key: AuthorKey, monitor_id: MonitorIdPath, if_match: IfMatch = None
) -> None:
    """Delete a monitor; its history stays."""
    etag, change = _etag(if_match), _change(context, key)
    _write(
        context,
        lambda session: monitors.delete_monitor(session, monitor_id, change, etag=etag),
    )


def _check(context: AppContext, monitor_id: str | None, write: MonitorWrite) -> None:
    if write.id is not None and write.id != monitor_id:
        detail = f'/id: the body names "{write.id}", the path "{monitor_id}"; leave it out'
        raise ApiError(422, "invalid-body", detail, pointer="/id")
    with context.store.read() as session:
        dialects = known_dialects(session)
    try:
        check_monitor(monitor_id, write.spec, dialects, now=context.clock())
    except MonitorRuleError as error:
        raise ApiError(422, "invalid-monitor", str(error), pointer=error.pointer) from None


def _write(context: AppContext, work: Callable[[Session], T]) -> T:
    try:
        return context.store.submit(work)
    except monitors.MonitorMissingError as error:
        raise ApiError(404, "not-found", str(error)) from None
    except monitors.StaleEtagError as error:
        raise ApiError(412, "stale", str(error)) from None


def _change(context: AppContext, key: Key) -> monitors.Change:
    return monitors.Change(key.name, context.clock())


def _etag(if_match: str | None) -> str:
    if if_match is None:
        detail = "a write wants the etag that was read; send If-Match"
        raise ApiError(428, "no-etag", detail)
    if if_match.strip() == monitors.ANY_ETAG:
        return monitors.ANY_ETAG
    tag = ETAG.fullmatch(if_match.strip())
    if tag is None:
        raise ApiError(412, "stale", "if-match wants one etag in quotes")
    return tag[1]


def _tagged(record: MonitorRecord, response: Response) -> MonitorRecord:
    response.headers["ETag"] = f'"{record.etag}"'
    return record
