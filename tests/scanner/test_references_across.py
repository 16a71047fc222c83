"""References to another data source, against the same question asked within one."""

import random
from collections.abc import Callable, Sequence
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.scanner.scans import judged, scan, scan_two

from seltzer_compiler.measures import Measure
from seltzer_dialects.connection import RawValue, Rows
from seltzer_scanner.keys import KeySet, collect_keys, count_matched, count_unmatched
from seltzer_scanner.push import build_batches
from seltzer_scanner.result import Judgement
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.names import Name

NewSource = Callable[[str, Sequence[str]], DataSourceSettings]
Two = tuple[DataSourceSettings, DataSourceSettings]

BYTEWISE = ["duckdb", "postgres", "sqlite"]
"""Engines that tell texts apart by their bytes, as the scanner does, and that have all the types
below: MySQL does not do the former, and ClickHouse has no year 1."""

WORDS = ["a", "A", "ä", "a\u0308", "Zoë", "ß", "ss", "I", "ı", "i", "日本", "a b", "a ", " a", "",
         "-", "1", "01", "1.0", "O''Brien", "x,y", "🥤", "é", "\u200ba"]  # fmt: skip
NUMBERS = ["0", "1", "-1", "2", "10", "100", "9007199254740993", "2147483647", "42"]
DECIMALS = ["0", "1.5", "1.50", "-0.25", "100", "0.1", "12345678.9", "2", "1"]
DAYS = ["2026-01-01", "2026-01-02", "2024-02-29", "1999-12-31", "0001-01-01"]
MOMENTS = [f"{day} {time}" for day in DAYS for time in ("00:00:00", "12:30:00.25")]
COLUMNS = {
    "word": ("VARCHAR(40)", WORDS, True),
    "number": ("BIGINT", NUMBERS, False),
    "whole": ("INTEGER", NUMBERS[:6], False),
    "price": ("DECIMAL(14, 4)", DECIMALS, False),
    "rough": ("DOUBLE PRECISION", DECIMALS, False),
    "day": ("DATE", DAYS, True),
    "moment": ("TIMESTAMP", MOMENTS, True),
}
PAIRS = ["word word", "number number", "whole number", "number price", "price rough",
         "rough price", "day day", "moment moment"]  # fmt: skip


def statements() -> list[str]:
    """Two tables of the same random rows, in the same SQL for each engine."""
    pick = random.Random(7)  # data of a test
    columns = ", ".join(f"{name} {type_}" for name, (type_, _, _) in COLUMNS.items())
    made: list[str] = []
    for table, rows, missing in (("facts", 400, 0.2), ("known", 60, 0.1)):
        made.append(f"CREATE TABLE {table} ({columns})")
        lines = [
            "("
            + ", ".join(
                "NULL"
                if pick.random() < missing
                else f"'{pick.choice(values)}'"
                if is_text
                else pick.choice(values)
                for _, values, is_text in COLUMNS.values()
            )
            + ")"
            for _ in range(rows)
        ]
        # Some values are in one table only, so that every column has rows of both kinds.
        made.append(f"INSERT INTO {table} VALUES {', '.join(lines)}")
    for name, (_, values, is_text) in COLUMNS.items():
        for value in values[::3]:
            literal = f"'{value}'" if is_text else value
            made.append(f"DELETE FROM known WHERE {name} = {literal}")
    made.append("CREATE TABLE empty (word VARCHAR(40), number BIGINT)")
    made.append("INSERT INTO known (word) VALUES ('a'), ('Zoë'), ('🥤')")
    return made


@pytest.fixture(scope="module")
def sources(new_source: NewSource) -> dict[str, DataSourceSettings]:
    """The same rows on each engine."""
    return {name: new_source(name, statements()) for name in BYTEWISE}


def across(check: str, own: DataSourceSettings, other: DataSourceSettings) -> Judgement:
    """Ask with the target in `backup`."""
    asked = check.replace(" in known ", " in backup.known ").replace(
        " in empty ", " in backup.empty "
    )
    return judged(scan_two(f"checks for facts:\n  - {asked}\n", own, other), "values")


@pytest.mark.parametrize("engines", list(permutations(BYTEWISE, 2)), ids="-".join)
@pytest.mark.parametrize("word", ["must", "must not"])
def test_the_answer_is_that_of_one_data_source(
    sources: dict[str, DataSourceSettings], engines: tuple[str, str], word: str
) -> None:
    own, other = (sources[name] for name in engines)
    pairs = PAIRS if "sqlite" not in engines else PAIRS[:6]
    checks = [f"values in {a} {word} exist in known {b}" for a, b in map(str.split, pairs)]
    checks += [
        f"values in (word, number) {word} exist in known (word, number)",
        f"values in (word, whole, price) {word} exist in known (word, number, rough)",
        f"values in word {word} exist in empty word",
    ]

    for check in checks:
        expected = judged(scan(f"checks for facts:\n  - {check}\n", own), "values")
        found = across(check, own, other)

        assert isinstance(expected.value, int), check
        assert (found.value, found.outcome) == (expected.value, expected.outcome), check
    answers = {across(check, own, other).value for check in checks}
    assert len(answers) > 4


