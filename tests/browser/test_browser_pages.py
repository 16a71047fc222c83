"""The pages in a browser: nothing leaves the machine, nothing complains, everybody can read."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Visit
from tests.browser.paths import LISTS, all_paths, find_check, first_pages, load

AXE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"
Start = Callable[..., Visit]


def find_violations(page: Page) -> list[str]:
    """Ask axe-core; run in the page's own world, which its content policy does not bind."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in found["violations"]
        if rule["impact"] in {"serious", "critical"}
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_can_be_used_by_everybody(visit: Start, shop_url: str, scheme: str) -> None:
    here = visit(shop_url, color_scheme=scheme)

    for path in all_paths(shop_url):
        assert find_violations(here.open(path)) == [], path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_empty_pages_can_be_used_by_everybody(
    visit: Start, empty_url: str, scheme: str, width: int
) -> None:
    here = visit(empty_url, color_scheme=scheme)
    here.page.set_viewport_size({"width": width, "height": 800})

    for path in (*LISTS, "/incidents?state=resolved", "/checks?q=nothing"):
        page = here.open(path)
        assert find_violations(page) == [], path
        assert _sideways(page) <= 0, path
        expect(page.locator(".empty").first).to_be_visible()


def test_an_incident_shows_its_chart_and_leads_to_the_check(visit: Start, shop_url: str) -> None:
    page = visit(shop_url).open(first_pages(shop_url)["incident"])

    expect(page.locator(".chart-live canvas")).to_be_visible()
    page.get_by_role("link", name="Every value").click()
    expect(page.locator("h1")).to_have_text("anomaly detection for row_count")


def test_a_lone_result_can_be_read(visit: Start, hostile_url: str) -> None:
    page = visit(hostile_url).open(first_pages(hostile_url)["check"])

    expect(page.locator(".chart-live canvas")).to_be_visible()
    expect(page.locator(".readout")).to_contain_text("1.5")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_on_a_phone_can_be_used_by_everybody(
    visit: Start, shop_url: str, scheme: str
) -> None:
    here = visit(shop_url, color_scheme=scheme)
    here.page.set_viewport_size({"width": 390, "height": 844})

    for path in all_paths(shop_url):
        assert find_violations(here.open(path)) == [], path


def test_the_history_is_drawn_over_the_servers_picture(visit: Start, shop_url: str) -> None:
    page = visit(shop_url).open(find_check(shop_url, "anomaly detection for row_count"))

    expect(page.locator(".chart-live canvas")).to_be_visible()
    expect(page.locator("svg.band-chart")).to_be_hidden()
    expect(page.locator(".readout")).to_contain_text("2,912")
    assert _drawn_pixels(page) > 1_000


def test_pointing_at_the_chart_tells_the_value(visit: Start, shop_url: str) -> None:
    page = visit(shop_url).open(find_check(shop_url, "anomaly detection for row_count"))
    before = page.locator(".readout").inner_text()
    page.locator(".u-over").hover(position={"x": 300, "y": 100})

    expect(page.locator(".readout")).not_to_have_text(before)
    expect(page.locator(".readout")).to_contain_text("expected")


def test_without_scripts_the_picture_and_the_table_stay(visit: Start, shop_url: str) -> None:
    here = visit(shop_url, java_script_enabled=False)
    page = here.open(find_check(shop_url, "anomaly detection for row_count"))

    expect(page.locator("svg.band-chart")).to_be_visible()
    expect(page.locator("table.list tbody tr")).to_have_count(30)
    page.goto(f"{shop_url}/datasets")
    page.locator("input[type=search]").fill("order")
    page.locator("input[type=search]").press("Enter")
    expect(page.locator("table.list tbody tr")).to_have_count(2)


def test_the_theme_is_chosen_and_kept(visit: Start, shop_url: str) -> None:
    page = visit(shop_url, color_scheme="light").open("/")
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    button = page.locator("[data-theme-toggle]")
    button.click()
    button.click()

    expect(button).to_have_text("Theme: dark")
    assert page.evaluate(background) != light
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(button).to_have_text("Theme: dark")


def test_the_chart_follows_the_theme(visit: Start, shop_url: str) -> None:
    path = find_check(shop_url, "anomaly detection for row_count")
    page = visit(shop_url, color_scheme="light").open(path)
    before = page.locator(".chart-live canvas").evaluate("canvas => canvas.toDataURL()")
    page.locator("[data-theme-toggle]").click()
    page.locator("[data-theme-toggle]").click()

    expect(page.locator(".chart-live canvas")).to_have_count(1)
    assert page.locator(".chart-live canvas").evaluate("canvas => canvas.toDataURL()") != before


def test_searching_changes_list_and_address(visit: Start, shop_url: str) -> None:
    page = visit(shop_url).open("/datasets")
    page.keyboard.press("/")
    page.keyboard.type("order")

    expect(page.locator("#found tbody tr")).to_have_count(2)
    expect(page).to_have_url(f"{shop_url}/datasets?q=order&health=all")
    expect(page.locator("input[type=search]")).to_be_focused()
    page.reload()
    expect(page.locator("#found tbody tr")).to_have_count(2)


def test_everything_is_reached_by_keyboard(visit: Start, shop_url: str) -> None:
    page = visit(shop_url).open("/scans")
    page.keyboard.press("Tab")

    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    bar = page.locator("svg.bars a").last
    bar.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Scan of 2026-11-20")


@pytest.mark.parametrize("width", [320, 390, 800, 1280])
def test_no_page_is_wider_than_the_screen(visit: Start, shop_url: str, width: int) -> None:
    here = visit(shop_url)
    here.page.set_viewport_size({"width": width, "height": 800})

    for path in all_paths(shop_url):
        page = here.open(path)
        assert _sideways(page) <= 0, path


def test_hostile_names_run_nothing(visit: Start, hostile_url: str) -> None:
    here = visit(hostile_url)
    checks = load(f"{hostile_url}/checks.json")["checks"]
    datasets = load(f"{hostile_url}/datasets.json")["datasets"]
    paths = [f"/checks/{check['id']}" for check in checks]
    paths += [f"/datasets/{dataset['id']}" for dataset in datasets]

    for path in [*all_paths(hostile_url), *paths]:
        page = here.open(path)
        assert _sideways(page) <= 0, path
        assert page.locator("main img, main b:has-text('bold')").count() == 0, path


def test_paper_shows_the_page_without_controls(visit: Start, shop_url: str) -> None:
    page = visit(shop_url).open(find_check(shop_url, "anomaly detection for row_count"))
    page.emulate_media(media="print")

    expect(page.locator(".side")).to_be_hidden()
    expect(page.locator("svg.band-chart")).to_be_visible()
    expect(page.locator(".chart-live")).to_be_hidden()


def _sideways(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def _drawn_pixels(page: Page) -> int:
    script = """canvas => {
      const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
      let count = 0;
      for (let place = 3; place < data.length; place += 4) if (data[place]) count += 1;
      return count;
    }"""
    return int(page.locator(".chart-live canvas").evaluate(script))
