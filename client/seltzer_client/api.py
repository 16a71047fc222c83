"""The server's API as methods."""

import json
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any, TypeVar
from urllib.parse import quote

from pydantic import BaseModel, ValidationError

from seltzer_client.encoding import EncodedBatch, compress, encode_batch
from seltzer_client.errors import ServerUnreachable as ServerUnreachable
from seltzer_client.retry import RetryPolicy
from seltzer_client.transport import Call, Transport
from seltzer_specs.canonical import canonical_json
from seltzer_specs.errors import ServerError
from seltzer_specs.wire.ingest import IngestBatch, IngestReceipt, ScanVerdicts
from seltzer_specs.wire.monitor import MonitorList, MonitorRecord, MonitorWrite
from seltzer_specs.wire.partitions import PartitionState

Model = TypeVar("Model", bound=BaseModel)

_ROOT = "/api/v1"
_JSON = {"Content-Type": "application/json"}
_MAX_PAGES = 10_000


class ServerClient:
    """A client of one server; use it as a context manager.

    Reads and ingest are tried again for a bounded time, because repeating them changes nothing;
    writes to monitors are not.

    Args:
        url: Root of the server.
        key: `ID.SECRET`.
        timeout_s: Seconds without a byte after which the server counts as unreachable.
        retry: How long to try again.
    """

    def __init__(
        self, url: str, *, key: str, timeout_s: float = 30, retry: RetryPolicy | None = None
    ) -> None:
        self._transport = Transport(url, key=key, timeout_s=timeout_s)
        self._retry = retry or RetryPolicy()

    def __repr__(self) -> str:
        return f"ServerClient({self._transport.url!r})"

    def __enter__(self) -> "ServerClient":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()

    def ingest(self, batch: IngestBatch) -> IngestReceipt:
        """Deliver a batch; the receipt comes after the server has stored it."""
        return self.ingest_encoded(encode_batch(batch))

    def ingest_encoded(self, batch: EncodedBatch) -> IngestReceipt:
        """Deliver a batch byte by byte as it was spooled.

        Raises:
            ServerUnreachable: no answer came in time; it may be delivered again without harm.
            ServerError: the server refused it, or acknowledged another batch.
        """
        call = Call(
            method="POST",
            path=f"{_ROOT}/ingest/scans",
            headers=_JSON
            | {
                "Content-Encoding": "gzip",
                "Content-Digest": batch.content_digest,
                "X-Batch-Sha256": batch.sha256,
            },
            content=batch.content,
        )
        receipt = _parse(self._repeat(call), IngestReceipt)
        if receipt.batch != batch.sha256:
            raise ServerError("the server acknowledged another batch than it was sent")
        return receipt

    def fetch_verdicts(self, scan_id: str) -> ScanVerdicts:
        """Ask what the server made of a scan's questions."""
        return _parse(self._get(f"/scans/{_quoted(scan_id)}/verdicts"), ScanVerdicts)

    def fetch_monitors(self) -> tuple[MonitorRecord, ...]:
        """Give all monitors.

        Raises:
            ServerError: the listing changed while it was read or is not complete; a plan made
                from a part of it would take the rest for deleted.
        """
        found: dict[str, MonitorRecord] = {}
        total = 0
        for page in self._monitor_pages():
            found.update((record.id, record) for record in page.items)
            total = page.total
        if len(found) != total:
            raise ServerError(
                f"the listing of monitors is not complete: {len(found)} of {total}; try again"
            )
        return tuple(found.values())

    def fetch_monitor(self, id: str) -> MonitorRecord:  # noqa: A002  # the word of the API
        """Give one monitor.

        Raises:
            ServerError: with status 404 where there is none.
        """
        return _parse(self._get(_monitor(id)), MonitorRecord)

    def create_monitor(self, write: MonitorWrite) -> MonitorRecord:
        """Create a monitor, under the wanted id where one is given.

        Raises:
            StaleError: the wanted id exists.
        """
        headers = {"If-None-Match": "*"} if write.id is not None else {}
        return _parse(self._write("POST", "/monitors", write, headers), MonitorRecord)

    def update_monitor(
        self,
        id: str,  # noqa: A002  # the word of the API
        write: MonitorWrite,
        *,
        etag: str,
    ) -> MonitorRecord:
        """Replace a monitor that is still what its etag says.

        Raises:
            StaleError: it changed.
        """
        headers = {"If-Match": _quoted_etag(etag)}
        return _parse(self._write("PUT", _monitor(id), write, headers), MonitorRecord)

    def delete_monitor(self, id: str, *, etag: str) -> None:  # noqa: A002  # as above
        """Delete a monitor that is still what its etag says.

        Raises:
            StaleError: it changed.
        """
        headers = {"If-Match": _quoted_etag(etag)}
        self._transport.send(Call(method="DELETE", path=_ROOT + _monitor(id), headers=headers))

    def fetch_partitions(self, key: str) -> PartitionState | None:
        """Give what the last scan kept of a dataset's partitions; None where it kept nothing.

        Args:
            key: Digest of what it is of.
        """
        try:
            return _parse(self._get(f"/partitions/{_quoted(key)}"), PartitionState)
        except ServerError as error:
            if error.status == 404:
                return None
            raise

    def save_partitions(self, key: str, state: PartitionState) -> None:
        """Keep what a scan found of a dataset's partitions; repeating it changes nothing."""
        content = compress(canonical_json(state.model_dump(mode="json")))
        self._repeat(
            Call(
                method="PUT",
                path=f"{_ROOT}/partitions/{_quoted(key)}",
                headers={**_JSON, "Content-Encoding": "gzip"},
                content=content,
            )
        )

    def fetch_json(self, path: str, params: Mapping[str, str] | None = None) -> Any:
        """Give the JSON of any page of the API.

        Args:
            path: From the root of the server, for example `/api/v1/incidents`.
            params: Query parameters.
        """
        body = self._repeat(Call(method="GET", path=path, params=params or {}))
        try:
            return json.loads(body)
        except ValueError as error:
            raise ServerError(f'the server\'s answer for "{path}" is not JSON') from error

    def _monitor_pages(self) -> Iterator[MonitorList]:
        params: dict[str, str] = {}
        for _ in range(_MAX_PAGES):
            page = _parse(self._get("/monitors", params), MonitorList)
            yield page
            if page.next is None or page.next == params.get("cursor"):
                return
            params = {"cursor": page.next}

    def _get(self, path: str, params: Mapping[str, str] | None = None) -> bytes:
        return self._repeat(Call(method="GET", path=_ROOT + path, params=params or {}))

    def _repeat(self, call: Call) -> bytes:
        return self._retry.run(lambda: self._transport.send(call))

    def _write(self, method: str, path: str, body: BaseModel, headers: Mapping[str, str]) -> bytes:
        content = canonical_json(body.model_dump(mode="json")).encode("utf-8")
        return self._transport.send(
            Call(method=method, path=_ROOT + path, headers={**_JSON, **headers}, content=content)
        )


def _parse(body: bytes, model: type[Model]) -> Model:
    try:
        # Within one version of the API the server may add fields.
        return model.model_validate_json(body, extra="ignore")
    except ValidationError as error:
        where = "/".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
        raise ServerError(
            f'the server\'s answer is no {model.__name__} (at "{where}"); '
            "is it a Seltzer server of this version?"
        ) from None


def _monitor(identity: str) -> str:
    return f"/monitors/{_quoted(identity)}"


def _quoted(identity: str) -> str:
    return quote(identity, safe="")


def _quoted_etag(etag: str) -> str:
    return etag if etag.startswith(('"', 'W/"')) else f'"{etag}"'
