"""The 41 named formats match on every engine what they match in Python, and whole texts only."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlglot import exp
from tests.engines.names import ENGINES
from tests.specs.test_formats import EXAMPLES

from seltzer_dialects.registry import get_dialect
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.formats import FORMATS

TEXTS = sorted(
    {text for good, bad in EXAMPLES.values() for text in (*good, *bad)}
    | {"12\n", "\n12", "12\r\n", "a@b.com\n", "日本", "5％", "１２", "x'y"}
)


def expected(name: str, text: str) -> bool:
    """What Python says of the whole text; its `$` also stands before a final line break."""
    return re.search(f"{FORMATS[name].removesuffix('$')}\\Z", text) is not None


@pytest.mark.parametrize("engine", ENGINES)
def test_a_format_matches_what_it_matches_elsewhere(
    engine: str, new_source: Callable[[str, Sequence[str]], DataSourceSettings]
) -> None:
    dialect = get_dialect(engine)
    rows = [exp.select(exp.alias_(exp.Literal.string(text), "value")) for text in TEXTS]
    texts = exp.union(*rows, distinct=False).subquery("texts")
    one, none = exp.Literal.number(1), exp.Literal.number(0)
    matches = [
        exp.Case().when(dialect.format_match(exp.column("value"), name), one.copy()).else_(none)
        for name in FORMATS
    ]
    query = exp.select(exp.column("value"), *matches).from_(texts)
    with dialect.connect(new_source(engine, []), root=Path()) as connection:
        found = {str(text): row for text, *row in connection.fetch(dialect.render(query)).rows}

    assert found == {text: [int(expected(name, text)) for name in FORMATS] for text in TEXTS}
