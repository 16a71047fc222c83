"""The schema of each kind of document, and of all of them."""

from typing import get_args

from seltzer_specs.checks_document.keys import CHECKS_KEYS
from seltzer_specs.documents import API_VERSION
from seltzer_specs.json_schema.checks import check_definitions
from seltzer_specs.json_schema.descriptions import (
    describe_keys,
    meanings_of_all,
    meanings_of_document,
    meanings_of_part,
)
from seltzer_specs.json_schema.values import (
    ATTRIBUTES,
    COMMON,
    CRON,
    LINE,
    PARAMETERS,
    PATTERNS,
    RECEIVERS,
    SEVERITY,
    SQL,
    TEXT,
    TEXTS,
    VALIDITY,
    WORDS,
    Schema,
    closed,
)
from seltzer_specs.monitors import MONITOR_ID
from seltzer_specs.project import PARTITION_COLUMNS, PROJECT_KEYS
from seltzer_specs.reference.pages import Kind as Kind
from seltzer_specs.sample_policy import DESTINATIONS, MAX_ROWS, SAMPLE_KEYS
from seltzer_specs.sodacl.dataset_configuration import PLAIN_KEYS
from seltzer_specs.sodacl.loop import VARIABLE
from seltzer_specs.sodacl.section_names import SURVEY_KEYS
from seltzer_specs.templates import FORMS, METRIC, NAME, TEMPLATE_KEYS
from seltzer_specs.wire.monitor import MonitorSpec

KINDS: tuple[Kind, ...] = get_args(Kind)
_NEEDED: dict[str, tuple[str, ...]] = {"Template": (), "Project": ("receiver",)}
DRAFT = "http://json-schema.org/draft-07/schema#"
"""What editors' YAML servers know best."""


def print_schema(kind: Kind | None = None) -> Schema:
    """Give the schema of one kind of document; without a kind, of all of them by their `kind`."""
    head = {"$schema": DRAFT, "title": f"Seltzer {kind or 'document'}, {API_VERSION}"}
    if kind is not None:
        needed = {
            name: check_definitions()[name] for name in _NEEDED.get(kind, check_definitions())
        }
        return {**head, **_document(kind), "definitions": needed}
    cases = [
        {
            "if": {"properties": {"kind": {"const": name}}, "required": ["kind"]},
            "then": {"$ref": f"#/definitions/{name}"},
        }
        for name in KINDS
    ]
    return {
        **head,
        "type": "object",
        "required": ["apiVersion", "kind"],
        "properties": describe_keys(
            {"kind": {"enum": list(KINDS)}}, meanings_of_document("Checks")
        ),
        "allOf": cases,
        "definitions": {**check_definitions(), **{name: _document(name) for name in KINDS}},
    }


def _document(kind: Kind) -> Schema:
    match kind:
        case "Checks":
            return _checks()
        case "Monitor":
            return _monitor()
        case "Template":
            return _template()
        case "Project":
            return _project()


def _head(kind: Kind) -> Schema:
    return {"apiVersion": {"const": API_VERSION}, "kind": {"const": kind}}


def _keys(kind: Kind, properties: Schema) -> Schema:
    """Give the keys of a kind of document, each with what it means."""
    return describe_keys(properties, meanings_of_document(kind))


