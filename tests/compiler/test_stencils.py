"""SQL by stencils is, byte for byte, the SQL that trees give: on every dialect, for every name."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
import sqlglot.dialects
from hypothesis import given
from hypothesis import strategies as st
from sqlglot.dialects.dialect import Dialect as SqlglotDialect

from seltzer_compiler.measures import Measure, RowSet
from seltzer_compiler.rules import grouped_once, one_duplicate_query_per_key
from seltzer_compiler.stencils.library import StencilLibrary
from seltzer_compiler.user_sql import UserSqlError, parse_expression
from seltzer_compiler.validate import validate_measure
from seltzer_dialects.base import Dialect
from seltzer_dialects.postgres import Postgres
from seltzer_dialects.registry import dialect_names, get_dialect
from seltzer_specs.metrics import Validity
from seltzer_specs.names import DatasetRef, Name

NAMES = (
    "id",
    "customer_id",
    "a",
    "q",
    "Q",
    "order",
    "ORDER",
    "Order",
    "name",
    "Name",
    "CUSTOMER_ID",
    "CustomerId",
    "cUSTOMERiD",
    "_private",
    "level",
    "rowid",
    "ROWNUM",
    "_PARTITIONTIME",
    "date",
    "user",
    "value",
    "n",
    "one",
    "duplicates",
    "count",
    "row_count",
    "t",
    "x1",
    "total_2026",
    "two words",
    "with.dot",
    'double"quote',
    "single'quote",
    "back`tick",
    "[brackets]",
    "100%",
    "%s",
    "{}",
    "line\nfeed",
    "tab\tstop",
    "back\\slash",
    "semi;colon",
    "dash--comment",
    "größe",
    "Größe",
    "qա",
    "qաա",
    "Qա",
    "qა",
    "客户",
    "İ",
    "ß",
    "🙂",
    "a" * 23,
    "b" * 24,
    "c" * 25,
    "d" * 63,
    "e" * 64,
    "f" * 65,
    "g" * 200,
    "1st",
    "$dollar",
    "hash#tag",
    "null",
    "true",
    "NOT",
    "case",
)

CONDITIONS = (
    "country = 'DE'",
    "Country='DE'",
    "COUNTRY <> ''",
    "status in ('a','open', 'closed')",
    "total between 1 and 10.5",
    "a > 1 OR b = 7",
    "NOT deleted_at IS NULL",
    "deleted_at is not null",
    "name LIKE '%x_%'",
    "name like '100%'",
    "level = 3",
    "rownum < 10",
    "order_id=1 -- all",
    "x = 'it''s'",
    "x = 'back\\slash'",
    "x = '%s'",
    "x = '{}'",
    "x = 'größe'",
    "x = 'qա'",
    "qա = 1",
    "user = 'me'",
    "date > '2026-01-31'",
    "d > DATE '2026-01-31'",
    "ts > now() - INTERVAL '1 day'",
    "LOWER(name) = 'x'",
    "(a = 1 and (b = 2 or c = 3)) or d = 4",
    "a = -1",
    "a=1and b=2",
    "s.a = 1",
    '"Quoted" = 1',
    "a == 1",
    "a = 1.",
    "a = .5",
    "a = 1e5",
    "x = N'y'",
    "a = TRUE",
    "a IS TRUE",
    "amount >= 1000 and amount < 250000",
    "/* all */ a = 1",
    "a\n=\n1",
    "a = 'line\nfeed'",
    "q = 'q'",
    f"{'long_name' * 5} = '{'long text ' * 12}'",
    f"{'w' * 70} = 1 AND {'v' * 70} IS NULL",
)

TEXTS = (
    "ok",
    "-",
    "",
    "N/A",
    "it's",
    "a\\b",
    "100%",
    "%s",
    "{}",
    "two\nlines",
    "größe",
    "qա",
    "x" * 90,
)


NO_ENGINES = {"DAX", "PRQL", "Solr", "Tableau"}
"""Languages of sqlglot that are no SQL."""


def other_dialects() -> Iterator[Dialect]:
    """A dialect of ours over each of sqlglot's, as another package may bring."""
    for name in sorted(sqlglot.dialects.DIALECTS):
        if name not in NO_ENGINES:
            sqlglot_dialect = type(SqlglotDialect.get_or_raise(name.lower()))
            facts: dict[str, Any] = {"name": name, "sqlglot": sqlglot_dialect}
            yield type(name, (Postgres,), facts)()


