"""The spool: nothing is lost, nothing is delivered in another order, nothing blocks the rest."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from tests.client.loopback import KEY, Loopback, make_batch, problem

from seltzer_client.api import ServerClient
from seltzer_client.encoding import EncodedBatch
from seltzer_client.retry import NO_RETRY
from seltzer_client.spool import Spool
from seltzer_specs.errors import ConfigError, DeliveryError
from seltzer_specs.wire.ingest import IngestReceipt


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Time of the spool."""
    return Clock()


@pytest.fixture
def spool(tmp_path: Path, clock: Clock) -> Spool:
    """An empty spool."""
    return Spool(tmp_path / "state" / "spool", clock=clock)


def scans_of(loopback: Loopback) -> list[int]:
    return [int(body["scan"]["id"], 16) for body in loopback.stored.values()]


def test_batches_are_delivered_in_the_order_they_were_put(
    spool: Spool, client: ServerClient, loopback: Loopback
) -> None:
    for number in (3, 1, 2):
        spool.put(make_batch(number))

    result = spool.replay(client)

    assert (result.delivered, result.waiting, result.rejected) == (3, 0, 0)
    assert scans_of(loopback) == [3, 1, 2]
    assert spool.list() == ()


def test_a_clock_that_steps_back_keeps_the_order(
    spool: Spool, client: ServerClient, loopback: Loopback, clock: Clock
) -> None:
    spool.put(make_batch(1))
    clock.now -= timedelta(hours=1)
    spool.put(make_batch(2))

    spool.replay(client)

    assert scans_of(loopback) == [1, 2]


def test_a_batch_that_waits_is_not_stored_twice(spool: Spool) -> None:
    first, second = spool.put(make_batch()), spool.put(make_batch())

    assert first == second
    assert len(spool.list()) == 1


def test_files_are_for_their_owner_alone(spool: Spool, tmp_path: Path) -> None:
    name = spool.put(make_batch()).name

    folder = tmp_path / "state" / "spool"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / name).stat().st_mode & 0o777 == 0o600


def test_a_server_that_cannot_be_reached_leaves_all_waiting(spool: Spool) -> None:
    for number in range(3):
        spool.put(make_batch(number))

    with ServerClient("http://127.0.0.1:1", key=KEY, retry=NO_RETRY) as client:
        result = spool.replay(client)

    assert (result.delivered, result.waiting) == (0, 3)
    assert "no answer from the server" in (result.reason or "")


@pytest.mark.parametrize("status", [401, 403, 404, 408, 425, 429, 503, 507])
def test_what_is_not_about_the_batch_keeps_it_waiting(
    spool: Spool, loopback: Loopback, status: int
) -> None:
    spool.put(make_batch(1))
    spool.put(make_batch(2))
    loopback.script.append(problem(status, "not now"))

    with ServerClient(loopback.url, key=KEY, retry=NO_RETRY) as client:
        result = spool.replay(client)

    assert (result.delivered, result.waiting, result.rejected) == (0, 2, 0)
    assert "not now" in (result.reason or "")


def test_a_batch_that_breaks_the_server_does_not_keep_the_others_back(
    spool: Spool, loopback: Loopback
) -> None:
    spool.put(make_batch(1))
    spool.put(make_batch(2))
    loopback.script.append(problem(500, "oops"))

    with ServerClient(loopback.url, key=KEY, retry=NO_RETRY) as client:
        result = spool.replay(client)

    assert (result.delivered, result.waiting, result.rejected) == (1, 1, 0)
    assert scans_of(loopback) == [2]


@pytest.mark.parametrize("status", [400, 409, 413, 415, 422])
def test_a_refused_batch_moves_aside_with_its_reason(
    spool: Spool, client: ServerClient, loopback: Loopback, status: int
) -> None:
    spool.put(make_batch(1))
    spool.put(make_batch(2))
    loopback.script.append(problem(status, "cannot be used"))

    result = spool.replay(client)

    (rejected,) = spool.list()
    assert (result.delivered, result.waiting, result.rejected) == (1, 0, 1)
    assert rejected.state == "rejected"
    assert "cannot be used" in (rejected.reason or "")
    assert scans_of(loopback) == [2]


