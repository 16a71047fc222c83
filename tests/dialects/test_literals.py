"""Texts and names of any content arrive in the engine as they are."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from sqlglot import exp
from tests.engines.names import ENGINES, QUICK

from seltzer_dialects.base import Dialect
from seltzer_dialects.connection import Connection
from seltzer_dialects.registry import get_dialect
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.names import Name

ANYTHING = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
# SQLite renames a subquery's column called TRUE or FALSE; columns of tables keep these names.
SHORT_NAME = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=10
).filter(lambda text: len(text.encode()) < 60 and text.lower() not in ("true", "false"))
NUMBERS = st.integers(-(10**12), 10**12).map(lambda thousandths: thousandths / 1000)


@pytest.fixture(scope="module", params=QUICK)
def engine(
    request: pytest.FixtureRequest,
    new_source: Callable[[str, Sequence[str]], DataSourceSettings],
) -> Iterator[tuple[Dialect, Connection]]:
    dialect = get_dialect(request.param)
    with dialect.connect(new_source(request.param, []), root=Path()) as connection:
        yield dialect, connection


@given(text=ANYTHING)
@example(text="O'Brien")
@example(text="'; DROP TABLE people; --")
@example(text="\\'")
@example(text="%s %% {} ${NOW} :name ? $1")
@example(text="two\n  lines\t'quoted'\r\n")
@settings(max_examples=100, deadline=None)
def test_text_literal_is_the_text(text: str, engine: tuple[Dialect, Connection]) -> None:
    dialect, connection = engine
    query = exp.select(exp.alias_(exp.Literal.string(text), "found"))

    assert connection.fetch(dialect.render(query)).rows == ((text,),)


@given(text=SHORT_NAME)
@example(text='we"ird')
@example(text="back`tick")
@example(text="[brackets]")
@example(text="a.b")
@settings(max_examples=100, deadline=None)
def test_quoted_name_is_the_name(text: str, engine: tuple[Dialect, Connection]) -> None:
    dialect, connection = engine
    # https://dev.mysql.com/doc/refman/8.4/en/identifiers.html
    assume(dialect.name != "mysql" or (max(text) <= "\uffff" and text == text.strip()))
    name = dialect.identifier(Name(text, is_quoted=True))
    inner = exp.select(exp.alias_(exp.Literal.number(7), name.copy())).subquery("rows")
    query = exp.select(exp.Column(this=name)).from_(inner)
    found = connection.fetch(dialect.render(query))

    assert found.columns == (text,)
    assert found.rows == ((7,),)


# SQLite reads numbers of more than 15 digits only nearly exactly.
@given(value=st.one_of(st.integers(-(10**15), 10**15), NUMBERS))
@settings(max_examples=100, deadline=None)
def test_number_literal_is_the_number(value: float, engine: tuple[Dialect, Connection]) -> None:
    dialect, connection = engine
    query = exp.select(exp.cast(exp.convert(value), "double").eq(exp.convert(value)))
    ((found,),) = connection.fetch(dialect.render(query)).rows
    shown = exp.select(exp.cast(exp.convert(value), "double"))
    ((number,),) = connection.fetch(dialect.render(shown)).rows

    assert found
    assert float(str(number)) == value


HOSTILE = (
    "O'Brien", "'; DROP TABLE people; --", "\\'", "\\", "\\\\n", "%s %% {} ${NOW} :name ? $1", "",
    "two\n  lines\t'quoted'\r\n", "/* x */ -- y", "日本 🥤", 'say "hi"', "`tick`", "a\\u0041", " ",
)  # fmt: skip


@pytest.mark.parametrize("name", ENGINES)
def test_hostile_texts_and_names_arrive_as_they_are(
    name: str, new_source: Callable[[str, Sequence[str]], DataSourceSettings]
) -> None:
    dialect = get_dialect(name)
    names = [
        text for text in HOSTILE if text.strip() and max(text) <= "\uffff" and "\n" not in text
    ]
    texts = [exp.alias_(exp.Literal.string(text), f"c{i}") for i, text in enumerate(HOSTILE)]
    named = [dialect.identifier(Name(text, is_quoted=True)) for text in names]
    inner = exp.select(*(exp.alias_(exp.Literal.number(7), n.copy()) for n in named))
    outer = exp.select(*(exp.Column(this=n) for n in named)).from_(inner.subquery("q"))
    with dialect.connect(new_source(name, []), root=Path()) as connection:
        (found,) = connection.fetch(dialect.render(exp.select(*texts))).rows
        columns = connection.fetch(dialect.render(outer))

    assert found == HOSTILE
    assert columns.columns == tuple(names)
    assert columns.rows == ((7,) * len(names),)
