"""Schema checks: required, forbidden, typed and indexed columns, and what is left to the server."""

import pytest
from tests.scanner.scans import scan

from seltzer_specs.data_sources import DataSourceSettings


def outcome_of(rules: str, source: DataSourceSettings) -> tuple[str, str | None]:
    judgement = scan(f"checks for people:\n  - schema:\n{rules}", source).checks[0].judgement
    return judgement.outcome, judgement.reason


def test_columns_as_wanted_pass(people: DataSourceSettings) -> None:
    rules = """
      fail:
        when required column missing: [id, name]
        when forbidden column present: [pii_%, '*secret*']
        when wrong column type: {id: integer, name: varchar, created: timestamp}
        when wrong column index: {id: 0, code: 5}
    """

    assert outcome_of(rules, people) == ("pass", None)


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (
            "when required column missing: [Name, nothing]",
            (
                'required column "Name" is missing, did you mean "name"; '
                'required column "nothing" is missing'
            ),
        ),
        ("when forbidden column present: ['c%e']", 'forbidden column "code" is present'),
        (
            "when forbidden column present: ['cr*']",
            'forbidden column "created" is present',
        ),
        ("when wrong column index: {name: 0}", 'column "name" wants position 0, got 1'),
        ("when wrong column index: {nam: 1}", 'column "nam" at 1 is missing, did you mean "name"'),
        (
            "when mismatching columns: {id: integer, nam: , name: , created: , score: , born: }",
            'column "nam" is missing, did you mean "name"; column "code" is not listed',
        ),
        (
            "when wrong column type: {identity: int}",
            'column "identity" of type int is missing',
        ),
    ],
)
def test_each_problem_is_named(people: DataSourceSettings, rule: str, reason: str) -> None:
    assert outcome_of(f"      fail:\n        {rule}", people) == ("fail", reason)


def test_a_wrong_type_names_both(duckdb_people: DataSourceSettings) -> None:
    rules = "      fail:\n        when wrong column type: {score: integer}"

    assert outcome_of(rules, duckdb_people) == (
        "fail",
        'column "score" wants type integer, got DOUBLE',
    )


def test_a_full_list_passes_with_columns_that_may_be_missing(people: DataSourceSettings) -> None:
    rules = """
      fail:
        when mismatching columns:
          {id: integer, name: varchar, created: , score: , born: , code: , note: text}
        with optional columns: [note]
    """

    outcome, reason = outcome_of(rules, people)

    assert (outcome, reason) == ("pass", None)


@pytest.mark.parametrize("pattern", ["cod", "ode", "co", "od%", "%cod"])
def test_a_pattern_is_about_the_whole_name(duckdb_people: DataSourceSettings, pattern: str) -> None:
    rules = f"      fail:\n        when forbidden column present: ['{pattern}']"

    assert outcome_of(rules, duckdb_people) == ("pass", None)


def test_fail_beats_warn(duckdb_people: DataSourceSettings) -> None:
    warn = "      warn:\n        when required column missing: [b]\n"
    fail = "      fail:\n        when required column missing: [a]\n"

    assert outcome_of(warn + fail, duckdb_people)[0] == "fail"
    assert outcome_of(warn, duckdb_people)[0] == "warn"


def test_a_dataset_that_is_not_there_is_an_error(people: DataSourceSettings) -> None:
    text = """
    checks for ghosts:
      - schema:
          fail:
            when forbidden column present: [x]
    """

    judgement = scan(text, people).checks[0].judgement

    assert (judgement.outcome, judgement.error_code) == ("error", "missing_object")
    assert judgement.reason == (
        'no dataset "ghosts" in the catalogue; check its name and its schema'
    )


def test_changes_are_left_to_the_server(people: DataSourceSettings) -> None:
    text = """
    checks for people:
      - schema:
          warn:
            when schema changes: [column add]
          fail:
            when schema changes: [column delete]
    """

    result = scan(text, people)

    judgement = result.checks[0].judgement
    assert judgement.outcome == "skipped"
    assert judgement.evaluate is not None
    assert judgement.evaluate.kind == "schema_changes"
    assert (judgement.evaluate.fail_on, judgement.evaluate.warn_on) == (
        ("column delete",),
        ("column add",),
    )
    assert [column.name for column in result.columns["people"]] == [
        "id",
        "name",
        "score",
        "created",
        "born",
        "code",
    ]


def test_a_rule_that_fails_here_fails_whatever_changed(people: DataSourceSettings) -> None:
    text = """
    checks for people:
      - schema:
          fail:
            when required column missing: [nope]
            when schema changes: any
    """

    judgement = scan(text, people).checks[0].judgement

    assert judgement.outcome == "fail"
    assert judgement.evaluate is not None
