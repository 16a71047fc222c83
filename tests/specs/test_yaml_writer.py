"""What is written as YAML reads back as the same values, by our reader and by others."""

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from seltzer_specs.yaml_reader import read_documents
from seltzer_specs.yaml_writer import render_inline, render_yaml

TEXTS = st.text(st.characters(codec="utf-8"), max_size=40) | st.text("ab \n#:-'\"\t", max_size=12)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def plain(node: Any) -> Any:
    """Give a node as JSON values."""
    if hasattr(node, "entries"):
        return {key.text: plain(value) for key, value in node.entries}
    if hasattr(node, "items"):
        return [plain(item) for item in node.items]
    return node.value


def read(text: str) -> Any:
    """Read one value."""
    (document,) = read_documents(text, "a.yml")
    return plain(document.root)


@given(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=4))
def test_blocks_read_back_as_they_were(value: Any) -> None:
    assert read(render_yaml(value)) == value


@given(VALUES)
def test_one_line_reads_back_as_it_was(value: Any) -> None:
    text = render_inline(value)

    assert "\n" not in text
    assert read(f"a: {text}\n") == {"a": value}


@given(st.dictionaries(TEXTS, TEXTS | st.lists(TEXTS, max_size=3), min_size=1, max_size=4))
def test_a_yaml_1_1_reader_agrees_on_texts(value: Any) -> None:
    assert yaml.safe_load(render_yaml(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": "row_count > 0"}, "a: row_count > 0\n"),
        ({"row_count > 0": {"name": "x"}}, "row_count > 0:\n  name: x\n"),
        ({"a": "yes", "b": "012", "c": "5"}, 'a: "yes"\nb: "012"\nc: "5"\n'),
        ({"a": "0 6 * * *"}, 'a: "0 6 * * *"\n'),
        ({"a": ["slack:#shop"]}, 'a: ["slack:#shop"]\n'),
        ({"a": ["x", 1]}, "a: [x, 1]\n"),
        ({"a": ["x?"], "b": "x?"}, 'a: ["x?"]\nb: x?\n'),
        ({"a": "one\ntwo\n"}, "a: |\n  one\n  two\n"),
        ({"a": "one\ntwo"}, "a: |-\n  one\n  two\n"),
        ({"a": [], "b": {}, "c": None}, "a: []\nb: {}\nc: null\n"),
        ({"a": 'O\'Brien "x"'}, 'a: O\'Brien "x"\n'),
    ],
)
def test_texts_are_written_as_people_would(value: Any, text: str) -> None:
    assert render_yaml(value) == text


def test_a_key_too_long_for_one_line_is_still_a_key() -> None:
    value = {"a " + "b" * 2_000: {"c": [{"d": "e\nf"}]}}

    assert read(render_yaml(value)) == value
    assert yaml.safe_load(render_yaml(value)) == value
