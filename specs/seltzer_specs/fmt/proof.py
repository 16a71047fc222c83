"""Proof that two texts say the same: equal nodes, places and spellings of thresholds aside."""

from collections import Counter
from collections.abc import Sequence as Items

from seltzer_specs.documents import is_versioned
from seltzer_specs.fmt.check_text import meaning_of_line, meaning_of_when
from seltzer_specs.fmt.nesting import ITEM
from seltzer_specs.fmt.places import is_check_place, is_condition_place
from seltzer_specs.fmt.tokens import find_comments, scan_tokens
from seltzer_specs.yaml_nodes import Document, Mapping, Node, Scalar, Sequence

Path = tuple[str, ...]


def says_same(before: Items[Document], after: Items[Document]) -> bool:
    """Tell whether documents hold the same values in the same order.

    The keys at the root of a versioned document may stand in any order.
    """
    return [_root(document.root) for document in before] == [
        _root(document.root) for document in after
    ]


def _root(node: Node) -> object:
    if isinstance(node, Mapping) and is_versioned(node):
        return "mapping", sorted(_entries(node, ()), key=str)
    return _value(node, ())


def comments_of(text: str) -> Counter[str]:
    """Give all comments of a text, with how often each stands there."""
    found = find_comments(text, scan_tokens(text))
    return Counter(text[start:end] for start, end in found)


def _value(node: Node, path: Path) -> object:
    """Give what a node says, as a value that can be compared."""
    if isinstance(node, Sequence):
        return ("list", *(_value(item, (*path, ITEM)) for item in node.items))
    if isinstance(node, Mapping):
        return ("mapping", *_entries(node, path))
    return _scalar(node, path, is_key=False)


def _entries(node: Mapping, path: Path) -> list[tuple[object, object]]:
    return [
        (_scalar(key, path, is_key=True), _value(value, (*path, key.text)))
        for key, value in node.entries
    ]


def _scalar(node: Scalar, path: Path, *, is_key: bool) -> object:
    if not isinstance(node.value, str):
        return type(node.value).__name__, node.text
    if path and is_check_place(path):
        return "check", meaning_of_line(node.text)
    if not is_key and path and is_condition_place(path):
        return "when", meaning_of_when(node.text)
    return "text", node.text
