"""What the values of keys look like, as JSON Schema: the shape; the parsers say the rest."""

from typing import Any, TypeAlias, get_args

from seltzer_specs.checks.schema import SchemaChange
from seltzer_specs.formats import FORMATS
from seltzer_specs.sodacl.config import MAX_LINE, SEVERITIES
from seltzer_specs.sodacl.validity_keys import (
    FORMAT_KEYS,
    INTEGERS,
    KEYS,
    LISTS,
    NUMBERS,
    REGEX_KEYS,
)

Schema: TypeAlias = dict[str, Any]
"""Any: JSON Schema is JSON."""

VARIABLE: Schema = {"type": "string", "pattern": r"\$\{"}
"""A text that a variable is filled into, where something else than a text is wanted."""

TEXT: Schema = {"type": ["string", "number", "boolean"]}
LINE: Schema = {**TEXT, "minLength": 1, "maxLength": MAX_LINE}
WORDS: Schema = {"type": "string", "minLength": 1}
SQL: Schema = {**TEXT, "minLength": 1}
FLAG: Schema = {"type": "boolean"}
TEXTS: Schema = {"anyOf": [LINE, {"type": "array", "items": LINE}]}
RECEIVERS: Schema = {
    "anyOf": [
        {"$ref": "#/definitions/receiver"},
        {"type": "array", "items": {"$ref": "#/definitions/receiver"}},
    ]
}
SEVERITY: Schema = {"enum": list(SEVERITIES)}
ATTRIBUTES: Schema = {
    "type": "object",
    "additionalProperties": {"anyOf": [TEXT, {"type": "array", "items": TEXT}]},
}
WHEN: Schema = {"type": "string", "pattern": r"^\s*(when\s|.*\$\{)"}
CRON: Schema = {"type": "string", "pattern": r"^\s*\S+(\s+\S+){4}\s*$"}


def whole_number(least: int = 0) -> Schema:
    """Give a whole number, or a variable."""
    return {"anyOf": [{"type": "integer", "minimum": least}, VARIABLE]}


def one_of(*words: str) -> Schema:
    """Give one of some words."""
    return {"enum": list(words)}


def closed(properties: Schema, **more: Any) -> Schema:
    """Give a mapping with these keys and no others."""
    return {"type": "object", "additionalProperties": False, "properties": properties, **more}


COLUMN_TYPES: Schema = {"type": "object", "additionalProperties": LINE}
SCHEMA_RULES = closed(
    {
        "when required column missing": TEXTS,
        "when forbidden column present": TEXTS,
        "when wrong column type": COLUMN_TYPES,
        "when wrong column index": {
            "type": "object",
            "additionalProperties": {"type": "integer"},
        },
        "when mismatching columns": {
            "type": "object",
            "additionalProperties": {"anyOf": [LINE, {"type": "null"}]},
        },
        "with optional columns": TEXTS,
        "when schema changes": {
            "anyOf": [
                {"const": "any"},
                {"type": "array", "items": one_of(*get_args(SchemaChange))},
            ]
        },
    }
)
GROUP_RULES = closed(
    {
        "when required group missing": TEXTS,
        "when forbidden group present": TEXTS,
        "when groups change": {
            "anyOf": [
                {"const": "any"},
                {"type": "array", "items": one_of("group add", "group delete")},
            ]
        },
    }
)
PARAMETERS: Schema = {"type": "object", "additionalProperties": TEXT}


def validity_value(key: str) -> Schema:
    """Give the value of one of the keys about missing and valid values."""
    if key in LISTS:
        return {"type": "array", "minItems": 1, "items": {"type": ["string", "number"]}}
    if key in FORMAT_KEYS:
        return {"anyOf": [{"enum": sorted(FORMATS)}, VARIABLE]}
    if key in INTEGERS:
        return whole_number()
    if key in NUMBERS:
        number = {"type": "string", "pattern": r"^[-+]?[0-9.]+$"}
        return {"anyOf": [{"type": "number"}, number, VARIABLE]}
    return {**TEXT, "minLength": 1} if key in REGEX_KEYS else FLAG


VALIDITY: Schema = {key: validity_value(key) for key in KEYS}
COMMON: Schema = {
    "name": LINE,
    "id": LINE,
    "identity": LINE,
    "owner": LINE,
    "severity": SEVERITY,
    "tags": TEXTS,
    "notify": RECEIVERS,
    "attributes": ATTRIBUTES,
    "samples limit": whole_number(),
    "samples columns": {"type": "array", "items": LINE},
    "collect failed rows": FLAG,
    "failed rows query": SQL,
    "failed rows sql_file": LINE,
}
OTHERS: Schema = {
    "warn": WHEN,
    "fail": WHEN,
    "filter": SQL,
    "fail condition": SQL,
    "fail query": SQL,
    "fail sql_file": LINE,
    "query": SQL,
    "sql_file": LINE,
    "names": TEXTS,
    "fields": TEXTS,
    "group_limit": whole_number(1),
    "expose": FLAG,
    "schema_name": LINE,
    "parameters": PARAMETERS,
    "method": one_of("ks", "chi_square", "psi", "swd", "semd"),
    "sample": SQL,
    "distribution reference file": LINE,
    "sensitivity": one_of("low", "medium", "high"),
    "alert_directionality": {"type": "string"},
    "severity_level_parameters": {"type": "object"},
    "training_dataset_parameters": {"type": "object"},
    "model": {"type": ["object", "string"]},
    "take_over_existing_anomaly_score_check": FLAG,
    "warn_only": FLAG,
}
COMPARED: Schema = {
    **{
        f"{side}{words}": TEXTS
        for side in ("", "source ", "target ")
        for words in ("key columns", "columns")
        if side or words == "key columns"
    },
    "source query": SQL,
    "target query": SQL,
    "strategy": one_of("simple", "deepdiff"),
    "batch size": whole_number(),
    "page size": whole_number(),
    "types": {
        "type": "array",
        "items": closed({"source": LINE, "target": LINE}, required=["source", "target"]),
    },
}
"""Keys of checks that compare a target with its source."""

PATTERNS: Schema = {"type": "array", "minItems": 1, "items": {**TEXT, "minLength": 1}}
"""Names and wildcards of datasets or columns."""

BY_KEY: Schema = {**COMMON, **VALIDITY, **OTHERS, **COMPARED}
"""The schema of a key's value; keys that mean something else in one kind are in `checks.py`."""
