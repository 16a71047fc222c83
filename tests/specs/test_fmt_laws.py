"""Laws of the canonical form, over files of every layout that people write."""

from hypothesis import given
from hypothesis import strategies as st

from seltzer_specs.errors import SpecErrorGroup
from seltzer_specs.fmt.format import format_text
from seltzer_specs.fmt.proof import comments_of
from seltzer_specs.yaml_nodes import Node, Scalar, Sequence
from seltzer_specs.yaml_reader import read_documents

WORDS = st.sampled_from(
    ["a", "row_count>0", '"quoted"', "'it''s'", '"yes"', "5", "~", "two  words", "x#y", '"a: b"',
     "missing_percent( a )<5 %", "when  > 5 %", "&x 1", "!!str 5", '"esc\\u00e9"', "''", "é",
     "[ a,  'b', {c: \"d\"} ]", "{a: [1,\n 2], \"b\":1}", "{}", "[]"]
)  # fmt: skip
KEYS = st.sampled_from(
    ["checks", "checks for orders", '"quoted key"', "fail", "warn", "name", "kind", "apiVersion",
     "filter x [y]", "? z", "dataset", "row_count > 0", "variables", "'checks for x'", "&k key"]
)  # fmt: skip
TAILS = st.sampled_from(["", "", "", "  # a tail", " #b", "   "])
GAPS = st.sampled_from(
    [[], [], [], [], [""], ["", ""], ["# flush"], ["   # deep", ""], ["  "], ["# two", "#lines"]]
)
BLOCKS = st.sampled_from(["|", ">", "|-", "|+", ">-", "|2", "| # head"])
BODIES = st.lists(
    st.sampled_from(["text", "  more", "", "# no comment", "- x", "a: b", "   ", "tail  "]),
    max_size=4,
)


def _indent(lines: list[str], width: int) -> list[str]:
    return [" " * width + line if line.strip() else line for line in lines]


@st.composite
def lines_of_value(draw: st.DrawFn, depth: int) -> list[str]:
    """Give a value as the lines that follow a `:` or `-`, the first on its line."""
    kind = draw(st.sampled_from("wwwlmb" if depth else "wwb"))
    if kind == "w":
        first, *rest = draw(WORDS).split("\n")
        return [f" {first}", *_indent(rest, 4)] if rest else [f" {first}{draw(TAILS)}"]
    if kind == "b":
        width = draw(st.sampled_from([1, 2, 5]))
        return [f" {draw(BLOCKS)}", *_indent(draw(BODIES), width), *_indent(["end"], width)]
    width = draw(st.sampled_from([0, 1, 2, 4] if kind == "l" else [1, 2, 3, 4]))
    inner = lines_of_list(depth - 1) if kind == "l" else lines_of_mapping(depth - 1)
    return [draw(TAILS), *_indent(draw(inner), width)]


@st.composite
def lines_of_list(draw: st.DrawFn, depth: int) -> list[str]:
    """Give a list in block style."""
    lines: list[str] = []
    for _ in range(draw(st.integers(1, 3))):
        lines += draw(GAPS)
        if depth and draw(st.booleans()):
            space = " " * draw(st.sampled_from([1, 3]))
            first, *rest = [line for line in draw(lines_of_mapping(depth - 1)) if line.strip()]
            if not first.startswith("#"):
                lines += [f"-{space}{first}", *_indent(rest, 1 + len(space))]
            continue
        first, *rest = draw(lines_of_value(depth))
        lines += [f"-{first}", *_indent(rest, 1)]
    return lines or ["- x"]


@st.composite
def lines_of_mapping(draw: st.DrawFn, depth: int) -> list[str]:
    """Give a mapping in block style."""
    lines: list[str] = []
    for key in draw(st.lists(KEYS, min_size=1, max_size=3, unique=True)):
        lines += draw(GAPS)
        first, *rest = draw(lines_of_value(depth))
        colon = draw(st.sampled_from([":", ":", ":", " :"]))
        if key.startswith("?"):
            lines += [key, f":{first}", *rest]
        else:
            lines += [f"{key}{colon}{first}", *rest]
    return lines


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Give a file."""
    documents = draw(st.lists(lines_of_mapping(3), min_size=1, max_size=2))
    whole = [draw(GAPS)] + [[*document, *draw(GAPS)] for document in documents]
    return draw(st.sampled_from(["\n---\n", "\n--- # next\n", "\n...\n---\n\n"])).join(
        ["\n".join(part) for part in whole[1:]]
    ) + draw(st.sampled_from(["", "\n", "\n\n\n"]))


def _plain(node: Node) -> object:
    """Give what a node says; the spelling of thresholds aside."""
    if isinstance(node, Scalar):
        bare = "".join(node.text.split()) if isinstance(node.value, str) else node.text
        return type(node.value).__name__, bare
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return {str(_plain(key)): _plain(value) for key, value in node.entries}


@given(texts())
def test_the_form_is_stable_and_says_the_same(text: str) -> None:
    try:
        before = read_documents(text, "a.yml")
    except SpecErrorGroup:
        return

    once = format_text(text, "a.yml")

    assert format_text(once, "a.yml") == once
    after = read_documents(once, "a.yml")
    assert [_plain(d.root) for d in after] == [_plain(d.root) for d in before]
    assert comments_of(once) == comments_of(text)


@given(texts())
def test_line_ends_of_windows_stay(text: str) -> None:
    text = f"# first\n{text}"
    windows = text.replace("\n", "\r\n")
    try:
        read_documents(text, "a.yml")
    except SpecErrorGroup:
        return

    assert format_text(windows, "a.yml") == format_text(text, "a.yml").replace("\n", "\r\n")
