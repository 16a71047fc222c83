"""Takes the pictures of the documentation anew: `python -m tests.browser.screenshots`.

The shop, the clock and the size are fixed, so a picture changes only with the page it shows. With
`--all FOLDER` every page is taken instead, whole, light and dark, on a desk and on a phone, with
the shop's history and with none, to be looked at.
"""

import argparse
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal, TypeAlias

from playwright.sync_api import Browser, ViewportSize, sync_playwright
from tests.browser.paths import LISTS, find_check, first_pages, load
from tests.browser.serving import ARGUMENTS, find_chromium, serve
from tests.browser.shop_history import fill_shop
from tests.browser.small_png import shrink_png

IMAGES: Final = Path(__file__).parents[2] / "docs" / "images"
MAX_IMAGES_BYTES: Final = 800_000
ANOMALY: Final = "anomaly detection for row_count"
DESK: Final = (1280, 800)
PHONE: Final = (390, 844)

Scheme: TypeAlias = Literal["light", "dark"]


def take_documented(browser: Browser, url: str, folder: Path) -> None:
    """Take the pictures that docs/web-ui.md and the README show: what a first look sees."""
    for name, path in _shop_paths(url).items():
        _take(browser, url + path, folder / f"{name}.png")
    dark = folder / "check-dark.png"
    _take(browser, url + find_check(url, ANOMALY), dark, scheme="dark")
    phone = folder / "incident-phone.png"
    _take(browser, url + first_pages(url)["incident"], phone, size=PHONE)


def take_all(browser: Browser, url: str, paths: dict[str, str], folder: Path) -> None:
    """Take every page whole, in both themes and on both sizes."""
    schemes: tuple[Scheme, ...] = ("light", "dark")
    for name, path in paths.items():
        for scheme in schemes:
            for size in (DESK, PHONE):
                file = folder / f"{name}-{scheme}-{size[0]}.png"
                _take(browser, url + path, file, scheme=scheme, size=size, is_whole=True)


def _shop_paths(url: str) -> dict[str, str]:
    monitors = load(f"{url}/monitors.json")["monitors"]
    edited = next(one["id"] for one in monitors if one["agreement"] == "edited in the cloud")
    telling = {"check": find_check(url, ANOMALY), "monitor": f"/monitors/{edited}"}
    return {**_list_paths(), **first_pages(url), **telling}


def _list_paths() -> dict[str, str]:
    return {path.strip("/") or "health": path for path in LISTS}


def _take(
    browser: Browser,
    url: str,
    file: Path,
    *,
    scheme: Scheme = "light",
    size: tuple[int, int] = DESK,
    is_whole: bool = False,
) -> None:
    viewport: ViewportSize = {"width": size[0], "height": size[1]}
    page = browser.new_page(viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    page.goto(url)
    if page.locator("[data-chart]").count():
        page.locator(".chart-live canvas").wait_for()
    picture = page.screenshot(full_page=is_whole)
    page.close()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(shrink_png(browser, picture))


@contextmanager
def _start_browser() -> Generator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=[*ARGUMENTS, "--force-color-profile=srgb"]
        )
        yield browser
        browser.close()


def main() -> int:
    """Take pictures; fails when those of the documentation have become too large."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="take every page, to look at")
    chosen: Path | None = parser.parse_args().all
    with TemporaryDirectory() as place, _start_browser() as browser:
        shop, empty = Path(place) / "shop", Path(place) / "empty"
        shop.mkdir()
        empty.mkdir()
        with serve(shop, fill_shop) as url:
            if chosen is None:
                take_documented(browser, url, IMAGES)
            else:
                take_all(browser, url, _shop_paths(url), chosen / "shop")
        if chosen is not None:
            with serve(empty, None) as url:
                take_all(browser, url, _list_paths(), chosen / "empty")
    size_bytes = sum(file.stat().st_size for file in IMAGES.glob("*.png"))
    print(f"{IMAGES}: {size_bytes:,} bytes")
    return int(size_bytes > MAX_IMAGES_BYTES)


if __name__ == "__main__":
    sys.exit(main())
