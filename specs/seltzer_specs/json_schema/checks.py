"""The list of checks: which keys each kind of line takes, asked of the parsers themselves.

Each parser is run once on a line of its kind. Which keys it asks for is what the kind takes, so the
schema cannot drift from the language; a key that has no schema of its value fails the build.
"""

import re
from datetime import datetime, timezone
from functools import cache

from seltzer_specs.checks.reconciliation import Source
from seltzer_specs.json_schema.descriptions import (
    describe_keys,
    meanings_of,
    meanings_of_all,
    meanings_of_part,
    title_of,
)
from seltzer_specs.json_schema.values import (
    BY_KEY,
    COMMON,
    GROUP_RULES,
    SCHEMA_RULES,
    SQL,
    TEXTS,
    VALIDITY,
    WHEN,
    Schema,
    closed,
)
from seltzer_specs.location import Location
from seltzer_specs.names import DatasetRef, Name
from seltzer_specs.problems import Problems
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.item import CheckItem
from seltzer_specs.sodacl.parse import KINDS, PLAIN_METRIC, Parser
from seltzer_specs.sodacl.reconciliation import comparison_kinds
from seltzer_specs.templates import Template
from seltzer_specs.variables import Variables
from seltzer_specs.yaml_reader import Mapping, Scalar
from seltzer_specs.yaml_reader import Sequence as List

PLACE = Location("probe")
NOW = datetime(2000, 1, 1, tzinfo=timezone.utc)
UNKNOWN = "\0"
"""A key that no parser asks for: it keeps the configuration from being empty."""

LINES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "expression": (("max(a) - min(a) < 1", "max(a) - min(a)"), ("fail",)),
    "schema": (("schema",), ("fail",)),
    "failed rows": (("failed rows",), ("fail query",)),
    "freshness": (("freshness(a)",), ("fail",)),
    "distribution": (("distribution_difference(a)",), ()),
    "template": (("$t",), ()),
    "group by": (("group by",), ("query", "fields")),
    "one row": (("one row",), ("query",)),
    "group evolution": (("group evolution",), ("query", "fail")),
    "anomaly": (("anomaly detection for avg(a)", "anomaly detection for row_count"), ()),
    "reference": (("values in a must exist in b c",), ()),
    "row count comparison": (("row_count same as b",), ()),
    "change": (("change for avg(a)", "change for row_count"), ()),
    "metric": (("avg(a)", "row_count"), ()),
}
"""Lines of each kind to ask its parser with, in the order of `KINDS`, and keys that it needs."""

COMPARISONS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "schema comparison": (("schema",), ()),
    "record comparison": (("rows diff = 0", "rows diff"), ()),
    "reference comparison": (
        ("values in target must exist in source",),
        ("source columns", "target columns"),
    ),
    "metric comparison": (("avg(a) diff = 0", "avg(a)", "row_count diff = 0"), ()),
}
"""The same of checks that compare a target with its source."""

_SOURCE = Source(dataset=DatasetRef((Name("s"),)))
_OF_LINES = [kind for kind in KINDS if kind[0] is not PLAIN_METRIC]
_PLAIN: dict[str, tuple[re.Pattern[str], Parser]] = dict(zip(LINES, _OF_LINES, strict=True))
_COMPARING = dict(zip(COMPARISONS, comparison_kinds(_SOURCE), strict=True))


def _list_of(name: str) -> Schema:
    return {"type": "array", "minItems": 1, "items": {"$ref": f"#/definitions/{name}"}}


OWN: dict[str, Schema] = {
    "schema": {"warn": SCHEMA_RULES, "fail": SCHEMA_RULES},
    "group evolution": {"warn": GROUP_RULES, "fail": GROUP_RULES},
    "group by": {"checks": _list_of("group member")},
    "one row": {"checks": _list_of("row check")},
}
"""Values that mean something else in one kind."""

REFUSED = {"anomaly": frozenset({"warn", "fail"})}
"""Keys that a parser asks for only to refuse them."""

WITH_SQL = frozenset({"metric", "change", "anomaly", "metric comparison"})
"""Kinds whose metric may be defined below them, as `NAME expression`."""

BY_QUERY = r"( |^)(query|sql_file)$|^parameters$"
"""Keys of checks that need no dataset."""


@cache
def keys_of(kind: str, line: str | None = None) -> frozenset[str]:
    """Give the keys that the parser of a kind asks for, or asks for below one line of it."""
    lines, needed = {**LINES, **COMPARISONS}[kind]
    found: set[str] = set()
    for asked in (line,) if line is not None else lines:
        found |= _ask(kind, asked, needed)
        # With both thresholds in the file, and in one of its ways, a parser may ask for less.
        found |= _ask(kind, asked, ())
    return frozenset(found) - {UNKNOWN} - REFUSED.get(kind, frozenset())


def _ask(kind: str, line: str, needed: tuple[str, ...]) -> frozenset[str]:
    context = Context(
        problems=Problems(),
        variables=Variables(),
        now=NOW,
        dataset=DatasetRef((Name("d"),)),
        templates={"t": _template("expression"), "q": _template("fail query")},
    )
    nodes = [(_scalar(key), _value(kind, key)) for key in (*needed, UNKNOWN)]
    config = Config(Mapping(tuple(nodes), PLACE), of="the probe", context=context)
    item = CheckItem(line=line, definition=line, location=PLACE, config=None)
    _, parser = {**_PLAIN, **_COMPARING}[kind]
    parser(item, config, context)
    return config.known_keys


def _template(form: str) -> Template:
    none: frozenset[str] = frozenset()
    if form == "expression":
        return Template("t", "expression", _scalar("COUNT(*)"), "t", PLACE, none, none)
    return Template("q", "fail query", _scalar("SELECT 1"), "q", PLACE, none, none)


