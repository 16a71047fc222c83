"""YAML text to located nodes, bounded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seltzer_specs.errors import SpecErrorGroup
from seltzer_specs.yaml_nodes import resolve_plain
from seltzer_specs.yaml_reader import (
    MAX_CHARACTERS,
    Mapping,
    Node,
    Scalar,
    Sequence,
    read_documents,
    read_what_can_be,
)

SAMPLE = """\
name: "quoted"  # a comment
block:
  - 1
  - {flow: [a, 'b']}

# a comment that belongs to the next key
text: |
  two
  lines

last: ~
"""


def read_root(text: str) -> Mapping:
    """Read the only document of a text, a mapping."""
    (document,) = read_documents(text, "a.yml")
    assert isinstance(document.root, Mapping)
    return document.root


def written(text: str, node: Node) -> str:
    """Give the characters of a node."""
    return text[node.location.start : node.location.end]


def mistake(text: str) -> str:
    """Give the only mistake of a text."""
    with pytest.raises(SpecErrorGroup) as caught:
        read_documents(text, "a.yml")
    (error,) = caught.value.errors
    return str(error)


def test_each_node_knows_the_characters_it_was_written_with() -> None:
    root = read_root(SAMPLE)
    block, text = root.get("block"), root.get("text")

    assert isinstance(block, Sequence)
    assert [written(SAMPLE, key) for key, _ in root.entries] == ["name", "block", "text", "last"]
    assert written(SAMPLE, root.entries[0][1]) == '"quoted"'
    assert written(SAMPLE, block) == "- 1\n  - {flow: [a, 'b']}"
    assert written(SAMPLE, block.items[1]) == "{flow: [a, 'b']}"
    assert text is not None
    assert written(SAMPLE, text) == "|\n  two\n  lines"


def test_lines_and_columns_count_from_one() -> None:
    node = read_root("a:\n  b: c\n").get("a")

    assert isinstance(node, Mapping)
    assert str(node.entries[0][1].location) == "a.yml:2:6"


def test_offsets_hold_behind_a_byte_order_mark_and_windows_line_ends() -> None:
    text = "\ufeffa: 1\r\nb: zwölf\r\n"
    root = read_root(text)

    assert [written(text, node) for _, node in root.entries] == ["1", "zwölf"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("True", True),
        ("false", False),
        ("yes", "yes"),
        ("NO", "NO"),
        ("12", 12),
        ("-3", -3),
        ("012", 12),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("1e999", "1e999"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("2024-01-01", "2024-01-01"),
        ("9" * 500, "9" * 500),
    ],
)
def test_plain_scalars_follow_the_core_schema(text: str, value: object) -> None:
    found = resolve_plain(text)

    assert found == value
    assert type(found) is type(value)


def test_quoted_scalars_stay_text() -> None:
    node = read_root('a: "5"').get("a")

    assert isinstance(node, Scalar)
    assert node.value == "5"
    assert node.is_quoted


def test_documents_without_content_are_left_out() -> None:
    assert read_documents("---\n# nothing\n---\na: 1\n---\n", "a.yml")[0].root == read_root(
        "---\n# nothing\n---\na: 1\n---\n"
    )
    assert read_documents("", "a.yml") == ()


def test_merge_keys_fill_what_the_mapping_does_not_say() -> None:
    text = "base: &base {a: 1, b: 2}\nmerged:\n  <<: *base\n  b: 3\n"
    merged = read_root(text).get("merged")

    assert isinstance(merged, Mapping)
    values = {key.text: node.value for key, node in merged.entries if isinstance(node, Scalar)}
    assert values == {"b": 3, "a": 1}


def test_a_block_that_ends_with_an_alias_ends_behind_it() -> None:
    text = "a: &x [1]\nb:\n  - *x\nc: 2\n"
    node = read_root(text).get("b")

    assert node is not None
    assert written(text, node) == "- *x"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: b: c", "a.yml:1:5: not valid YAML: a second colon in one line; quote the text"),
        ("a:\n\t- x", "a.yml:2:1: not valid YAML: a tab; indent with spaces"),
        ('a: "x\nb: 1\n', "a.yml:1:4: not valid YAML: a quote is opened and never closed"),
        ("a: @x", 'a.yml:1:4: not valid YAML: "@" must be quoted here'),
        ("a: \x01", "a.yml:1:4: the character U+0001 is not allowed in YAML; remove it"),
        ("a: *x", 'a.yml:1:4: the alias "*x" has no anchor "&x" before it; add it'),
        ("a: !!set {x}", 'a.yml:1:4: the tag "!!set" is not allowed; remove it'),
        ("a: !x y", 'a.yml:1:4: the tag "!x" is not allowed; remove it'),
        ("? [a]\n: 1", "a.yml:1:3: a key must be one line of text"),
        ("a: 1\na: 2", 'a.yml:2:1: the key "a" stands twice, first in line 1; merge the two'),
        ("a:\n  <<: 5", "a.yml:2:7: << wants the alias of a mapping"),
    ],
)
def test_each_mistake_is_one_line_with_its_place(text: str, message: str) -> None:
    assert mistake(text) == message


def test_aliases_that_would_explode_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]

    assert "expands to more than 100000 values" in mistake("\n".join(lines))


def test_an_alias_inside_its_own_anchor_is_refused() -> None:
    assert mistake("a: &a [*a]") == (
        'a.yml:1:8: the alias "*a" has no anchor "&a" before it; add it'
    )


def test_aliases_cannot_nest_deeper_than_what_they_stand_for() -> None:
    lines = ["a0: &a0 [[[[[[x]]]]]]"]
    lines += [f"a{n}: &a{n} [[[[[[*a{n - 1}]]]]]]" for n in range(1, 20)]

    assert "nested deeper than 64 levels" in mistake("\n".join(lines))


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_deep_nesting_is_refused_before_it_costs_anything(opening: str) -> None:
    assert "nested deeper than 64 levels; flatten it" in mistake(opening * 100_000)


def test_a_file_over_the_limit_is_not_read() -> None:
    text = "#" * (MAX_CHARACTERS + 1)

    assert mistake(text).startswith("a.yml:1:1: the file has 1000001 characters")


def test_documents_before_a_syntax_error_are_kept() -> None:
    documents, errors = read_what_can_be("a: 1\n---\nb: [\n", "a.yml")

    assert len(documents) == 1
    assert [error.rule for error in errors] == ["yaml-syntax"]


@given(st.text(max_size=200))
def test_any_text_gives_nodes_or_located_errors(text: str) -> None:
    documents, errors = read_what_can_be(text, "a.yml")

    for document in documents:
        assert 0 <= document.location.start <= document.location.end <= len(text)
    for error in errors:
        assert error.location.line >= 1


@given(st.text(alphabet="ab:- \n#[]{}'\"&*!|>,?%@`0.\t", max_size=60))
def test_any_punctuation_gives_nodes_or_located_errors(text: str) -> None:
    documents, errors = read_what_can_be(text, "a.yml")

    assert all(document.location.end <= len(text) for document in documents)
    assert all(error.location.start <= len(text) for error in errors)
