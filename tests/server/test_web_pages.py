"""Every page, on both stores: with nothing to show, with six weeks of a shop, and as JSON."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select
from tests.browser.shop_history import fill_shop

from seltzer_server.store.engine import Store
from seltzer_server.store.tables import CheckDef, Dataset, Incident, Monitor, Point, Scan, Series

LISTS = ("/", "/datasets", "/checks", "/scans", "/monitors", "/incidents")
HTML = {"Accept": "text/html"}
MAX_QUERIES = 24


@pytest.fixture
def shop(store: Store, now: datetime) -> Store:
    fill_shop(store, now)
    return store


def all_pages(store: Store) -> list[str]:
    """Every list, and of each thing one per kind."""
    kinds = select(func.max(CheckDef.id)).group_by(CheckDef.kind, CheckDef.last_outcome)
    with store.read() as session:
        paths = [f"/datasets/{row}" for row in session.scalars(select(Dataset.id).limit(2))]
        paths += [f"/checks/{row}" for row in session.scalars(kinds)]
        paths += [f"/scans/{row}" for row in session.scalars(select(Scan.public_id).limit(1))]
        paths += [f"/monitors/{row}" for row in session.scalars(select(Monitor.id))]
        paths += [f"/incidents/{row}" for row in session.scalars(select(Incident.public_id))]
    return [*LISTS, *paths]


def find_check(server: Any, name: str) -> dict[str, Any]:
    found = server.get("/checks.json", params={"q": name}).json()["checks"]
    return next(check for check in found if check["name"] == name)


@contextmanager
def counted_queries(store: Store) -> Generator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(store.read_engine, "before_cursor_execute", note)
    yield statements
    event.remove(store.read_engine, "before_cursor_execute", note)


@pytest.mark.parametrize("path", LISTS)
def test_an_empty_store_says_what_to_do_next(server: Any, path: str) -> None:
    answer = server.get(path, headers=HTML)

    assert answer.status_code == 200
    assert 'class="empty"' in answer.text
    assert "Traceback" not in answer.text


def test_every_page_of_a_filled_store_is_shown(server: Any, shop: Store) -> None:
    answers = {path: server.get(path, headers=HTML) for path in all_pages(shop)}

    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(
        answers, 200
    )
    assert all("<h1" in answer.text and "</html>" in answer.text for answer in answers.values())


def test_every_page_has_a_json_twin(server: Any, shop: Store) -> None:
    for path in all_pages(shop):
        twin = "/index.json" if path == "/" else f"{path}.json"
        by_path, by_format = server.get(twin), server.get(path, params={"format": "json"})

        assert by_path.headers["content-type"] == "application/json", path
        assert by_path.json() == by_format.json(), path
        assert f'href="{twin}"' in server.get(path, headers=HTML).text, path


def test_the_first_sentence_sums_everything_up(server: Any, shop: Store) -> None:
    text = server.get("/", headers=HTML).text
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", text, re.DOTALL)
    assert heading is not None
    words = " ".join(re.sub(r"<[^>]+>", "", heading.group(1)).split())

    assert words == "3 incidents open, 31 of 37 checks pass, last scan 3 min ago"


def test_checks_that_do_not_run_any_more_are_not_counted(
    server: Any, shop: Store, now: datetime
) -> None:
    with shop.write() as session:
        check = session.scalars(select(CheckDef).where(CheckDef.last_outcome == "pass")).first()
        assert check is not None
        check.last_data_time = now - timedelta(days=90)
    page = server.get("/index.json").json()

    assert page["counts"]["pass"] == 30
    assert page["stale"] == 1


def test_a_check_shows_value_band_and_reason(server: Any, shop: Store) -> None:
    check = find_check(server, "anomaly detection for row_count")
    path = f"/checks/{check['id']}"
    page = server.get(f"{path}.json", params={"range": "90d"}).json()
    text = server.get(path, headers=HTML).text

    newest = page["points"][-1]
    assert (newest["outcome"], newest["value"]) == ("fail", 2912.0)
    assert newest["lower"] < newest["expected"] < newest["upper"]
    assert len(page["points"]) == 45
    assert page["points"][0]["state"] == "learning 0/7"
    expected = f"{newest['lower']:,.0f} to {newest['upper']:,.0f}"
    assert f"2,912 is below the expected {expected}" in text
    assert f'class="num">{expected}</dd>' in text
    assert 'class="band-chart"' in text
    assert 'class="band"' in text


def test_a_range_shows_less_history(server: Any, shop: Store) -> None:
    check = find_check(server, "row_count > 0")
    counts = {
        span: len(server.get(f"/checks/{check['id']}.json?range={span}").json()["points"])
        for span in ("7d", "30d", "90d")
    }

    assert counts == {"7d": 8, "30d": 31, "90d": 45}


def test_a_dataset_shows_how_its_schema_changed(server: Any, shop: Store) -> None:
    with shop.read() as session:
        orders = session.scalars(select(Dataset.id).where(Dataset.name == "orders")).one()
    page = server.get(f"/datasets/{orders}.json").json()

    changes = [
        (change["kind"], change["column"], change["breaking"])
        for version in page["versions"]
        for change in version["changes"]
    ]
    assert changes == [
        ("column delete", "coupon_code", True),
        ("column add", "coupon_code", False),
        ("column add", "currency", False),
    ]
    assert "coupon_code" not in [column["name"] for column in page["columns"]]


def test_scans_are_bars_that_lead_to_the_scan(server: Any, shop: Store) -> None:
    text = server.get("/scans", headers=HTML).text
    with shop.read() as session:
        newest = session.scalars(select(Scan).order_by(Scan.data_time.desc())).first()
        assert newest is not None

    bars = re.search(r'<svg[^>]*class="bars".*?</svg>', text, re.DOTALL)
    assert bars is not None
    assert bars.group(0).count("<a ") == 45
    assert f'href="/scans/{newest.public_id}"' in bars.group(0)
    for word in ("pass", "warn", "fail", "error", "skipped"):
        assert f'class="bar {word}"' in bars.group(0)


def test_all_scans_are_reached_by_pages(server: Any, shop: Store) -> None:
    first = server.get("/scans.json").json()
    second = server.get("/scans.json", params={"before": first["next"]}).json()
    names = [scan["public_id"] for page in (first, second) for scan in page["scans"]]

    assert (len(names), len(set(names)), second["next"]) == (45, 45, None)


def test_a_scan_lists_the_worst_first_and_one_outcome_on_request(server: Any, shop: Store) -> None:
    newest = server.get("/scans.json").json()["scans"][0]["public_id"]
    every = server.get(f"/scans/{newest}.json").json()["results"]
    errors = server.get(f"/scans/{newest}.json", params={"outcome": "error"}).json()["results"]

    outcomes = [result["outcome"] for result in every]
    order = ("fail", "error", "warn", "pass", "skipped")
    assert outcomes == sorted(outcomes, key=order.index)
    assert [result["reason"] for result in errors] == [
        "could not be computed: missing object (SQLSTATE 42703)"
    ]


def test_a_monitor_shows_its_yaml_and_what_the_cloud_changed(server: Any, shop: Store) -> None:
    page = server.get("/monitors/mon_01JD0Z7Q4TORDERVOLUME00001.json").json()

    assert page["yaml"].startswith("apiVersion: seltzer/v1\nkind: Monitor\nid: mon_")
    assert page["monitor"]["agreement"] == "edited in the cloud"
    assert page["differences"] == [
        {"field": "sensitivity", "base": "low", "actual": "medium"},
        {"field": "schedule", "base": "0 5 * * *", "actual": "0 6 * * *"},
    ]


def test_an_incident_shows_checks_timeline_and_messages(server: Any, shop: Store) -> None:
    listed = server.get("/incidents.json").json()["incidents"]
    page = server.get(f"/incidents/{listed[1]['public_id']}.json").json()

    assert [incident["severity"] for incident in listed] == ["critical", "major", "minor"]
    assert [event["kind"] for event in page["events"]] == ["repeated", "acknowledged", "opened"]
    assert [member["check"]["outcome"] for member in page["members"]] == ["fail"]
    assert {delivery["state"] for delivery in page["deliveries"]} == {"sent"}


def test_an_incident_tells_its_story(server: Any, shop: Store) -> None:
    listed = server.get("/incidents.json").json()["incidents"]
    path = f"/incidents/{listed[0]['public_id']}"
    page = server.get(f"{path}.json").json()
    text = server.get(path, headers=HTML).text
    words = " ".join(re.sub(r"<[^>]+>", "", text).split())

    assert page["evidence"]["name"] == "anomaly detection for row_count"
    assert page["evidence"]["points"][-1]["value"] == 2912.0
    assert [(change["kind"], change["column"]) for change in page["changes"]] == [
        ("column delete", "coupon_code")
    ]
    assert "2 of 2 checks are still not well; the data went bad on" in words
    assert "Told: slack:#shop-data." in words
    assert 'class="band-chart"' in text


def test_an_incident_names_who_was_not_told(server: Any, shop: Store) -> None:
    minor = server.get("/incidents.json").json()["incidents"][2]
    text = server.get(f"/incidents/{minor['public_id']}", headers=HTML).text

    assert "Not told yet:" in text
    assert "slack answered 503; tried again later" in text


def test_the_worst_checks_come_first_and_every_page_continues_there(
    server: Any, shop: Store, now: datetime
) -> None:
    with shop.write() as session:
        first = session.scalars(select(CheckDef)).first()
        assert first is not None
        for number in range(40):
            session.add(_copy_of(first, f"copy {number:02}", now))
    first_page = server.get("/checks.json").json()
    second = server.get("/checks.json", params={"after": first_page["next"]}).json()
    found = [check for page in (first_page, second) for check in page["checks"]]

    order = ("fail", "error", "warn", "pass", "skipped")
    places = [order.index(check["outcome"]) for check in found]
    assert places == sorted(places)
    assert (len(found), len({check["id"] for check in found})) == (77, 77)
    assert second["next"] is None


def test_rows_are_those_of_the_whole_dataset(server: Any, shop: Store) -> None:
    with shop.write() as session:
        whole = session.scalars(select(Series).where(Series.label == "row_count")).first()
        point = session.scalars(select(Point)).first()
        assert whole is not None
        assert point is not None
        part = Series(
            data_source_id=whole.data_source_id,
            dataset_id=whole.dataset_id,
            key="f" * 64,
            label="row_count",
        )
        session.add(part)
        session.flush()
        session.add(
            Point(series_id=part.id, data_time=point.data_time, value=7.0, scan_id=point.scan_id)
        )
        dataset_id = whole.dataset_id
    rows = {row["id"]: row for row in server.get("/datasets.json").json()["datasets"]}

    assert rows[dataset_id]["volume"][-1] > 1_000


def _copy_of(check: CheckDef, name: str, now: datetime) -> CheckDef:
    return CheckDef(
        data_source_id=check.data_source_id,
        dataset_id=check.dataset_id,
        key=name,
        name=name,
        kind="metric",
        tags=[],
        notify=[],
        last_outcome="pass",
        last_data_time=now,
    )


def test_search_takes_a_text_as_it_is(server: Any, shop: Store) -> None:
    def names(text: str) -> list[str]:
        page = server.get("/datasets.json", params={"q": text}).json()
        return [dataset["name"] for dataset in page["datasets"]]

    assert names("ORDER") == ["order_items", "orders"]
    assert names("order_") == ["order_items"]
    assert names("%") == []
    assert names("'; DROP TABLE dataset; --") == []


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/datasets/999999",
        "/datasets/x",
        "/checks/" + "9" * 40,
        "/scans/x",
        "/monitors/x",
    ],
)
def test_what_does_not_exist_is_a_page_for_people_and_a_problem_for_programs(
    server: Any, path: str
) -> None:
    page, problem = server.get(path, headers=HTML), server.get(path)

    assert (page.status_code, problem.status_code) == (404, 404)
    assert "This page does not exist" in page.text
    assert problem.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("query", ["?range=9y", "?format=xml"])
def test_a_parameter_that_cannot_be_is_refused(server: Any, shop: Store, query: str) -> None:
    check = find_check(server, "row_count > 0")
    answer = server.get(f"/checks/{check['id']}{query}")

    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid-parameter"


def test_the_count_of_queries_does_not_grow_with_the_rows(
    server: Any, shop: Store, store: Store
) -> None:
    from seltzer_server.clock import utc_now
    from seltzer_server.web.page import PageRequest
    from seltzer_server.web.routes import PAGES

    paths = all_pages(shop)
    for page in PAGES:
        pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", page.path) + "$")
        match = next(found for found in map(pattern.match, paths) if found)
        with counted_queries(store) as statements, store.read() as session:
            page.read(session, PageRequest(match.groupdict(), {}, utc_now()))

        assert 0 < len(statements) <= MAX_QUERIES, (page.path, len(statements))


def test_a_strip_costs_a_seek_per_check_and_not_its_history(shop: Store) -> None:
    from seltzer_server.web.recent import STRIP_LENGTH, read_check_cells

    with shop.read() as session:
        ids = list(session.scalars(select(CheckDef.id)))
        cells = read_check_cells(session, ids)

    assert set(cells) == set(ids)
    assert {len(found) for found in cells.values()} == {STRIP_LENGTH}
    for found in cells.values():
        assert [cell.data_time for cell in found] == sorted(cell.data_time for cell in found)
