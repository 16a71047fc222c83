"""The store: readers that cannot write, one writer, groups in which a bad piece stands alone."""

import threading
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from seltzer_server.store.engine import Store, open_store, parse_url
from seltzer_server.store.failures import describe_failure
from seltzer_server.store.tables import Dataset, DataSource
from seltzer_server.store.writer import QUEUE_SLOTS, WriterBusyError
from seltzer_specs.errors import ConfigError


def add_source(session: Session, name: str) -> int:
    source = DataSource(name=name, dialect="duckdb")
    session.add(source)
    session.flush()
    return source.id


def names(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.scalars(select(DataSource.name).order_by(DataSource.name)))


def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(DBAPIError), store.read() as session:
        add_source(session, "shop")

    assert names(store) == []


def test_a_block_that_fails_stores_nothing(store: Store) -> None:
    def fail(session: Session) -> None:
        add_source(session, "shop")
        raise LookupError

    with pytest.raises(LookupError), store.write() as session:
        fail(session)

    assert names(store) == []


def test_a_write_inside_a_write_is_a_mistake(store: Store) -> None:
    with store.write(), pytest.raises(RuntimeError), store.write():
        pass


def test_a_reader_sees_one_moment(store: Store) -> None:
    with store.read() as session:
        before = session.scalars(select(func.count()).select_from(DataSource)).one()
        with store.write() as writer:
            add_source(writer, "shop")
        after = session.scalars(select(func.count()).select_from(DataSource)).one()

    assert (before, after) == (0, 0)
    assert names(store) == ["shop"]


def test_foreign_keys_are_held(store: Store, now: datetime) -> None:
    with pytest.raises(IntegrityError), store.write() as session:
        session.add(Dataset(data_source_id=987654321, name="x", first_seen=now, last_seen=now))


def test_times_come_back_aware_and_equal(store: Store, now: datetime) -> None:
    with store.write() as session:
        source = add_source(session, "shop")
        session.add(Dataset(data_source_id=source, name="x", first_seen=now, last_seen=now))
    with store.read() as session:
        found = session.scalars(select(Dataset)).one()

    assert found.first_seen == now
    assert found.first_seen.tzinfo is not None


def test_a_bad_piece_of_work_leaves_its_neighbours_alone(store: Store) -> None:
    """All pieces wait behind a held write lock, so that they become one group."""

    def work(name: str) -> str:
        try:
            store.submit(lambda session: add_source(session, name))
        except IntegrityError:
            return "refused"
        return "stored"

    with ThreadPoolExecutor(20) as pool:
        with store.write() as session:
            add_source(session, "shop 0")
            waiting = [pool.submit(work, f"shop {i % 10}") for i in range(20)]
        outcomes = [job.result() for job in waiting]

    assert outcomes.count("stored") == 9
    assert names(store) == [f"shop {i}" for i in range(10)]


def test_work_is_visible_once_it_is_answered(store: Store) -> None:
    source_id = store.submit(lambda session: add_source(session, "shop"))

    with store.read() as session:
        assert session.get(DataSource, source_id) is not None


def test_a_closed_store_takes_no_work(tmp_path: Path, store_url: str, store: Store) -> None:
    other = open_store(store_url)
    other.submit(lambda session: add_source(session, "shop"))
    other.close()

    assert names(store) == ["shop"]
    if other.dialect == "sqlite":
        with pytest.raises(WriterBusyError):
            other.submit(lambda session: add_source(session, "late"))


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_a_full_queue_sends_away(store: Store) -> None:
    release = threading.Event()
    with ThreadPoolExecutor(QUEUE_SLOTS + 60) as pool:
        held = threading.Event()

        def hold(_: Session) -> None:
            held.set()
            release.wait()

        first = pool.submit(store.submit, hold)
        held.wait()
        jobs = [pool.submit(store.submit, lambda session: 1) for _ in range(QUEUE_SLOTS + 50)]
        # The writer is held, so the only ones that can be answered are those sent away.
        done, _ = wait(jobs, return_when=FIRST_COMPLETED)
        refused = done.pop().exception()
        release.set()
        first.result()

    assert isinstance(refused, WriterBusyError)


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_sqlite_keeps_what_it_acknowledged_through_a_power_cut(
    store: Store, tmp_path: Path
) -> None:
    with store.write_engine.connect() as connection:
        settings = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }

    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_a_full_disk_is_told_and_survived(store: Store) -> None:
    """SQLite's own page limit gives the error of a full disk."""
    with store.write_engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar()
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))

    def fill(session: Session) -> None:
        session.execute(
            text("INSERT INTO data_source (name, dialect) VALUES (:name, 'x')"),
            [{"name": f"{i}" * 200} for i in range(500)],
        )

    with pytest.raises(DBAPIError) as caught:
        store.submit(fill)
    failure = describe_failure(caught.value)
    assert failure is not None
    assert (failure.status, failure.code) == (507, "store-full")
    assert names(store) == []
    with store.write_engine.connect() as connection:
        connection.execute(text("PRAGMA max_page_count = 1000000"))
    store.submit(fill)
    assert len(names(store)) == 500


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("mysql://h/db", 'wants postgresql:// or a sqlite:/// file, got "mysql://"'),
        ("sqlite://", "wants postgresql://"),
        ("not a url with hunter2", "cannot be read"),
    ],
)
def test_an_unknown_store_is_refused_without_showing_secrets(url: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        parse_url(url)

    assert "hunter2" not in str(caught.value)