def test_the_text_of_a_failure_names_the_other_data_source(
    sources: dict[str, DataSourceSettings],
) -> None:
    found = across(
        "values in word must exist in known word", sources["duckdb"], sources["postgres"]
    )

    assert found.reason == f"word: {found.value} rows have no match in backup.known (word)"


def test_filters_stand_on_both_sides_of_a_reconciliation(
    sources: dict[str, DataSourceSettings],
) -> None:
    text = """
    reconciliation copy:
      datasets:
        source: {{dataset: known, datasource: {}, filter: number = 1 OR number = 2}}
        target: {{dataset: facts, datasource: shop, filter: whole > 0 OR whole IS NULL}}
      checks:
        - values in target must exist in source:
            source columns: [number]
            target columns: [number]
    """
    own, other = sources["postgres"], sources["duckdb"]

    alone = judged(scan(text.format("shop"), own), "values")
    found = judged(scan_two(text.format("backup"), own, other), "values")

    assert alone.value == found.value
    assert isinstance(found.value, int)
    assert 0 < found.value < 400


def test_texts_count_by_their_bytes_where_the_engine_ignores_case(new_source: NewSource) -> None:
    tables = (
        "CREATE TABLE facts (word VARCHAR(9))",
        "INSERT INTO facts VALUES ('be'), ('BE'), ('BE'), ('fr')",
        "CREATE TABLE known (word VARCHAR(9))",
        "INSERT INTO known VALUES ('BE')",
    )
    own, other = new_source("mysql", tables), new_source("postgres", tables)
    check = "values in word must exist in known word"

    assert across(check, own, other).value == 2
    assert across(check, other, own).value == 2


def test_blanks_that_fill_up_a_text_do_not_count(new_source: NewSource) -> None:
    own = new_source(
        "postgres", ("CREATE TABLE facts (code CHAR(4))", "INSERT INTO facts VALUES ('be'), ('fr')")
    )
    other = new_source(
        "duckdb", ("CREATE TABLE known (code TEXT)", "INSERT INTO known VALUES ('be')")
    )

    assert across("values in code must exist in known code", own, other).value == 1


def test_bytes_that_are_no_text_are_told_apart(new_source: NewSource) -> None:
    own = new_source(
        "postgres",
        ("CREATE TABLE facts (hash BYTEA)", r"INSERT INTO facts VALUES ('\xfe'), ('\xff'), ('a')"),
    )
    other = new_source(
        "duckdb", ("CREATE TABLE known (hash BLOB)", r"INSERT INTO known VALUES ('\xFF'), ('a')")
    )

    assert across("values in hash must exist in known hash", own, other).value == 1


@pytest.mark.parametrize("word", ["must", "must not"])
def test_kinds_that_never_are_equal_are_an_error(
    sources: dict[str, DataSourceSettings], word: str
) -> None:
    found = across(
        f"values in word {word} exist in known number", sources["duckdb"], sources["postgres"]
    )

    assert (found.outcome, found.value) == ("error", None)
    assert found.reason == (
        "word holds text and number in backup.known numbers, which never are equal; compare with "
        "a view that casts one of them"
    )


def test_a_side_that_fails_is_the_error_of_this_check_alone(
    sources: dict[str, DataSourceSettings],
) -> None:
    text = """
    checks for facts:
      - values in word must exist in backup.nowhere word
      - row_count > 0
    """

    first, second = scan_two(text, sources["duckdb"], sources["postgres"]).checks

    assert (first.judgement.outcome, first.judgement.error_code) == ("error", "missing_object")
    assert second.judgement.outcome == "pass"


def test_the_count_has_a_history_and_no_value_leaves(
    sources: dict[str, DataSourceSettings],
) -> None:
    text = "checks for facts:\n  - values in word must exist in backup.known word\n"
    result = scan_two(text, sources["postgres"], sources["duckdb"])
    (check,) = result.checks

    (batch,) = build_batches(
        result, scan_id="0" * 32, definition="nightly", git_sha=None, client="seltzer/test"
    )

    sent = batch.model_dump_json()
    assert [(m.label, m.value) for m in batch.metrics] == [
        ("unmatched_count(word)", check.judgement.value)
    ]
    assert not any(value in sent for value in ("Zoë", "日本", "🥤"))


VALUES = st.one_of(
    st.none(), st.integers(-3, 3), st.sampled_from(["a", "b", "1"]), st.sampled_from([1.0, 0.5])
)
ROWS = st.lists(st.tuples(VALUES, VALUES), max_size=30)


@given(own=ROWS, target=ROWS, batch=st.integers(1, 7))
def test_spilled_keys_give_what_sets_give(
    own: list[tuple[RawValue, ...]], target: list[tuple[RawValue, ...]], batch: int
) -> None:
    own = [row for row in own if row != (None, None)]
    known = {row for row in target if None not in row}
    sides = [keys_of(rows, batch) for rows in (own, target)]

    unmatched, matched = count_unmatched(*sides), count_matched(*sides)
    for side in sides:
        side.close()

    assert unmatched == sum(row not in known for row in own)
    assert matched == sum(row in known for row in own)


def keys_of(rows: list[tuple[RawValue, ...]], batch: int) -> KeySet:
    measure = Measure(function="keys", rows=None, columns=(Name("a"), Name("b")))
    grouped = tuple((*row, 1) for row in rows)
    return collect_keys(measure, [Rows(("a", "b", "rows"), grouped)], batch=batch)
