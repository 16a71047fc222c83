"""Hostile names, headers and access."""

import re
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from sqlalchemy import select
from tests.browser.hostile_history import XSS, fill_hostile

from seltzer_server.settings import ServerSettings
from seltzer_server.store.engine import Store
from seltzer_server.store.tables import CheckDef, Dataset, Incident, Monitor, Scan

HTML = {"Accept": "text/html"}
ALLOWED_SCRIPTS = re.compile(r"/static/[0-9a-f]{12}/[\w./-]+\.js")


class Reader(HTMLParser):
    """Collects what could run or leave the page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts: list[dict[str, str | None]] = []
        self.handlers: list[str] = []
        self.targets: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "script":
            self.scripts.append(dict(attrs))
        self.handlers += [name for name, _ in attrs if name.startswith("on") or name == "style"]
        self.targets += [value or "" for name, value in attrs if name in {"href", "src", "action"}]


def all_pages(store: Store) -> list[str]:
    paths = ["/", "/datasets", "/checks", "/scans", "/monitors", "/incidents"]
    with store.read() as session:
        paths += [f"/datasets/{row}" for row in session.scalars(select(Dataset.id))]
        paths += [f"/checks/{row}" for row in session.scalars(select(CheckDef.id))]
        paths += [f"/scans/{row}" for row in session.scalars(select(Scan.public_id))]
        paths += [f"/monitors/{row}" for row in session.scalars(select(Monitor.id))]
        paths += [f"/incidents/{row}" for row in session.scalars(select(Incident.public_id))]
    return paths


def test_hostile_names_stay_text_on_every_page(server: Any, store: Store, now: datetime) -> None:
    fill_hostile(store, now)
    for path in all_pages(store):
        answer = server.get(path, headers=HTML)
        reader = Reader()
        reader.feed(answer.text)

        assert answer.status_code == 200, path
        assert reader.handlers == [], path
        assert "<b>bold" not in answer.text, path
        for script in reader.scripts:
            is_data = script.get("type") == "application/json"
            assert is_data or ALLOWED_SCRIPTS.fullmatch(script.get("src") or ""), (path, script)
        for target in reader.targets:
            assert target.startswith(("/", "?", "#")), (path, target)
        for text in XSS[:4]:
            assert text not in answer.text, path


def test_a_search_text_comes_back_as_text(server: Any) -> None:
    for text in XSS:
        for path in ("/datasets", "/checks"):
            answer = server.get(path, params={"q": text}, headers=HTML)
            reader = Reader()
            reader.feed(answer.text)

            assert reader.handlers == []
            assert "svg" in reader.tags
            assert "alert(1)</script>" not in answer.text


def test_a_page_that_does_not_exist_shows_its_name_as_text(server: Any) -> None:
    answer = server.get("/<script>alert(1)</script>", headers=HTML)

    assert answer.status_code == 404
    assert "<script>alert" not in answer.text


def test_pages_forbid_inline_code_and_other_origins(server: Any) -> None:
    answer = server.get("/", headers=HTML)
    policy = answer.headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"


def test_assets_are_kept_forever_under_their_hash(server: Any) -> None:
    text = server.get("/", headers=HTML).text
    addresses = sorted(set(re.findall(r'"(/static/[^"]+)"', text)))

    assert len(addresses) == 7
    for address in addresses:
        answer = server.get(address)
        assert answer.status_code == 200, address
        assert "immutable" in answer.headers["cache-control"], address
        digest = address.split("/")[2]
        assert server.get(address.replace(digest, "0" * 12)).status_code == 404


def test_licences_of_shipped_scripts_are_served_with_them(server: Any) -> None:
    from seltzer_server.web.assets import load_assets

    for name, words in (("htmx", "Zero-Clause BSD"), ("uplot", "MIT License")):
        answer = server.get(load_assets().url(f"vendor/{name}-LICENSE.txt"))

        assert words in answer.text


def test_pages_are_closed_behind_a_proxy(server: Any) -> None:
    answer = server.get("/datasets", headers={**HTML, "X-Forwarded-For": "203.0.113.7"})

    assert answer.status_code == 401
    assert "These pages need a login" in answer.text


@pytest.mark.parametrize("path", ["/", "/datasets.json", "/incidents"])
def test_pages_are_closed_beyond_loopback(
    start_server: Any, settings: ServerSettings, path: str
) -> None:
    server = start_server(settings.model_copy(update={"host": "0.0.0.0"}))

    assert server.get(path).status_code == 401
