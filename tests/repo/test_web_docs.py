"""The page about the web UI names every page, its twin, and pictures that are not too heavy."""

from pathlib import Path
from typing import Any

import pytest
from tests.browser.screenshots import MAX_IMAGES_BYTES

from seltzer_server.web.page import Page
from seltzer_server.web.routes import PAGES

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_every_page_is_documented_with_its_twin(page: Page[Any]) -> None:
    text = (DOCS / "web-ui.md").read_text(encoding="utf-8")

    assert f"`{page.path}` · twin `{page.twin}`" in text


def test_pictures_are_shown_and_light() -> None:
    text = (DOCS / "web-ui.md").read_text(encoding="utf-8")
    pictures = sorted((DOCS / "images").glob("*.png"))

    assert [picture.name for picture in pictures if f"images/{picture.name}" not in text] == []
    assert sum(picture.stat().st_size for picture in pictures) < MAX_IMAGES_BYTES