@pytest.mark.parametrize("damage", [b"", b"junk", "cut", "changed", "more"])
def test_a_damaged_file_moves_aside_and_is_never_sent(
    spool: Spool, client: ServerClient, loopback: Loopback, tmp_path: Path, damage: bytes | str
) -> None:
    path = tmp_path / "state" / "spool" / spool.put(make_batch(1)).name
    other = spool.put(make_batch(2)).name
    content = path.read_bytes()
    damaged = {
        "cut": content[:-9],
        "changed": (path.parent / other).read_bytes(),
        "more": content + b"x",
    }
    path.write_bytes(damaged[damage] if isinstance(damage, str) else damage)

    result = spool.replay(client)

    assert (result.delivered, result.rejected) == (1, 1)
    assert scans_of(loopback) == [2]
    assert spool.list()[0].reason


def test_delivered_batches_are_kept_for_a_week_and_can_be_given_again(
    spool: Spool, client: ServerClient, loopback: Loopback, clock: Clock
) -> None:
    spool.put(make_batch(1))
    spool.replay(client)
    loopback.stored.clear()  # the server was restored from yesterday's backup
    clock.now += timedelta(days=6)

    requeued = spool.requeue_acked()
    spool.replay(client)

    assert requeued == 1
    assert scans_of(loopback) == [1]


def test_delivered_batches_are_deleted_after_a_week(
    spool: Spool, client: ServerClient, clock: Clock
) -> None:
    spool.put(make_batch(1))
    spool.replay(client)
    clock.now += timedelta(days=8)
    spool.replay(client)

    assert spool.list_acked() == ()


def test_a_rejected_batch_can_wait_again(
    spool: Spool, client: ServerClient, loopback: Loopback
) -> None:
    spool.put(make_batch(1))
    loopback.script.append(problem(422, "not yet known"))
    spool.replay(client)

    spool.requeue(spool.list()[0].name)
    result = spool.replay(client)

    assert result.delivered == 1
    assert scans_of(loopback) == [1]


def test_a_batch_can_be_dropped_by_its_name_only(spool: Spool, tmp_path: Path) -> None:
    outside = tmp_path / "state" / "precious"
    name = spool.put(make_batch(1)).name
    outside.write_text("kept")

    spool.drop(name)
    with pytest.raises(ConfigError, match="no batch"):
        spool.drop("../precious")

    assert spool.list() == ()
    assert outside.is_file()


def test_a_disk_that_refuses_is_a_delivery_error(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where a folder should be")

    with pytest.raises(DeliveryError, match="cannot write to the spool") as raised:
        Spool(tmp_path / "state" / "spool").put(make_batch())

    assert raised.value.exit_code == 7


def test_two_processes_deliver_each_batch_once(
    spool: Spool, loopback: Loopback, tmp_path: Path
) -> None:
    for number in range(20):
        spool.put(make_batch(number))

    def replay(_: int) -> int:
        with ServerClient(loopback.url, key=KEY) as client:
            return Spool(tmp_path / "state" / "spool").replay(client).delivered

    with ThreadPoolExecutor(4) as pool:
        delivered = list(pool.map(replay, range(4)))

    assert sum(delivered) == 20
    assert len(loopback.requests) == 20
    assert scans_of(loopback) == list(range(20))


def test_what_another_process_puts_meanwhile_is_not_counted_as_waiting(
    spool: Spool, loopback: Loopback
) -> None:
    class Neighbour(ServerClient):
        def ingest_encoded(self, batch: EncodedBatch) -> IngestReceipt:
            spool.put(make_batch(2))
            return super().ingest_encoded(batch)

    spool.put(make_batch(1))

    with Neighbour(loopback.url, key=KEY) as client:
        result = spool.replay(client)

    assert (result.delivered, result.waiting, result.rejected) == (1, 0, 0)
    assert [batch.state for batch in spool.list()] == ["waiting"]


KILLED = """
import os, signal, sys
from pathlib import Path
from seltzer_client.api import ServerClient
from seltzer_client.spool import Spool
from tests.client.loopback import KEY, make_batch

class Killed(ServerClient):
    def ingest_encoded(self, batch):
        if sys.argv[3] == "after":
            super().ingest_encoded(batch)
        os.kill(os.getpid(), signal.SIGKILL)

spool = Spool(Path(sys.argv[1]))
spool.put(make_batch(1))
spool.replay(Killed(sys.argv[2], key=KEY))
"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_process_killed_around_the_post_loses_nothing_and_stores_nothing_twice(
    client: ServerClient, loopback: Loopback, tmp_path: Path, moment: str
) -> None:
    folder = tmp_path / "spool"
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(folder), loopback.url, moment],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
    )

    result = Spool(folder).replay(client)

    assert killed.returncode == -signal.SIGKILL
    assert (result.delivered, result.waiting) == (1, 0)
    assert scans_of(loopback) == [1]
