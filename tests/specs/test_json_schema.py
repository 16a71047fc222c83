"""The JSON Schema takes what the parsers take, and knows no other key and no other type."""

import json
import re
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft7Validator
from tests.specs.test_never_crashes import VERSIONED

from seltzer_specs.json_schema.checks import COMPARISONS, LINES, keys_of
from seltzer_specs.json_schema.documents import KINDS, Kind, print_schema
from seltzer_specs.loader import ParseSettings, parse_specs
from seltzer_specs.spec_file import SpecFile
from seltzer_specs.yaml_reader import Mapping, Node, Scalar, read_documents
from seltzer_specs.yaml_writer import render_yaml

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "docs" / "seltzer.schema.json"
BLOCK = re.compile(r"^```ya?ml\n(.*?)^```", re.MULTILINE | re.DOTALL)
SETTINGS = ParseSettings(
    data_sources=frozenset({"w"}), now=datetime(2026, 1, 31, tzinfo=timezone.utc)
)
SCHEMA = print_schema()
VALIDATOR = Draft7Validator(SCHEMA)
CHECKS = Draft7Validator({**SCHEMA["definitions"]["checks"], "definitions": SCHEMA["definitions"]})
PARTS = {"name", "where", "source", "target", "type", "url", "api_key"}
WRONG = [[1]]
"""No key takes a list of lists."""

MINIMAL: dict[Kind, dict[str, Any]] = {
    "Checks": {"dataset": "t", "checks": ["row_count > 0"]},
    "Monitor": {"id": "mon_abcdef", "name": "n", "dataset": "t", "check": "row_count > 0"},
    "Template": {"name": "t", "query": "SELECT 1"},
    "Project": {"name": "p"},
}
NEEDED: dict[str, dict[str, Any]] = {
    "schema": {"fail": {"when required column missing": ["a"]}},
    "failed rows": {"fail query": "SELECT 1"},
    "group by": {"query": "SELECT 1", "fields": ["a"], "checks": [{"a > 1": {"name": "n"}}]},
    "group evolution": {"query": "SELECT 1", "fail": {"when groups change": "any"}},
    "reference comparison": {"source columns": ["a"], "target columns": ["b"]},
}


def document(kind: Kind, **more: Any) -> dict[str, Any]:
    """Give a right document of a kind, and more keys."""
    return {"apiVersion": "seltzer/v1", "kind": kind, **MINIMAL[kind], **more}


