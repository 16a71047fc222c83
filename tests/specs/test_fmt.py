"""The canonical form of spec files, case by case."""

from pathlib import Path

import pytest

from seltzer_specs.errors import RefusedError, SpecErrorGroup
from seltzer_specs.fmt.format import format_text

ROOT = Path(__file__).parents[2]

CASES = Path(__file__).parent / "fmt_cases"
NAMES = sorted(path.name.split(".")[0] for path in CASES.glob("*.formatted.yml"))


@pytest.mark.parametrize("name", NAMES)
def test_a_text_becomes_its_canonical_form(name: str) -> None:
    text = (CASES / f"{name}.yml").read_text("utf-8")
    form = (CASES / f"{name}.formatted.yml").read_text("utf-8")

    assert format_text(text, "a.yml") == form
    assert format_text(form, "a.yml") == form


def test_a_last_text_without_a_line_feed_stays_without_one() -> None:
    assert format_text("a: |\n  b", "a.yml") == "a: |-\n  b\n"


def test_nothing_is_nothing() -> None:
    assert format_text("\n\n", "a.yml") == ""


def test_a_byte_order_mark_and_line_ends_stay() -> None:
    assert format_text("\ufeffa:   1\r\n", "a.yml") == "\ufeffa: 1\r\n"
    assert format_text("a:   1\r\nb: 2\n", "a.yml") == "a: 1\nb: 2\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("%YAML 1.2\n---\na:   1\n", "a.yml:1: holds a YAML directive; left as it is"),
        ("a: 1\nb: 'x\x85y'\n", "a.yml:2: holds the character U+0085; left as it is"),
        ("a: 1\rb: 2\n", "a.yml:1: holds a carriage return alone; left as it is"),
    ],
)
def test_texts_that_readers_disagree_on_are_left(text: str, message: str) -> None:
    with pytest.raises(RefusedError) as caught:
        format_text(text, "a.yml")

    assert str(caught.value).startswith(message)


def test_a_file_that_is_no_yaml_is_an_error() -> None:
    with pytest.raises(SpecErrorGroup, match=r"a\.yml:1:4: not valid YAML"):
        format_text("a: [1\n", "a.yml")


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / "tests" / "specs" / "mistakes").glob("*.yml")),
    ids=lambda path: path.stem,
)
def test_files_with_mistakes_are_formatted_all_the_same(path: Path) -> None:
    text = path.read_text("utf-8")
    try:
        form = format_text(text, path.name)
    except SpecErrorGroup:
        return

    assert format_text(form, path.name) == form
