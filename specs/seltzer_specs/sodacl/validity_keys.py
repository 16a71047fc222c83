"""The 15 keys that say which values are missing, valid or invalid."""

from dataclasses import fields, replace
from typing import Any

from seltzer_specs.formats import FORMATS
from seltzer_specs.metrics import EMPTY_VALIDITY, Validity
from seltzer_specs.problems import Problems, describe, did_you_mean
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.yaml_nodes import Node, Scalar, Sequence, resolve_plain

KEYS = {field.name.replace("_", " "): field.name for field in fields(Validity)}
LISTS = frozenset({"missing values", "valid values", "invalid values"})
FORMAT_KEYS = frozenset({"missing format", "valid format", "invalid format"})
REGEX_KEYS = frozenset({"missing regex", "valid regex", "invalid regex"})
INTEGERS = frozenset({"valid length", "valid min length", "valid max length"})
NUMBERS = frozenset({"valid min", "valid max"})
MAX_DIGITS = 18


def set_validity(validity: Validity, key: str, node: Node, context: Context) -> Validity:
    """Give the configuration with one key set; a wrong value is noted and leaves it as it was."""
    value = _value(key, node, context)
    return validity if value is None else replace(validity, **{KEYS[key]: value})


def take_validity(config: Config) -> Validity:
    """Give the configuration of one check; wrong values are noted and left out."""
    found: dict[str, Any] = {}
    for key, node in config.take_all(KEYS):
        value = _value(key, node, config.context)
        if value is not None:
            found[KEYS[key]] = value
    return Validity(**found) if found else EMPTY_VALIDITY


def merge_validity(check: Validity, column: Validity) -> Validity:
    """Complete a check's configuration by its column's: lists are joined, gaps are filled."""
    if column is EMPTY_VALIDITY or column == EMPTY_VALIDITY:
        return check
    merged: dict[str, Any] = {}
    for field in fields(Validity):
        own: Any = getattr(check, field.name)
        other: Any = getattr(column, field.name)
        if field.name.endswith("_values") and own and other:
            merged[field.name] = tuple(dict.fromkeys([*own, *other]))
        elif own is None or own is False:
            merged[field.name] = other
        else:
            merged[field.name] = own
    return Validity(**merged)


def _value(key: str, node: Node, context: Context) -> Any:
    """Give a key's value, or None after noting why it has none; Any is what the field holds."""
    if key in LISTS:
        return _literals(key, node, context)
    if not isinstance(node, Scalar):
        return _wrong(key, "one value", node, context.problems)
    text = context.text(node)
    if text is None:
        return None
    if key in FORMAT_KEYS:
        return _format(key, text, node, context.problems)
    if key in REGEX_KEYS:
        if not text:
            _wrong(key, "an expression", node, context.problems)
        return text or None
    if key in INTEGERS:
        return _integer(key, text, node, context.problems)
    if key in NUMBERS:
        return _number(key, text, node, context.problems)
    if isinstance(node.value, bool):
        return node.value
    return _wrong(key, "true or false", node, context.problems)


def _wrong(key: str, wanted: str, node: Node, problems: Problems) -> None:
    problems.add(f'"{key}" wants {wanted}, got {describe(node)}', node.location, "wrong-value")


def _literals(key: str, node: Node, context: Context) -> Any:
    if not isinstance(node, Sequence) or not node.items:
        return _wrong(key, "a list of values such as [a, b]", node, context.problems)
    values: list[str | int | float] = []
    for item in node.items:
        if not isinstance(item, Scalar) or item.value is None or isinstance(item.value, bool):
            return _wrong(key, "texts or numbers", item, context.problems)
        value = item.value
        if isinstance(value, str):
            text = context.text(item)
            if text is None:
                return None
            value = text
        values.append(value)
    if len({isinstance(value, str) for value in values}) > 1:
        context.problems.add(
            f'"{key}" mixes texts and numbers; quote the numbers or unquote the texts',
            node.location,
            "mixed-values",
        )
        return None
    return tuple(values)


def _format(key: str, text: str, node: Scalar, problems: Problems) -> str | None:
    if text in FORMATS:
        return text
    problems.add(
        f'unknown format "{text}" of "{key}"{did_you_mean(text, FORMATS)}',
        node.location,
        "unknown-format",
    )
    return None


def _integer(key: str, text: str, node: Scalar, problems: Problems) -> int | None:
    if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS:
        return int(text)
    _wrong(key, "a whole number", node, problems)
    return None


def _number(key: str, text: str, node: Scalar, problems: Problems) -> int | float | None:
    value = resolve_plain(text)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    _wrong(key, "a number", node, problems)
    return None
