"""Results on this disk until the server has acknowledged them.

    spool/TIME-SHA256.json.gz            waits to be delivered
    spool/acked/…                        acknowledged; kept for a week, so that a server restored
                                         from a backup can be given what it lost
    spool/rejected/…  and  ….reason      refused for good by the server, or damaged
    spool/lock                           held by the one process that delivers

A batch is on disk before the first byte is sent. A crash at any point leaves it waiting or
delivered, and a batch that is delivered twice is stored once.
"""

import fcntl
import re
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Literal, TypeAlias

from seltzer_client.api import ServerClient
from seltzer_client.durable import make_folder, move_durably, write_durably
from seltzer_client.encoding import CorruptBatchError, EncodedBatch, check_batch, encode_batch
from seltzer_client.errors import ServerBusyError, ServerUnreachable
from seltzer_specs.errors import ConfigError, DeliveryError, ServerError
from seltzer_specs.wire.ingest import IngestBatch

State: TypeAlias = Literal["waiting", "rejected", "acked"]

KEEP_ACKED = timedelta(days=7)

_NAME = re.compile(r"(?P<time>\d{8}T\d{6}\.\d{6}Z)-(?P<sha256>[0-9a-f]{64})\.json\.gz")
_TIME = "%Y%m%dT%H%M%S.%fZ"
_SUFFIX = ".json.gz"

# About the key or the address and not about the batch: with these put right, it will go through.
_NOT_ABOUT_THE_BATCH = frozenset({401, 403, 404, 405, 407})


@dataclass(frozen=True, slots=True)
class SpooledBatch:
    """One batch on disk.

    Attributes:
        name: Name of its file.
        state: `waiting`, `rejected` or `acked`.
        size_bytes: Size of its file.
        reason: Why it was rejected.
    """

    name: str
    state: State
    size_bytes: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """What became of the waiting batches.

    Attributes:
        delivered: How many the server acknowledged.
        waiting: How many still wait.
        rejected: How many were refused for good or are damaged.
        reason: Why some wait or were rejected: the last thing that went wrong.
    """

    delivered: int
    waiting: int
    rejected: int
    reason: str | None = None


def _now() -> datetime:
    return datetime.now(timezone.utc)


