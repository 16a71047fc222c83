"""What a key takes, in words, from its JSON Schema."""

from seltzer_specs.formats import FORMATS
from seltzer_specs.json_schema.values import (
    ATTRIBUTES,
    COLUMN_TYPES,
    CRON,
    GROUP_RULES,
    PARAMETERS,
    PATTERNS,
    RECEIVERS,
    SCHEMA_RULES,
    SQL,
    TEXTS,
    WHEN,
    Schema,
    validity_value,
)
from seltzer_specs.sodacl.validity_keys import REGEX_KEYS

NAMED: tuple[tuple[Schema, str], ...] = (
    (SQL, "SQL"),
    (TEXTS, "text, or list of texts"),
    (RECEIVERS, "receiver, or list of them"),
    (ATTRIBUTES, "names with values"),
    (PARAMETERS, "names with values"),
    (COLUMN_TYPES, "columns with types"),
    (WHEN, "`when CONDITION`"),
    (CRON, "cron expression"),
    (PATTERNS, "list of [patterns](for-each.md#patterns)"),
    ({"$ref": "#/definitions/check"}, "line of a check, with its keys below it"),
    ({"$ref": "#/definitions/receiver"}, "receiver"),
    ({"enum": sorted(FORMATS)}, "[format](formats.md)"),
    (validity_value("valid values"), "list of texts or numbers"),
    (SCHEMA_RULES, "rules"),
    (GROUP_RULES, "rules"),
)
BY_TYPE = {
    "boolean": "`true` or `false`",
    "integer": "whole number",
    "number": "number",
    "string": "text",
    "object": "mapping",
    "array": "list",
}


def takes(key: str, schema: Schema) -> str:
    """Give what a key may be; texts that a variable is filled into go without saying."""
    return "regular expression" if key in REGEX_KEYS else _words(schema)


def _words(schema: Schema) -> str:
    bare = {key: value for key, value in schema.items() if key != "description"}
    if "allOf" in bare:
        return _words(bare["allOf"][0])
    for known, words in NAMED:
        if bare == known:
            return words
    if "anyOf" in bare:
        found = [_words(part) for part in bare["anyOf"] if not _is_stand_in(part)]
        return ", or ".join(dict.fromkeys(found)) or "text"
    if "enum" in bare:
        return ", ".join(f"`{word}`" for word in bare["enum"])
    if "const" in bare:
        return f"`{bare['const']}`"
    return _by_type(bare)


def _is_stand_in(schema: Schema) -> bool:
    """Tell whether a text only stands for something else: a variable, or a number in quotes."""
    return schema.get("type") == "null" or "pattern" in schema


def _by_type(schema: Schema) -> str:
    kind = schema.get("type", "object")
    if isinstance(kind, list):
        return "text" if "string" in kind else BY_TYPE[kind[0]]
    if kind == "array" and "items" in schema:
        return f"list of {_words(schema['items'])}s"
    return BY_TYPE[kind]
