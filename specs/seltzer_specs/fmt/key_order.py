"""The order of keys in versioned documents."""

from seltzer_specs.checks_document.keys import CHECKS_KEYS
from seltzer_specs.fmt.sections import SplitDocument, split_documents
from seltzer_specs.fmt.tokens import scan_tokens
from seltzer_specs.monitors import MONITOR_KEYS
from seltzer_specs.templates import HEAD_KEYS, TEMPLATE_KEYS
from seltzer_specs.yaml_reader import Mapping, Scalar, read_documents

ORDER = {
    "Checks": CHECKS_KEYS,
    "Monitor": MONITOR_KEYS,
    "Template": (*HEAD_KEYS, *TEMPLATE_KEYS),
}


def order_keys(text: str) -> str:
    """Give a text whose versioned documents have their keys in order, comments with their keys.

    A document with keys that it may not have, with anchors or with merges stays as it is.
    """
    if not any(f"kind: {kind}" in text for kind in ORDER):
        return text
    return "".join(_ordered(text, document) for document in split_documents(text))


def _ordered(text: str, document: SplitDocument) -> str:
    whole = text[document.start : document.end]
    order = _order_of(whole)
    keys = [section.key for section in document.sections]
    ranks = [order.index(key) for key in keys if key in order]
    if len(ranks) != len(keys) or ranks == sorted(ranks) or _has_anchors(whole):
        return whole
    # What stands above the first key speaks of the whole document, whichever key comes first.
    head = text.rfind("\n", 0, document.sections[0].key_start) + 1
    starts = [head, *(section.start for section in document.sections[1:])]
    blocks = [
        text[start : section.end] for start, section in zip(starts, document.sections, strict=True)
    ]
    ordered = [block for _, block in sorted(zip(ranks, blocks, strict=True))]
    return text[document.start : head] + "".join(ordered) + text[document.tail : document.end]


def _order_of(text: str) -> tuple[str, ...]:
    (document,) = read_documents(text, "") or (None,)
    root = document.root if document is not None else None
    kind = root.get("kind") if isinstance(root, Mapping) else None
    return tuple(ORDER.get(kind.text, ())) if isinstance(kind, Scalar) else ()


def _has_anchors(text: str) -> bool:
    return any(token.kind in ("Anchor", "Alias") for token in scan_tokens(text))
