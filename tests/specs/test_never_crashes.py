"""Whatever a file says, parsing gives checks and located errors, never another exception."""

from datetime import datetime, timezone
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from seltzer_specs.loader import ParseSettings, parse_specs
from seltzer_specs.monitors import MONITOR_KEYS
from seltzer_specs.sodacl.section_names import SURVEY_KEYS
from seltzer_specs.sodacl.validity_keys import KEYS
from seltzer_specs.spec_file import SpecFile
from seltzer_specs.yaml_writer import render_yaml

SETTINGS = ParseSettings(
    data_sources=frozenset({"w"}), now=datetime(2026, 1, 31, tzinfo=timezone.utc)
)
LINES = [
    "row_count > 0", "row_count", "max(a) between (1 and 2]", "invalid_count(a) = 0", "schema",
    "failed rows", "freshness(a) < 1d", "freshness(a, b)", "freshness()", "n > 5", "avg(", "[a]",
    "anomaly detection for row_count", "row_count diff = 0", "rows diff = 0", "max(${COLUMN}) > 1",
    "values in target must exist in source", "anomaly score for n < default",
    "values in a must exist in b c",
    "percentile(a, x) > 1", "attributes", '"', "min(`a) > ${x}", "${", "> 5", "when > 5",
]  # fmt: skip
CONFIG_KEYS = [
    *KEYS, "name", "id", "identity", "owner", "severity", "tags", "notify", "attributes", "warn",
    "fail", "filter", "fail condition", "fail query", "n query", "n expression", "n sql_file",
    "samples limit", "samples columns", "collect failed rows", "sensitivity", "model", "nope",
    "when required column missing", "when schema changes", "when wrong column index",
    "when wrong column type", "when forbidden column present",
]  # fmt: skip
HEADERS = [
    "checks for t", "checks for t [p]", "checks", "filter t [p]", "configurations for t",
    "variables", "checks for w.t", 'checks for "t', "for each dataset d", "for each column c",
    "discover datasets", "profile columns", "sample tables", "automated monitoring",
    "apiVersion", "kind",
    "valid format for a", "where", "x", "dataset", "configurations", "data_source", *MONITOR_KEYS,
]  # fmt: skip
WORDS = st.sampled_from(
    [*LINES, "seltzer/v1", "Checks", "Monitor", "any", "low", "email", "mon_abcdef", "slack:#x",
     "0 6 * * *", "", "${NOW}", "${NOPE}", "a\nb", "1", "x" * 300]
)  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9) | WORDS
CONFIG = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(CONFIG_KEYS), inner, max_size=4)
    ),
    max_leaves=6,
)
PATTERNS = st.lists(
    st.sampled_from(["t", "%", "w.t%", "exclude t", "include t.*", 'x"', "t.a", "t.%", "a.b.c.d"]),
    max_size=3,
)
EXPANDED = st.dictionaries(
    st.sampled_from(["datasets", "tables", "columns", "checks", "x"]),
    PATTERNS | CONFIG | st.lists(WORDS, max_size=2),
    max_size=3,
)
CHECK = WORDS | st.dictionaries(st.sampled_from(LINES), CONFIG, max_size=2) | CONFIG
SECTION = st.lists(CHECK, max_size=4) | CONFIG | CHECK | EXPANDED
SIDE = WORDS | st.dictionaries(
    st.sampled_from(["dataset", "data_source", "filter", "where", "x"]), CONFIG | WORDS, max_size=3
)
VERSIONED = st.fixed_dictionaries(
    {"apiVersion": st.just("seltzer/v1"), "kind": st.sampled_from(["Checks", "Monitor"])},
    optional={
        **dict.fromkeys(
            (*MONITOR_KEYS[2:], "checks", "configurations", "variables", "filter", "attributes",
             "filters", "label", "variable"),
            SECTION,
        ),
        **dict.fromkeys(("datasets", "columns", *SURVEY_KEYS), PATTERNS | SECTION),
        **dict.fromkeys(("source", "target"), SIDE),
    },
) | st.fixed_dictionaries(
    {"apiVersion": st.just("seltzer/v1"), "kind": st.just("Checks"),
     "checks": st.lists(CHECK, max_size=3)},
    optional={
        "dataset": WORDS,
        **dict.fromkeys(("datasets", "columns", *SURVEY_KEYS), PATTERNS),
        **dict.fromkeys(("source", "target"), SIDE | st.just("t")),
        "configurations": st.dictionaries(st.sampled_from([*CONFIG_KEYS, "t"]), CONFIG, max_size=2),
    },
)  # fmt: skip
DOCUMENT = st.dictionaries(st.sampled_from(HEADERS), SECTION, max_size=5) | VERSIONED


@given(st.lists(DOCUMENT, min_size=1, max_size=2))
def test_any_structure_gives_checks_and_located_errors(documents: list[Any]) -> None:
    text = "---\n".join(render_yaml(document) for document in documents)
    result = parse_specs([SpecFile("a.yml", text)], SETTINGS)

    for error in result.errors:
        assert error.location.file == "a.yml"
        assert 1 <= error.location.line <= text.count("\n") + 1
        assert "\n" not in error.message
        assert error.rule
    assert len({check.id for check in result.checks}) == len(result.checks)


@given(st.text(max_size=300))
def test_any_text_gives_checks_and_located_errors(text: str) -> None:
    result = parse_specs([SpecFile("a.yml", text)], SETTINGS)

    assert all(error.location.file == "a.yml" for error in result.errors)


@given(st.text(alphabet="rowcunt()[]\"`'<>=! 0159%,.andbetw${}", max_size=40))
def test_any_check_line_gives_a_check_or_one_located_error(line: str) -> None:
    text = render_yaml({"checks for t": [line]})
    result = parse_specs([SpecFile("a.yml", text)], SETTINGS)

    assert len(result.checks) + len(result.errors) == 1


def test_a_message_carries_no_escape_sequence_to_a_terminal() -> None:
    text = 'checks for t:\n  - "max(\\e[31m a\\nb) > 0"\n'
    (error,) = parse_specs([SpecFile("a.yml", text)], SETTINGS).errors

    assert str(error).isprintable()