class Spool:
    """The batches of one project.

    Args:
        directory: Folder of the spool; made with the first batch.
        clock: Aware current time; exchanged in tests.
    """

    def __init__(self, directory: Path, *, clock: Callable[[], datetime] = _now) -> None:
        self._directory = directory
        self._clock = clock

    def put(self, batch: IngestBatch) -> SpooledBatch:
        """Store a batch durably; one that waits already is not stored twice.

        Raises:
            DeliveryError: the disk refuses it.
        """
        encoded = encode_batch(batch)
        try:
            make_folder(self._directory)
            path = self._path_of(encoded) or self._directory / self._new_name(encoded)
            if not path.is_file():
                write_durably(path, encoded.content)
        except OSError as error:
            raise DeliveryError(
                f'cannot write to the spool "{self._directory}": {error.strerror}; '
                "free some space or give the folder back, and scan again"
            ) from error
        return self._entry(path, "waiting")

    def replay(self, client: ServerClient) -> ReplayResult:
        """Deliver what waits, oldest first, one at a time.

        A server that cannot be reached, is busy or refuses the key stops the replay, and the rest
        keeps its order. A batch that makes the server fail (500) waits alone, so that it does not
        keep the others back. What others put meanwhile is theirs to deliver and is not counted.

        Raises:
            DeliveryError: the disk refuses; what was not sent waits.
        """
        if not self._directory.is_dir():
            return ReplayResult(0, 0, 0)
        try:
            with self._locked():
                self._prune()
                return self._deliver_all(client)
        except OSError as error:
            raise DeliveryError(
                f'cannot tidy the spool "{self._directory}": {error.strerror}; free some space or '
                "give the folder back, then run `seltzer spool replay`"
            ) from error

    def list(self) -> tuple[SpooledBatch, ...]:
        """Give the waiting and the rejected batches, oldest first."""
        found = [self._entry(path, "waiting") for path in _batches(self._directory)]
        found += [self._entry(path, "rejected") for path in _batches(self._rejected)]
        return tuple(sorted(found, key=lambda batch: batch.name))

    def list_acked(self) -> tuple[SpooledBatch, ...]:
        """Give the delivered batches that are still kept, oldest first."""
        return tuple(self._entry(path, "acked") for path in _batches(self._acked))

    def requeue(self, name: str) -> None:
        """Let a rejected or delivered batch wait again.

        Raises:
            ConfigError: there is none of that name.
        """
        with self._locked():
            path = self._find(name, (self._rejected, self._acked))
            move_durably(path, self._directory)
            _reason_file(path).unlink(missing_ok=True)

    def requeue_acked(self) -> int:
        """Let all delivered batches wait again, for a server that lost some; give their number."""
        names = [batch.name for batch in self.list_acked()]
        for name in names:
            self.requeue(name)
        return len(names)

    def drop(self, name: str) -> None:
        """Delete a waiting or rejected batch for good.

        Raises:
            ConfigError: there is none of that name.
        """
        with self._locked():
            path = self._find(name, (self._directory, self._rejected))
            path.unlink()
            _reason_file(path).unlink(missing_ok=True)

    @property
    def _acked(self) -> Path:
        return self._directory / "acked"

    @property
    def _rejected(self) -> Path:
        return self._directory / "rejected"

    def _deliver_all(self, client: ServerClient) -> ReplayResult:
        delivered = rejected = 0
        reason: str | None = None
        batches = _batches(self._directory)
        for path in batches:
            try:
                client.ingest_encoded(_read(path))
            except CorruptBatchError as error:
                reason, rejected = str(error), rejected + 1
                self._reject(path, str(error))
            except ServerError as error:
                reason = str(error)
                if _is_about_the_batch(error):
                    self._reject(path, str(error))
                    rejected += 1
                elif error.status != 500:
                    break
            else:
                move_durably(path, self._acked)
                delivered += 1
        waiting = len(batches) - delivered - rejected
        return ReplayResult(delivered, waiting, rejected, reason)

    def _reject(self, path: Path, reason: str) -> None:
        make_folder(self._rejected)
        # The reason first: a crash in between leaves a batch that waits, not one without a reason.
        write_durably(_reason_file(self._rejected / path.name), reason.encode("utf-8"))
        move_durably(path, self._rejected)

    def _prune(self) -> None:
        before = self._clock() - KEEP_ACKED
        for path in _batches(self._acked):
            if _time_of(path) < before:
                path.unlink()

    def _path_of(self, encoded: EncodedBatch) -> Path | None:
        return next(self._directory.glob(f"*-{encoded.sha256}{_SUFFIX}"), None)

    def _new_name(self, encoded: EncodedBatch) -> str:
        moment = self._clock().astimezone(timezone.utc)
        waiting = _batches(self._directory)
        if waiting:
            # A clock that stepped back must not put a newer batch before an older one.
            moment = max(moment, _time_of(waiting[-1]) + timedelta(microseconds=1))
        return f"{moment.strftime(_TIME)}-{encoded.sha256}{_SUFFIX}"

    def _find(self, name: str, folders: tuple[Path, ...]) -> Path:
        # Only names that we gave: others could lead out of the spool.
        if _NAME.fullmatch(name):
            for folder in folders:
                if (folder / name).is_file():
                    return folder / name
        raise ConfigError(f'no batch "{name}" in the spool; `seltzer spool list` shows the names')

    def _entry(self, path: Path, state: State) -> SpooledBatch:
        reason = _reason_file(path)
        text = reason.read_text("utf-8") if state == "rejected" and reason.is_file() else None
        return SpooledBatch(path.name, state, path.stat().st_size, text)

    @contextmanager
    def _locked(self) -> Generator[None]:
        """Wait until no other process delivers from this spool or tidies it."""
        make_folder(self._directory)
        with (self._directory / "lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _is_about_the_batch(error: ServerError) -> bool:
    if isinstance(error, ServerBusyError | ServerUnreachable):
        return False
    return 400 <= error.status < 500 and error.status not in _NOT_ABOUT_THE_BATCH


def _batches(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(
        path for path in folder.iterdir() if _NAME.fullmatch(path.name) and path.is_file()
    )


def _read(path: Path) -> EncodedBatch:
    match = _NAME.fullmatch(path.name)
    if match is None:
        raise CorruptBatchError("the name of the file is not that of a batch")
    return check_batch(path.read_bytes(), sha256=match["sha256"])


def _time_of(path: Path) -> datetime:
    return datetime.strptime(path.name.partition("-")[0], _TIME).replace(tzinfo=timezone.utc)


def _reason_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.reason")
