"""The pages of docs/language are what the docstrings and the compiler say."""

import re
from pathlib import Path

import pytest
from tests.reference.files import FOLDER, reference_files
from tests.reference.outline import OutlineError, render_outline
from tests.reference.render import PageError, render_page

from seltzer_specs.metric_families import missing_and_valid
from seltzer_specs.reference.page import DocstringError, parse_page
from seltzer_specs.reference.pages import PAGES, PageSource, load_page
from seltzer_specs.sodacl import threshold_text
from seltzer_specs.sodacl.check_line import BUILTIN
from seltzer_specs.sodacl.threshold_text import parse_region
from seltzer_specs.sodacl.validity_keys import KEYS

FILES = reference_files()


@pytest.mark.parametrize("name", FILES)
def test_a_page_is_what_its_docstring_says(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == FILES[name], "run `make reference`"


@pytest.mark.parametrize("source", PAGES, ids=lambda source: source.name)
def test_a_page_starts_with_an_example(source: PageSource) -> None:
    lines = render_page(source).splitlines()

    assert "```yaml" in lines[:12]


def test_every_metric_is_on_one_page() -> None:
    found = [metric for source in PAGES for metric in load_page(source).metrics]

    assert sorted(found) == sorted(BUILTIN)


def test_every_missing_and_valid_key_is_on_their_page() -> None:
    page = parse_page(missing_and_valid.__doc__ or "")

    assert page.keys.keys() == KEYS.keys()


def test_every_condition_of_the_thresholds_page_is_one() -> None:
    section = parse_page(threshold_text.__doc__ or "").section("Conditions")
    assert section is not None
    conditions = [c for term, _ in section.entries for c in term.replace("`", "").split(", ")]

    for condition in conditions:
        assert parse_region(condition, is_duration=condition.endswith("h")).text == condition


def test_a_key_that_a_page_leaves_out_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    source = next(source for source in PAGES if source.name == "schema")
    text = "Schema: what columns there are.\n\nKeys:\n    warn, fail, nope: Rules.\n"
    monkeypatch.setattr("tests.reference.render.load_page", lambda _: parse_page(text))

    with pytest.raises(PageError, match=r"lacks \['schema_name'\], has \['nope'\]"):
        render_page(source)


@pytest.mark.parametrize(
    ("docstring", "message"),
    [
        ("Freshness.", 'a page starts with "Title: what it is.", got "Freshness."'),
        ("A: b.\n\nLimits:\n    - a\nb\n", '"b" stands below "Limits:" and is not indented'),
        ("A: b.\n\nKeys:\n    filter\n", '"filter" below "Keys:" is not `term: text`'),
    ],
)
def test_a_docstring_that_is_no_page_is_refused(docstring: str, message: str) -> None:
    with pytest.raises(DocstringError, match=re.escape(message)):
        parse_page(docstring)


def test_code_in_a_page_is_no_section_and_tables_may_have_text_below_them() -> None:
    page = parse_page(
        "Title: what it is.\n\n```yaml\nChecks:\n    - a\n```\n\n"
        "Outcomes (`a: b` | Outcome):\n    `x: y`, z: goes\n      on\n\n    More.\n"
    )

    (section,) = page.sections
    assert page.body == "```yaml\nChecks:\n    - a\n```"
    assert (section.head, section.text) == (("`a: b`", "Outcome"), "More.")
    assert section.entries == (("`x: y`, z", "goes on"),)


def test_the_sql_of_a_page_says_where_postgresql_differs() -> None:
    outline = render_outline("checks for t:\n  - percentile(a, 0.5) > 1\n  - row_count > 0\n")

    assert "QUANTILE_DISC(a, 0.5)" in outline
    assert outline.index("On PostgreSQL") < outline.index("PERCENTILE_DISC(0.5)")
    assert render_outline("checks for t:\n  - row_count > 0\n").endswith("it is the same.")


@pytest.mark.parametrize(
    ("example", "message"),
    [
        ("checks for t:\n  - row_cuont > 0\n", 'unknown metric "row_cuont"'),
        ("checks for t:\n  - failed rows:\n      fail condition: a b c\n", "failed rows"),
    ],
)
def test_an_example_that_does_not_compile_is_refused(example: str, message: str) -> None:
    with pytest.raises(OutlineError, match=message):
        render_outline(example)


def test_every_made_page_says_so_and_no_other_does() -> None:
    made = {path.name for path in FOLDER.glob("*.md") if _is_made(path)}

    assert made == FILES.keys()


def _is_made(path: Path) -> bool:
    return path.read_text(encoding="utf-8").startswith("<!-- Made by `make reference`")