def _checks() -> Schema:
    filter_: Schema = {"anyOf": [SQL, closed({"name": LINE, "where": SQL}, required=["where"])]}
    side = describe_keys(
        {"dataset": LINE, "data_source": LINE, "filter": filter_},
        meanings_of_part("reconciliation", "Keys of a side"),
    )
    values: Schema = {
        **_head("Checks"),
        "dataset": LINE,
        "datasets": PATTERNS,
        "columns": PATTERNS,
        "variable": {"type": "string", "pattern": f"^{VARIABLE.pattern}$"},
        "source": {"anyOf": [LINE, closed(side, required=["dataset"])]},
        "target": {"anyOf": [LINE, closed(side, required=["dataset"])]},
        "label": LINE,
        "data_source": LINE,
        "owner": LINE,
        "severity": SEVERITY,
        "tags": TEXTS,
        "notify": RECEIVERS,
        "attributes": ATTRIBUTES,
        "schedule": CRON,
        "timezone": LINE,
        "filter": filter_,
        "filters": _named_filters(),
        "configurations": _configurations(),
        "variables": {"type": "object", "additionalProperties": TEXT},
        **dict.fromkeys(SURVEY_KEYS, PATTERNS),
        "metrics": {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/measured"}},
        "checks": {"type": "array"},
    }
    properties = _keys("Checks", {key: values[key] for key in CHECKS_KEYS})
    return closed(
        properties,
        required=["apiVersion", "kind"],
        dependencies=_dependencies(),
        allOf=_lists_of_checks(),
    )


def _dependencies() -> Schema:
    """Give which keys of a Checks document want or exclude others."""
    others = ("dataset", "datasets", "columns", "data_source", "filter")
    return {
        "source": {"required": ["target"], "not": _any_of(*others)},
        "target": ["source"],
        "label": ["source"],
        "metrics": ["dataset"],
        "timezone": ["schedule"],
        "datasets": {"not": _any_of("dataset")},
        "variable": _any_of("datasets", "columns"),
    }


def _lists_of_checks() -> list[Schema]:
    """Give what stands under `checks`, by what the document is about."""
    return [
        {
            "if": _any_of("checks"),
            "then": {
                "if": _any_of("source"),
                "then": {"properties": {"checks": {"$ref": "#/definitions/comparisons"}}},
                "else": {"properties": {"checks": {"$ref": "#/definitions/checks"}}},
            },
            "else": _any_of(*SURVEY_KEYS, "metrics"),
        },
        {
            "if": _any_of("dataset", "datasets", "columns", "source", *SURVEY_KEYS),
            "else": {"properties": {"checks": {"$ref": "#/definitions/checks by query"}}},
        },
    ]


def _any_of(*keys: str) -> Schema:
    """Give a mapping that has one of the keys."""
    return {"anyOf": [{"required": [key]} for key in keys]}


def _named_filters() -> Schema:
    where = closed({"where": SQL}, required=["where"])
    return {
        "type": "object",
        "propertyNames": {"pattern": r"\S \[[^\]]+\]\s*$"},
        "additionalProperties": {"anyOf": [SQL, where]},
    }


def _configurations() -> Schema:
    validity = describe_keys(VALIDITY, meanings_of_all())
    columns = {f"^{key} for .+$": value for key, value in validity.items()}
    plain = describe_keys({key: COMMON[key] for key in PLAIN_KEYS}, meanings_of_all())
    of_dataset = closed(plain, patternProperties=columns)
    return {
        "type": "object",
        "properties": plain,
        "patternProperties": columns,
        "additionalProperties": of_dataset,
    }


def _monitor() -> Schema:
    spec = MonitorSpec.model_json_schema()
    properties = {
        **_head("Monitor"),
        "id": {"type": "string", "pattern": f"^{MONITOR_ID.pattern}$"},
        **{key: _bare(value) for key, value in spec["properties"].items()},
        "check": {"$ref": "#/definitions/check"},
    }
    properties["notify"] = {"type": "array", "items": {"$ref": "#/definitions/receiver"}}
    required = ["apiVersion", "kind", "id", *spec["required"]]
    return closed(_keys("Monitor", properties), required=required)


def _bare(value: Schema) -> Schema:
    """Give a field's schema without what pydantic adds for programs."""
    return {key: part for key, part in value.items() if key not in ("title", "default")}


def _template() -> Schema:
    names = {"type": "array", "items": {"type": "string"}}
    defaults = {
        "type": "object",
        "additionalProperties": {"anyOf": [TEXT, {"type": "null"}]},
    }
    values: Schema = {
        "name": {"type": "string", "pattern": f"^{NAME.pattern}$"},
        "description": WORDS,
        "author": WORDS,
        "owner": WORDS,
        "metric": {"type": "string", "pattern": f"^{METRIC.pattern}$"},
        "parameters": {"anyOf": [names, defaults]},
        **dict.fromkeys(FORMS, SQL),
    }
    keys = {**_head("Template"), **{key: values[key] for key in TEMPLATE_KEYS}}
    properties = _keys("Template", keys)
    one = [{"required": [form]} for form in FORMS]
    return closed(properties, required=["apiVersion", "kind", "name"], oneOf=one)


def _project() -> Schema:
    data_source = {
        "type": "object",
        "required": ["type"],
        "properties": {
            "type": {"type": "string"},
            PARTITION_COLUMNS: {
                "type": "object",
                "additionalProperties": SQL,
                "description": "By dataset, the column that says which rows belong together.",
            },
        },
        "additionalProperties": {"type": ["string", "number", "boolean", "null"]},
    }
    samples: Schema = {
        "to": {"enum": list(DESTINATIONS)},
        "file": {"type": "string", "pattern": r"\.(jsonl|csv)$"},
        "max_rows": {"type": "integer", "minimum": 1, "maximum": MAX_ROWS},
        "masked_columns": TEXTS,
        "excluded_columns": TEXTS,
    }
    values: Schema = {
        **_head("Project"),
        "name": LINE,
        "default_data_source": LINE,
        "data_sources": {
            "type": "object",
            "propertyNames": {"pattern": r"^[A-Za-z_][A-Za-z0-9_-]*$"},
            "additionalProperties": data_source,
        },
        "specs": TEXTS,
        "server": closed({"url": LINE, "api_key": LINE}, required=["url", "api_key"]),
        "variables": PARAMETERS,
        "state_dir": LINE,
        "notify": RECEIVERS,
        "samples": closed(
            {key: {"description": told, **samples[key]} for key, told in SAMPLE_KEYS.items()},
            required=["to"],
        ),
        "group_key": {"type": "string", "pattern": r"\$\{"},
    }
    both = {"apiVersion": ["kind"], "kind": ["apiVersion"]}
    properties = _keys("Project", {key: values[key] for key in PROJECT_KEYS})
    return closed(properties, required=["name"], dependencies=both)