OURS = [*map(get_dialect, dialect_names())]
OTHERS = [*other_dialects()]


@pytest.fixture(params=OURS, ids=lambda dialect: dialect.name)
def dialect(request: pytest.FixtureRequest) -> Dialect:
    found: Dialect = request.param
    return found


def measures_of(name: Name, rows: RowSet, texts: tuple[str, ...] = TEXTS) -> list[Measure]:
    """One measure of each kind of one column."""
    column: dict[str, Any] = {"rows": rows, "columns": (name,)}
    lists = Validity(missing_values=("N/A", "-"), valid_values=texts, invalid_values=("none", "?"))
    return [
        Measure(function="count", rows=rows, label="row_count"),
        Measure(function="count", condition="missing", label="missing_count", **column),
        Measure(function="count", condition="valid", validity=lists, label="valid_count", **column),
        Measure(
            function="count", condition="invalid", label="invalid_count", **column,
            validity=Validity(valid_format="email", valid_min_length=3, include_null=True),
        ),
        Measure(
            function="count", condition="invalid", label="invalid_count", **column,
            validity=Validity(valid_values=(1, 2.5, -3), valid_min=0, valid_regex="^a'%s$"),
        ),
        Measure(function="max", transform="length", label="max_length", **column),
        Measure(function="avg", label="avg", **column),
        Measure(function="sum", filter="status = 'open'", label="sum", **column),
        Measure(function="stddev", label="stddev", **column),
    ]  # fmt: skip


def rows_of(*parts: str, where: tuple[str, ...] = ()) -> RowSet:
    return RowSet(dataset=DatasetRef(tuple(map(Name, parts))), where=where)


def test_every_name_of_a_column_gives_the_text_of_the_tree(dialect: Dialect) -> None:
    stencils, trees = StencilLibrary(dialect), StencilLibrary(dialect, max_stencils=0)
    for text, is_quoted in product(NAMES, (False, True)):
        measures = measures_of(Name(text, is_quoted), rows_of("orders"))

        assert stencils.scan(measures) == trees.scan(measures)


def test_every_name_of_a_dataset_gives_the_text_of_the_tree(dialect: Dialect) -> None:
    stencils, trees = StencilLibrary(dialect), StencilLibrary(dialect, max_stencils=0)
    for first, second in zip(NAMES, reversed(NAMES), strict=True):
        rows = rows_of(first, second, where=("status = 'open'",))
        measures = measures_of(Name("id"), rows)

        assert stencils.scan(measures) == trees.scan(measures)


def test_every_condition_gives_the_text_of_the_tree(dialect: Dialect) -> None:
    stencils, trees = StencilLibrary(dialect), StencilLibrary(dialect, max_stencils=0)
    for text in usable(CONDITIONS, dialect):
        counted = [
            Measure(function="count", rows=rows_of("t1", where=(text,)), filter=text, label="rows"),
            Measure(
                function="count", rows=rows_of("t1", where=(text,)), condition="user", sql=text
            ),
        ]

        assert stencils.scan(counted) == trees.scan(counted)


def test_grouping_queries_give_the_text_of_the_tree(dialect: Dialect) -> None:
    stencils, trees = StencilLibrary(dialect), StencilLibrary(dialect, max_stencils=0)
    for text, other in zip(NAMES, reversed(NAMES), strict=True):
        rows = rows_of(other, where=("country = 'DE'",))
        columns = (Name(text), Name(other))
        pair = [Measure(function="duplicates", rows=rows, columns=columns, label="duplicate_count")]
        groups = [
            Measure(function=function, rows=rows, columns=columns[:1], condition="valid")
            for function in ("distinct", "unique")
        ]  # fmt: skip
        for build, measures in (
            (one_duplicate_query_per_key.build, pair),
            (grouped_once.build, groups),
        ):
            assert stencils.statement(build, measures) == trees.statement(build, measures)