def _scalar(text: str) -> Scalar:
    return Scalar(text, text, PLACE)


def _value(kind: str, key: str) -> Scalar | List | Mapping:
    if key == "fail" and kind in ("schema", "group evolution"):
        return Mapping((), PLACE)
    return _scalar("when > 1d" if kind == "freshness" else "x")


def _properties(kind: str) -> Schema:
    own = OWN.get(kind, {})
    # A key without a schema of its value is a KeyError: it must be written down in `values.py`.
    return {key: own[key] if key in own else BY_KEY[key] for key in sorted(keys_of(kind))}


def _below(kind: str) -> Schema:
    """Give what may stand below a line of a kind; nothing at all is fine, too."""
    patterns = {"patternProperties": _user_sql()} if kind in WITH_SQL else {}
    properties = describe_keys(_properties(kind), meanings_of(kind))
    for level in ("warn", "fail"):
        if "properties" in properties.get(level, {}):
            rules = describe_keys(properties[level]["properties"], meanings_of(kind))
            properties[level] = {**properties[level], "properties": rules}
    return {**title_of(kind), "anyOf": [{"type": "null"}, closed(properties, **patterns)]}


def _line_patterns(kinds: dict[str, tuple[re.Pattern[str], Parser]]) -> dict[str, str]:
    """Give the expression of each kind's lines; the first kind that matches has the line."""
    found: dict[str, str] = {}
    before: list[str] = []
    for kind, (pattern, _) in kinds.items():
        text = pattern.pattern.replace(".*", r"[\s\S]*")
        refused = "".join(f"(?!(?:{other})$)" for other in before)
        found[kind] = f"^{refused}(?:{text})$"
        before.append(text)
    return found


@cache
def _user_sql() -> Schema:
    """Give the keys that define a metric of one's own."""
    forms = ("expression", "query", "sql_file")
    meanings = meanings_of_part("user-defined-metrics", "Keys")
    described = describe_keys({f"NAME {form}": SQL for form in forms}, meanings)
    return {f"^[A-Za-z_][A-Za-z0-9_]* {form}$": described[f"NAME {form}"] for form in forms}


def _row_check(*, has_groups: bool) -> Schema:
    """Give a check of a query's row; of groups they may ask about the history, too."""
    keys = {**COMMON, "warn": WHEN, "fail": WHEN}
    below = closed(describe_keys(keys, meanings_of_all()))
    found: Schema = {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": {"anyOf": [{"type": "null"}, below]},
    }
    if has_groups:
        options = {key: BY_KEY[key] for key in sorted(keys_of("anomaly") - keys_of("metric"))}
        meanings = {**meanings_of_all(), **meanings_of("anomaly")}
        found["patternProperties"] = {
            "^anomaly (detection|score) for ": {
                "description": "Is the value unusual for the history of its group?",
                "anyOf": [
                    {"type": "null"},
                    closed(describe_keys({**COMMON, **options}, meanings)),
                ],
            }
        }
    return {"anyOf": [{"type": "string"}, found]}


@cache
def check_definitions() -> Schema:
    """Give the definitions that documents refer to: `check`, lists, and what each kind takes."""
    kinds = {f"below {kind}": _below(kind) for kind in (*LINES, *COMPARISONS)}
    return {
        **kinds,
        "group member": _row_check(has_groups=True),
        "row check": _row_check(has_groups=False),
        "receiver": {"type": "string", "pattern": r"^([a-z]+:\S|.*\$\{)"},
        "check": {"anyOf": [{"type": "string", "minLength": 1}, _mapping_check(_PLAIN)]},
        "comparison": {"anyOf": [{"type": "string", "minLength": 1}, _mapping_check(_COMPARING)]},
        "checks": {"type": "array", "items": _list_item("check")},
        "comparisons": {"type": "array", "items": _list_item("comparison")},
        "measured": {
            "anyOf": [
                {"type": "string", "minLength": 1},
                {
                    "type": "object",
                    "minProperties": 1,
                    "maxProperties": 1,
                    "additionalProperties": _narrowed(),
                },
            ]
        },
        "checks by query": {"type": "array", "items": _by_query()},
    }


def _narrowed() -> Schema:
    """Give what may stand below a metric that is measured without a threshold."""
    keys = {"filter": SQL, "exclude": TEXTS, **VALIDITY}
    own = meanings_of_part("measured", "Keys of a metric")
    described = describe_keys(keys, {**meanings_of_all(), "exclude": own["`exclude`"]})
    return {"anyOf": [{"type": "null"}, closed(described, patternProperties=_user_sql())]}


def _mapping_check(kinds: dict[str, tuple[re.Pattern[str], Parser]]) -> Schema:
    patterns = {
        pattern: {"$ref": f"#/definitions/below {kind}"}
        for kind, pattern in _line_patterns(kinds).items()
    }
    return {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "patternProperties": patterns,
        "additionalProperties": False,
    }


def _list_item(name: str) -> Schema:
    keys = describe_keys({"attributes": BY_KEY["attributes"]}, meanings_of_all())
    attributes = {**closed(keys), "required": ["attributes"]}
    is_attributes = {"type": "object", "required": ["attributes"]}
    return {"if": is_attributes, "then": attributes, "else": {"$ref": f"#/definitions/{name}"}}


def _by_query() -> Schema:
    """Give a check that needs no dataset: there is a query below it, or a template's."""
    no_query = {"propertyNames": {"not": {"pattern": BY_QUERY}}}
    below = {"type": "object", "not": no_query}
    return {
        "type": "object",
        "patternProperties": {r"^(attributes|\$[\s\S]*)$": {}},
        "additionalProperties": below,
    }
