"""Schema versions: the same story, whatever order scans arrive in."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from tests.server.workflow_scans import DAY, START

from seltzer_server.store.engine import Store
from seltzer_server.store.tables import Dataset, DataSource, SchemaChange, SchemaVersion
from seltzer_server.workflows.schema_diff import diff_columns
from seltzer_server.workflows.schema_history import record_schema
from seltzer_server.workflows.schema_timeline import Span, observe
from seltzer_specs.wire.ingest import BatchColumn

HASHES = st.lists(st.sampled_from("abc"), min_size=1, max_size=10)


def run_lengths(observed: dict[int, str]) -> list[str]:
    story: list[str] = []
    for day in sorted(observed):
        if story[-1:] != [observed[day]]:
            story.append(observed[day])
    return story


def build_timeline(observed: dict[int, str], order: list[int]) -> tuple[Span, ...]:
    spans: tuple[Span, ...] = ()
    seen: set[int] = set()
    for day in order:
        earlier = max((other for other in seen if other < day), default=None)
        later = min((other for other in seen if other > day), default=None)
        spans = observe(
            spans,
            START + day * DAY,
            observed[day],
            before=START + earlier * DAY if earlier is not None else None,
            after=START + later * DAY if later is not None else None,
        )
        seen.add(day)
    return spans


@given(hashes=HASHES, data=st.data())
def test_the_timeline_is_the_same_in_any_order(hashes: list[str], data: st.DataObject) -> None:
    observed = dict(enumerate(hashes))
    arrival = data.draw(st.permutations(list(observed)))
    spans = build_timeline(observed, arrival)
    in_order = build_timeline(observed, list(observed))

    assert [span.hash for span in spans] == run_lengths(observed)
    assert [(s.hash, s.first, s.last) for s in spans] == [
        (s.hash, s.first, s.last) for s in in_order
    ]


@given(hashes=HASHES, data=st.data())
def test_seeing_a_schema_again_changes_nothing(hashes: list[str], data: st.DataObject) -> None:
    observed = dict(enumerate(hashes))
    again = data.draw(st.integers(0, len(hashes) - 1))

    assert build_timeline(observed, [*observed, again]) == build_timeline(observed, list(observed))


def columns(text: str) -> list[BatchColumn]:
    """Read `id:INT total:DOUBLE`."""
    return [
        BatchColumn(name=name, type=kind, position=position)
        for position, (name, _, kind) in enumerate(part.partition(":") for part in text.split())
    ]


def changes(before: str, after: str) -> list[tuple[str, str, bool]]:
    old, new = ([c.model_dump() for c in columns(text)] for text in (before, after))
    return [(change.kind, change.column, change.breaking) for change in diff_columns(old, new)]


def test_each_kind_of_change_is_named() -> None:
    assert changes("id:INT total:INT", "id:INT") == [("column delete", "total", True)]
    assert changes("id:INT", "id:INT total:INT") == [("column add", "total", False)]
    assert changes("id:INT", "id:TEXT") == [("column type change", "id", True)]
    assert changes("a:INT b:INT c:INT", "c:INT a:INT b:INT") == [
        ("column index change", "c", False)
    ]
    assert changes("id:INT", "id:INT") == []


def test_making_room_for_a_column_is_no_move() -> None:
    assert changes("a:INT b:INT", "new:INT a:INT b:INT") == [("column add", "new", False)]
    assert changes("a:INT b:INT c:INT", "b:INT c:INT") == [("column delete", "a", True)]


@given(st.permutations(list("abcdef")))
def test_moves_are_as_few_as_can_be(order: list[str]) -> None:
    found = changes("a:INT b:INT c:INT d:INT e:INT f:INT", " ".join(f"{x}:INT" for x in order))
    moved = {name for _, name, _ in found}
    stayed = [name for name in order if name not in moved]

    assert stayed == sorted(stayed)
    assert len(moved) < len(order)
    assert (moved == set()) == (order == sorted(order))


def make_dataset(store: Store) -> int:
    with store.write() as session:
        source = DataSource(name="shop", dialect="duckdb")
        session.add(source)
        session.flush()
        dataset = Dataset(
            data_source_id=source.id, name="orders", first_seen=START, last_seen=START
        )
        session.add(dataset)
        session.flush()
        return dataset.id


def record(store: Store, dataset: int, day: int, text: str) -> list[tuple[str, str]]:
    with store.write() as session:
        found = record_schema(session, dataset, columns(text), START + day * DAY)
        return [(change.kind, change.column) for change in found]


def read_story(store: Store) -> tuple[list[datetime], list[tuple[datetime, str, str]]]:
    with store.read() as session:
        versions = session.scalars(select(SchemaVersion).order_by(SchemaVersion.first_seen)).all()
        rows = session.scalars(
            select(SchemaChange).order_by(SchemaChange.data_time, SchemaChange.kind)
        )
        ids = [version.id for version in versions]
        told = []
        for row in rows:
            assert ids.index(row.to_id) == ids.index(row.from_id) + 1
            told.append((row.data_time, row.kind, row.column))
        return [version.first_seen for version in versions], told


SCHEMAS = ("id:INT", "id:INT total:INT", "id:TEXT total:INT", "id:INT")
EXPECTED = [
    (START + 1 * DAY, "column add", "total"),
    (START + 2 * DAY, "column type change", "id"),
    (START + 3 * DAY, "column delete", "total"),
    (START + 3 * DAY, "column type change", "id"),
]


def test_changes_are_stored_with_the_scan_that_brought_them(store: Store) -> None:
    dataset = make_dataset(store)
    found = [record(store, dataset, day, text) for day, text in enumerate(SCHEMAS)]
    repeated = record(store, dataset, 3, SCHEMAS[3])

    assert found[:2] == [[], [("column add", "total")]]
    assert repeated == []
    assert read_story(store)[1] == EXPECTED


def test_late_scans_give_the_same_versions_and_changes(store: Store) -> None:
    dataset = make_dataset(store)
    for day in (3, 0, 2, 1):
        record(store, dataset, day, SCHEMAS[day])

    assert read_story(store) == ([START + day * DAY for day in range(4)], EXPECTED)


def test_two_late_scans_inside_one_version_split_it_where_it_was_seen(store: Store) -> None:
    dataset = make_dataset(store)
    for day in (0, 1, 3, 4, 6):
        record(store, dataset, day, "id:INT")
    for day in (5, 2):
        record(store, dataset, day, "id:TEXT")

    assert read_story(store)[0] == [START + day * DAY for day in (0, 2, 3, 5, 6)]


def test_a_late_scan_moves_a_change_to_when_it_is_now_known(store: Store) -> None:
    dataset = make_dataset(store)
    record(store, dataset, 0, "id:INT")
    record(store, dataset, 9, "id:TEXT")
    record(store, dataset, 4, "id:TEXT")

    assert read_story(store)[1] == [(START + 4 * DAY, "column type change", "id")]


def test_a_second_reading_of_one_time_replaces_the_first(store: Store) -> None:
    dataset = make_dataset(store)
    record(store, dataset, 0, "id:INT")
    record(store, dataset, 1, "id:TEXT")
    record(store, dataset, 2, "id:INT")
    record(store, dataset, 1, "id:INT")

    assert read_story(store) == ([START], [])