@pytest.mark.parametrize("other", OTHERS, ids=lambda dialect: dialect.name)
def test_any_dialect_of_sqlglot_gives_the_text_of_the_tree(other: Dialect) -> None:
    stencils, trees = StencilLibrary(other), StencilLibrary(other, max_stencils=0)
    for text, condition in product(NAMES[::4], usable(CONDITIONS[::8], other)):
        rows = rows_of(text, "orders", where=(condition,))
        measures = [
            Measure(function="count", rows=rows, condition="missing", columns=(Name(text),)),
            Measure(function="max", rows=rows, filter=condition, columns=(Name(text),)),
        ]

        assert stencils.scan(measures) == trees.scan(measures)


def usable(conditions: tuple[str, ...], dialect: Dialect) -> Iterator[str]:
    """Those that sqlglot reads in the dialect."""
    for text in conditions:
        try:
            parse_expression(text, dialect.sqlglot)
        except UserSqlError:
            continue
        yield text


def test_a_plain_condition_is_one_that_sqlglot_reads(dialect: Dialect) -> None:
    library = StencilLibrary(dialect)
    plain = [text for text in CONDITIONS if library.is_usable(text)]

    assert "country = 'DE'" in plain
    assert plain == list(usable(tuple(plain), dialect))


PIECES = st.sampled_from(
    (
        "a",
        "total",
        "Total",
        "NULL",
        "is",
        "not",
        "and",
        "or",
        "in",
        "between",
        "like",
        "1",
        "2.5",
        "0",
        "'x'",
        "'open'",
        "''",
        "'a b'",
        "=",
        "<>",
        "!=",
        "<",
        "<=",
        "(",
        ")",
        ",",
        "-",
        ".",
        "date",
        "case",
        "interval",
        "'",
        '"',
        "--",
        "*",
        ";",
        "%",
        "e",
        "N",
    )
)


@given(
    pieces=st.lists(PIECES, min_size=1, max_size=9), gap=st.sampled_from(("", " ", "\n")),
    name=st.sampled_from(dialect_names()),
)  # fmt: skip
def test_a_condition_of_any_pieces_is_read_as_sqlglot_reads_it(
    pieces: list[str], gap: str, name: str
) -> None:
    dialect, text = get_dialect(name), gap.join(pieces)
    library, trees = StencilLibrary(dialect), StencilLibrary(dialect, max_stencils=0)
    if not library.is_usable(text):
        return
    measures = [Measure(function="count", rows=rows_of("orders"), filter=text)]

    validate_measure(measures[0], dialect)
    assert library.scan(measures) == trees.scan(measures)


@given(
    first=st.text("abcXYZ_019", min_size=1, max_size=70),
    second=st.text("abcXYZ_019", min_size=1, max_size=70),
    value=st.text("ab %_-", min_size=0, max_size=70),
    name=st.sampled_from(dialect_names()),
)  # fmt: skip
def test_lengths_break_lines_where_sqlglot_breaks_them(
    first: str, second: str, value: str, name: str
) -> None:
    trees = StencilLibrary(get_dialect(name), max_stencils=0)
    column: dict[str, Any] = {"rows": rows_of(second), "columns": (Name(first),)}
    values = Validity(valid_values=("ok", value))
    measures = [
        Measure(function="count", condition="invalid", validity=values, **column),
        Measure(function="min", filter="country = 'DE' AND status = 'open'", **column),
        Measure(function="min", filter=f"c_{second} = '{value}'", **column),
        Measure(function="count", condition="missing", **column),
    ]  # fmt: skip

    assert SHARED[name].scan(measures) == trees.scan(measures)


SHARED = {name: StencilLibrary(get_dialect(name)) for name in dialect_names()}
"""Kept over examples, so that stencils meet other lengths than those they were made of."""


@pytest.mark.parametrize("name", dialect_names())
def test_plain_measures_need_no_tree_of_their_own(name: str) -> None:
    library, trees = (StencilLibrary(get_dialect(name), max_stencils=n) for n in (1_000, 0))
    library.scan(measures_of(Name("amount"), rows_of("orders"), ("paid", "open")))
    made: dict[Any, Any] = dict(library._stencils)
    again = measures_of(Name("number"), rows_of("owners"), ("sent", "lost"))

    assert library.scan(again) == trees.scan(again)
    assert library._stencils == made
    by_length = [key[0] for key in made if len(key) == 2 and made[key] is not None]
    assert [key for key in made if made[key] is None and key not in by_length] == []
