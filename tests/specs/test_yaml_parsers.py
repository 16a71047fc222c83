"""libyaml and ruamel's parser give the same nodes at the same places."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml.error import YAMLError

from seltzer_specs.yaml_builder import NodeBuilder
from seltzer_specs.yaml_events import FastError, careful_events, fast_events
from seltzer_specs.yaml_reader import read_what_can_be
from seltzer_specs.yaml_writer import render_yaml

FOLDER = Path(__file__).parent / "mistakes"
PIECES = st.sampled_from(
    ["a", "b: ", "- ", "\n", "\n  ", "\n    ", ": ", "?", " ", "'", '"', "#c", " # d", "|", ">-",
     "[", "]", "{", "}", ", ", "&x ", "*x ", "<<: ", "é", "😀", "---\n", "...\n", "1.5", "~",
     "\\", "\t", "checks for orders:\n", "row_count > 0", "%YAML 1.1\n", "\u2028", "\x85"]
)  # fmt: skip
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=12,
)


def carefully(text: str) -> NodeBuilder | None:
    """Build by ruamel's parser; None where it refuses the text."""
    builder = NodeBuilder("a.yml", text)
    try:
        builder.build(careful_events(text))
    except YAMLError:
        return None
    return builder


def quickly(text: str) -> NodeBuilder | None:
    """Build by libyaml; None where it refuses the text or may not read it."""
    events = fast_events(text)
    if events is None:
        return None
    builder = NodeBuilder("a.yml", text)
    try:
        builder.build(events)
    except FastError:
        return None
    return builder


def assert_same(text: str) -> None:
    """Compare documents and mistakes where both read the text (ruamel minds some harmless tabs)."""
    fast, careful = quickly(text), carefully(text)
    if fast is None or careful is None:
        return

    assert fast.documents == careful.documents
    assert [str(e) for e in fast.errors] == [str(e) for e in careful.errors]


def test_libyaml_is_there() -> None:
    assert quickly("a: 1") is not None


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yml")), ids=lambda path: path.stem)
def test_both_parsers_read_the_mistakes_alike(path: Path) -> None:
    assert_same(path.read_text(encoding="utf-8"))


@given(VALUES)
def test_both_parsers_read_any_value_alike(value: Any) -> None:
    assert_same(render_yaml({"key": value}))


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_both_parsers_read_any_text_alike(text: str) -> None:
    assert_same(text)


@pytest.mark.parametrize("text", ["\ufeffa: 1\n", "a: x\u2028y\n", "%YAML 1.1\n---\na: 1\n"])
def test_texts_that_libyaml_reads_otherwise_go_to_the_other_parser(text: str) -> None:
    documents, errors = read_what_can_be(text, "a.yml")

    assert quickly(text) is None
    assert len(documents) == 1
    assert errors == ()
