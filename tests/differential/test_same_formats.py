"""The 41 named formats through soda-core 3.5.6 and through Seltzer, text by text."""

import re
from random import Random

import duckdb
from tests.differential.format_texts import format_texts
from tests.differential.soda_side import Soda

from seltzer_specs.formats import FORMATS, get_format_regex

TEXTS = 4000


def test_every_format_matches_what_soda_s_format_matches(soda: Soda) -> None:
    texts = format_texts(Random(1), TEXTS)
    theirs = soda.match_formats(texts)
    ours = _matches(texts)
    differing = {
        name: {texts[place] for place in set(ours[name]) ^ set(theirs[name])} for name in FORMATS
    }
    extra = {name: differing.pop(name) for name in ("credit card number", "money point")}

    assert set(theirs) == set(FORMATS)
    assert {name: sorted(found) for name, found in differing.items() if found} == {}
    # Both are documented: Soda finds a card inside of longer text, and any character is a point.
    for name, found in extra.items():
        assert found <= {texts[place] for place in theirs[name]}
    assert "hello 123456789012345 world" in extra["credit card number"]
    assert all(re.search("[0-9][^.][0-9]+ *[A-Za-z]{3} *$", text) for text in extra["money point"])


def _matches(texts: list[str]) -> dict[str, list[int]]:
    query = "SELECT place FROM texts WHERE regexp_matches(value, ?) ORDER BY place"
    with duckdb.connect(":memory:") as session:
        session.execute("CREATE TABLE texts (place INTEGER, value VARCHAR)")
        session.executemany("INSERT INTO texts VALUES (?, ?)", list(enumerate(texts)))
        return {
            name: [row[0] for row in session.execute(query, [get_format_regex(name)]).fetchall()]
            for name in FORMATS
        }