def plain(node: Node) -> Any:
    """Give a node as JSON."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.entries}
    return [plain(item) for item in node.items]


def blocks() -> list[Any]:
    """Give all documents of the documentation and the demo, with where they stand."""
    found = []
    for file in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        text = file.read_text(encoding="utf-8")
        for match in BLOCK.finditer(text):
            if not match[1].startswith("# not a spec"):
                line = text.count("\n", 0, match.start()) + 1
                found += _documents(match[1], f"{file.relative_to(ROOT)}:{line}")
    for file in sorted((ROOT / "cli/seltzer_cli/demo/project").rglob("*.yml")):
        found += _documents(file.read_text(encoding="utf-8"), str(file.relative_to(ROOT)))
    return found


def _documents(text: str, place: str) -> list[Any]:
    documents = [plain(found.root) for found in read_documents(text, place)]
    return [pytest.param(found, id=f"{place}.{n}") for n, found in enumerate(documents)]


def mistakes(value: Any) -> list[str]:
    """Give what the schema says against a document."""
    if "data_sources" in value and "kind" not in value:
        return [
            error.message for error in Draft7Validator(print_schema("Project")).iter_errors(value)
        ]
    return [error.message for error in VALIDATOR.iter_errors(value)]


def has_parse_errors(value: Any) -> bool:
    """Tell whether the parsers say something against a document."""
    return bool(parse_specs([SpecFile("a.yml", render_yaml(value))], SETTINGS).errors)


def test_the_published_schema_is_the_one_of_the_language() -> None:
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == json.loads(json.dumps(SCHEMA)), (
        "run `seltzer schema print > docs/seltzer.schema.json`"
    )


@pytest.mark.parametrize("kind", [None, *KINDS])
def test_each_schema_is_a_schema(kind: Kind | None) -> None:
    Draft7Validator.check_schema(print_schema(kind))


@pytest.mark.parametrize("value", blocks())
def test_every_document_of_the_documentation_validates(value: dict[str, Any]) -> None:
    if "kind" in value or "data_sources" in value:
        assert mistakes(value) == []
        return
    for key, section in value.items():
        if key.startswith("checks for ") or key == "checks":
            assert [error.message for error in CHECKS.iter_errors(section)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_small_document_of_each_kind_validates(kind: Kind) -> None:
    assert mistakes(document(kind)) == []
    assert Draft7Validator(print_schema(kind)).is_valid(document(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_no_document_takes_an_unknown_key(kind: Kind) -> None:
    assert mistakes(document(kind, nope=1)) != []


@pytest.mark.parametrize(
    ("kind", "key"),
    [(kind, key) for kind in KINDS for key in print_schema(kind)["properties"]],
)
def test_no_key_of_a_document_takes_another_type(kind: Kind, key: str) -> None:
    assert mistakes({**document(kind), key: WRONG}) != []


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_without_a_needed_key_is_wrong(kind: Kind) -> None:
    for key in MINIMAL[kind]:
        value = {name: part for name, part in document(kind).items() if name != key}
        assert mistakes(value) != [], key


def with_check(kind: str, **below: Any) -> dict[str, Any]:
    """Give a document with one check of a kind, and keys below it."""
    line = {**LINES, **COMPARISONS}[kind][0][0]
    line = f"{line} > 0" if kind in ("metric", "change") else line
    checks = [{line: {**NEEDED.get(kind, {}), **below}}]
    value = document("Checks", checks=checks)
    if kind in COMPARISONS:
        del value["dataset"]
        value |= {"source": "s", "target": {"dataset": "t", "filter": "a > 1"}}
    return value


@pytest.mark.parametrize("kind", [*LINES, *COMPARISONS])
def test_no_check_takes_an_unknown_key(kind: str) -> None:
    value = with_check(kind, nope=1)

    assert mistakes(value) != []
    assert has_parse_errors(value)


@pytest.mark.parametrize(
    ("kind", "key"), [(k, key) for k in (*LINES, *COMPARISONS) for key in sorted(keys_of(k))]
)
def test_no_key_of_a_check_takes_another_type(kind: str, key: str) -> None:
    value = with_check(kind, **{key: WRONG})

    assert mistakes(value) != []
    assert has_parse_errors(value)


@pytest.mark.parametrize("line", ["row_count > 0", {"row_count > 0": None}, {"own > 1": {
    "own query": "SELECT 1"}}, {"schema": NEEDED["schema"]}, {"attributes": {"a": 1}}])  # fmt: skip
def test_what_is_right_validates(line: Any) -> None:
    assert mistakes(document("Checks", checks=[line])) == []


@pytest.mark.parametrize("line", [5, None, [], {}, {"a > 1": {}, "b > 1": {}}, {"a > 1": "x"}])
def test_what_is_no_check_does_not(line: Any) -> None:
    assert mistakes(document("Checks", checks=[line])) != []


FORMS: list[dict[str, Any]] = [
    {"datasets": ["a", "b%"], "variable": "D", "checks": ["row_count > 0"]},
    {"columns": ["a.b"], "checks": ["missing_count(${COLUMN}) = 0"]},
    {"dataset": "a", "columns": ["b"], "profile columns": ["c"], "checks": ["max(a) < 5"]},
    {"source": "a", "target": {"dataset": "b", "data_source": "w"}, "checks": ["rows diff = 0"]},
    {"automated monitoring": ["a"], "owner": "me", "configurations": {"a": {"valid min for b": 1}}},
    {"discover datasets": ["a"], "profile columns": ["a.b"], "sample datasets": ["a"]},
    {"checks": [{"n > 1": {"n query": "SELECT 1"}}]},
    {"dataset": "a", "filters": {"b [c]": "d > 1"}, "checks": ["row_count same as b c"]},
]


@pytest.mark.parametrize("form", FORMS)
def test_each_form_of_a_checks_document_validates(form: dict[str, Any]) -> None:
    value = {"apiVersion": "seltzer/v1", "kind": "Checks", **form}

    assert mistakes(value) == []
    assert not has_parse_errors(value)


@pytest.mark.parametrize(
    "form",
    [
        {"dataset": "a", "datasets": ["a"], "checks": ["row_count > 0"]},
        {"source": "a", "checks": ["row_count diff = 0"]},
        {"target": "a", "checks": ["row_count diff = 0"]},
        {"dataset": "a", "source": "a", "target": "b", "checks": ["row_count diff = 0"]},
        {"dataset": "a", "variable": "D", "checks": ["row_count > 0"]},
        {"dataset": "a", "label": "x", "checks": ["row_count > 0"]},
        {"datasets": "a", "checks": ["row_count > 0"]},
        {"datasets": ["a"]},
        {"source": "a", "target": "b", "checks": [{"max(a) diff = 0": {"key columns": ["a"]}}]},
        {"dataset": "a", "checks": [{"rows diff = 0": {"key columns": ["a"]}}]},
        {"checks": [{"row_count > 1": {"name": "n"}}]},
        {"dataset": "a", "configurations": {"valid formt for a": "email"}, "checks": []},
    ],
)
def test_keys_that_do_not_go_together_are_wrong(form: dict[str, Any]) -> None:
    value = {"apiVersion": "seltzer/v1", "kind": "Checks", **form}

    assert mistakes(value) != []
    assert has_parse_errors(value)


@given(VERSIONED)
def test_whatever_the_parsers_take_validates(value: Any) -> None:
    if not has_parse_errors(value):
        assert mistakes(value) == []


COLUMNS = {"source columns": ["a"], "target columns": ["b"]}


@pytest.mark.parametrize(
    ("line", "below"),
    [
        ("avg(a)", {"warn": "when diff > 1", "fail": "when diff > 5"}),
        ("rows diff", {"warn": "when diff > 1", "fail": "when diff > 5"}),
        ("values in target must exist in source", {"fail": "when > 5", **COLUMNS}),
    ],
)
def test_a_check_against_a_source_takes_thresholds_below_its_line(
    line: str, below: dict[str, Any]
) -> None:
    head = {"apiVersion": "seltzer/v1", "kind": "Checks", "source": "s", "target": "t"}
    value = {**head, "checks": [{line: below}]}

    assert not has_parse_errors(value)
    assert mistakes(value) == []


def _keys(schema: Any, path: str = "") -> list[tuple[str, Any]]:
    """Give each key of a schema with its value's schema; conditions on keys are no keys."""
    if isinstance(schema, list):
        return [found for part in schema for found in _keys(part, path)]
    if not isinstance(schema, dict):
        return []
    own = schema.get("properties", {}) if schema.get("type") == "object" else {}
    found = [(f"{path}/{key}", value) for key, value in own.items()]
    if schema.get("type") == "object" and "/attributes" not in path:
        patterns = schema.get("patternProperties", {})
        found += [(f"{path}/{key}", value) for key, value in patterns.items()]
    for key, value in schema.items():
        found += _keys(value, f"{path}/{key}")
    return found


def test_every_key_says_what_it_means() -> None:
    lines = ("/definitions/check/", "/definitions/comparison/", "/definitions/checks by query/")
    silent = [
        path
        for path, value in _keys(SCHEMA)
        if not path.startswith(lines) and "description" not in value
    ]

    # These are keys of parts whose own key says what they are.
    assert {path.rpartition("/")[2] for path in silent} <= PARTS


def test_a_line_says_what_it_asks() -> None:
    below = {name: value for name, value in SCHEMA["definitions"].items() if "below" in name}

    assert below["below freshness"]["description"] == "How old the newest row is."
    assert [name for name, value in below.items() if not value.get("description")] == []
