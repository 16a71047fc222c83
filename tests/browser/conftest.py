"""A real browser on a real server: every request is seen, none may leave the machine."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.browser.hostile_history import fill_hostile
from tests.browser.serving import ARGUMENTS, find_chromium, serve
from tests.browser.shop_history import fill_shop


@dataclass
class Visit:
    """One page in the browser, with all that must not happen on it."""

    page: Page
    url: str
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.url + path)
        return self.page

    def check(self) -> None:
        assert self.foreign == []
        assert self.complaints == []
        assert self.dialogs == []


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or the one that `SELTZER_CHROMIUM` names."""
    try:
        path = find_chromium()
    except FileNotFoundError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(error))
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def shop_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Server with six weeks of a shop."""
    with serve(tmp_path_factory.mktemp("shop"), fill_shop) as url:
        yield url


@pytest.fixture(scope="session")
def hostile_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Server in which every name is hostile."""
    with serve(tmp_path_factory.mktemp("hostile"), fill_hostile) as url:
        yield url


@pytest.fixture(scope="session")
def empty_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Server without any scan."""
    with serve(tmp_path_factory.mktemp("empty"), None) as url:
        yield url


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Function `(url, **context options)`: a watched page; afterwards nothing bad has happened."""
    visits: list[Visit] = []

    def start(url: str, **options: Any) -> Visit:
        context = browser.new_context(viewport={"width": 1280, "height": 800}, **options)
        found = Visit(context.new_page(), url)

        def watch(route: Any) -> None:
            if urlsplit(route.request.url).hostname in {"127.0.0.1", None}:
                route.continue_()
            else:
                found.foreign.append(route.request.url)
                route.abort()

        def refuse(dialog: Any) -> None:
            found.dialogs.append(dialog.message)
            dialog.dismiss()

        context.route("**/*", watch)
        found.page.on("console", lambda message: _note(found, message.type, message.text))
        found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
        found.page.on("dialog", refuse)
        visits.append(found)
        return found

    yield start
    for one in visits:
        one.page.context.close()
        one.check()


def _note(visit: Visit, kind: str, text: str) -> None:
    if kind in {"error", "warning"}:
        visit.complaints.append(f"{kind}: {text}")
