"""What a change of the specs does to the SQL, as reviewers see it."""

from collections.abc import Callable
from dataclasses import replace

from seltzer_compiler.compile import compile_checks
from seltzer_compiler.plan import Query
from seltzer_compiler.sql_diff import diff_queries
from seltzer_dialects.registry import get_dialect
from seltzer_specs.checks import Check

ChecksOf = Callable[[str], tuple[Check, ...]]

BEFORE = """
checks for people:
  - row_count > 0
  - max(score) < 9
  - duplicate_count(name) = 0
"""


def queries(text: str, checks_of: ChecksOf, dialect: str = "duckdb") -> tuple[Query, ...]:
    return compile_checks(checks_of(text), dialect=get_dialect(dialect), data_source="shop").queries


def test_same_specs_have_no_changes(checks_of: ChecksOf) -> None:
    before = queries(BEFORE, checks_of)
    diff = diff_queries(before, tuple(reversed(before)))

    assert diff.changes == ()
    assert diff.unchanged == 2


def test_threshold_changes_no_sql(checks_of: ChecksOf) -> None:
    after = queries(BEFORE.replace("> 0", "> 5"), checks_of)

    assert diff_queries(queries(BEFORE, checks_of), after).changes == ()


def test_layout_is_no_change(checks_of: ChecksOf) -> None:
    before = queries("checks for people:\n  - n = 1:\n      n query: SELECT 1 AS a", checks_of)
    after = tuple(replace(q, id="q_other", sql="select  1\n  as a") for q in before)

    assert diff_queries(before, after).changes == ()


def test_added_check_is_one_added_line_of_the_shared_query(checks_of: ChecksOf) -> None:
    after = queries(BEFORE + "  - min(score) > 0\n", checks_of)
    (change,) = diff_queries(queries(BEFORE, checks_of), after).changes

    assert change.status == "changed"
    assert (change.dataset, change.dialect) == ("people", "duckdb")
    assert [line for line in change.text.splitlines() if line[0] in "+-"] == [
        "+  MIN(score) AS min_score,"
    ]


def test_changed_configuration_is_one_changed_line(checks_of: ChecksOf) -> None:
    text = "checks for people:\n  - row_count > 0\n  - invalid_count(name) = 0: {valid values: [A]}"
    before = queries(text, checks_of)
    (change,) = diff_queries(before, queries(text.replace("[A]", "[A, B]"), checks_of)).changes
    marked = [line for line in change.text.splitlines() if line[0] in "+-"]

    assert change.status == "changed"
    assert [line[0] for line in marked] == ["-", "+"]
    assert "'A', 'B'" in marked[1]


def test_new_and_gone_queries_are_whole(checks_of: ChecksOf) -> None:
    after = queries(
        "checks for people:\n  - row_count > 0\n  - max(score) < 9\nchecks for nobody:\n"
        "  - row_count = 0\n",
        checks_of,
    )
    diff = diff_queries(queries(BEFORE, checks_of), after)

    assert [(c.dataset, c.status) for c in diff.changes] == [
        ("nobody", "added"),
        ("people", "removed"),
    ]
    assert (diff.count("added"), diff.count("removed"), diff.count("changed")) == (1, 1, 0)
    assert diff.changes[0].before is None
    assert diff.changes[1].after is None
    assert all(line.startswith(("+", "@@")) for line in diff.changes[0].text.splitlines())


def test_filtered_rows_are_not_mistaken_for_all_rows(checks_of: ChecksOf) -> None:
    both = """
    filter people [late]:
      where: id > 3
    checks for people:
      - row_count > 0
    checks for people [late]:
      - row_count > 0
      - max(score) < 9
    """
    after = both.replace("- max(score) < 9", "- min(score) < 9")
    (change,) = diff_queries(queries(both, checks_of), queries(after, checks_of)).changes

    assert "MIN(score)" in change.text
    assert change.after is not None
    assert "id > 3" in change.after.sql


def test_dialects_are_not_mixed_up(checks_of: ChecksOf) -> None:
    diff = diff_queries(queries(BEFORE, checks_of), queries(BEFORE, checks_of, "postgres"))

    assert (diff.count("added"), diff.count("removed"), diff.count("changed")) == (2, 2, 0)
