"""Named formats match what their names say, and nothing around it."""

import re

import pytest

from seltzer_specs.errors import ConfigError
from seltzer_specs.formats import FORMATS, MEANINGS, get_format_regex

NUMBERS = ["decimal", "decimal point", "decimal comma", "percentage", "percentage point",
           "percentage comma"]  # fmt: skip
NAMES = {
    *(f"{sign}{name}" for name in ["integer", *NUMBERS] for sign in ("", "positive ", "negative ")),
    "money", "money point", "money comma", "date us", "date eu", "date inverse", "date iso 8601",
    "time 24h", "time 24h nosec", "time 12h", "time 12h nosec", "timestamp 24h", "timestamp 12h",
    "uuid", "ip address", "ipv4 address", "ipv6 address", "email", "phone number",
    "credit card number",
}  # fmt: skip

EXAMPLES: dict[str, tuple[list[str], list[str]]] = {
    "integer": (["0", "-12", "+ 5", " 7 "], ["1.0", "a", "", "1 2"]),
    "positive integer": (["0", "5", "+5"], ["-5", "1.5"]),
    "negative integer": (["-5", "0", "-0"], ["5", "+5"]),
    "decimal": (["1", "1.5", "1,5", "-.5"], ["1.5.5", "1 5", "%", "5."]),
    "positive decimal": (["1.5", "0", "0,0"], ["-1.5"]),
    "negative decimal": (["-1.5", "0", "0.00", "-,5"], ["1.5", "+1"]),
    "decimal point": (["1.5"], ["1,5"]),
    "decimal comma": (["1,5"], ["1.5"]),
    "percentage": (["5%", "-5.5 %", "5,5%"], ["5", "%"]),
    "percentage comma": (["5,5%"], ["5.5%"]),
    "negative percentage": (["-5%", "0%"], ["5%"]),
    "money": (["100 USD", "9,99EUR", "-5 usd"], ["$5", "5", "EUR 5", "5 Eur", "1,000.50 EUR"]),
    "money point": (
        ["9.99 EUR", "1,000,000.50 EUR", "1234 EUR"],
        ["9 EU", "1.000,50 EUR", "1x5 EUR", "9,5 EUR"],
    ),
    "money comma": (["9,99 EUR", "1.000,50 EUR"], ["1,000.50 EUR"]),
    "date us": (["12-31-2024", "1/2/24"], ["31-12-2024", "2024-12-31"]),
    "date eu": (["31-12-2024", "1.2.24"], ["12-31-2024"]),
    "date inverse": (["2024-12-31", "24/1/2"], ["31-12-2024"]),
    "date iso 8601": (
        ["2024-01-31", "20240131", "2024-W05-3", "2024-031", "2024-01-31T10:00:00Z",
         "2024-01-31T10:00:00.5+02:00"],
        ["2024-13-01", "31-01-2024", "2024-01-31T25:00"],
    ),
    "time 24h": (["23:59:59", "0:00:00"], ["24:00:00", "12:60:00"]),
    "time 24h nosec": (["23:59"], ["23:59:59", "24:00"]),
    "time 12h": (["12:59:59", "0:10", "9:5:7,25"], ["13:00:00", "10.11"]),
    "time 12h nosec": (["1:59"], ["13:00"]),
    "timestamp 24h": (["23:59:59"], ["2024-01-01 23:59:59", "23:59"]),
    "timestamp 12h": (["11:59:59"], ["23:59:59"]),
    "uuid": (["123e4567-e89b-12d3-a456-426614174000"], ["123e4567e89b12d3a456426614174000"]),
    "ip address": (["10.0.0.1", "999.1.1.1"], ["10.0.0", "10.0.0.1.1"]),
    "ipv6 address": (
        ["::", "::1", "1::", "2001:db8::1", "1:2:3:4:5:6:7:8", "::ffff:10.0.0.1"],
        ["1::2::3", "1:2:3", "g::1", "1:2:3:4:5:6:7:8:9", "10.0.0.1"],
    ),
    "email": (["a@b.com", "a.b+c@x-y.co.uk", "josé@exämple.fr"], ["a@b", "a b@c.de", "@b.com"]),
    "phone number": (
        ["(555) 123-4567", "+1 555 123 4567", "555.123.4567", "123-4567"],
        ["123", "5551234567"],
    ),
    "credit card number": (
        ["4111111111111111", "4111-1111-1111-1111", "4111 1111 1111 1111"],
        ["hello 123456789012345 world", "4111-1111"],
    ),
}  # fmt: skip


def test_all_names_that_soda_has_are_there() -> None:
    assert set(FORMATS) == NAMES
    assert len(NAMES) == 41


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_a_format_matches_its_examples_and_no_other(name: str) -> None:
    pattern = re.compile(get_format_regex(name))
    good, bad = EXAMPLES[name]

    assert [value for value in good if not pattern.search(value)] == []
    assert [value for value in bad if pattern.search(value)] == []


@pytest.mark.parametrize("name", sorted(NAMES))
def test_no_format_matches_inside_longer_text(name: str) -> None:
    example = EXAMPLES.get(name, (["x"], []))[0][0]

    assert re.compile(get_format_regex(name)).search(f"hello {example} world") is None


@pytest.mark.parametrize("name", sorted(NAMES))
def test_expressions_use_only_what_all_engines_share(name: str) -> None:
    assert not re.search(r"\\[a-zA-Z]|\(\?|[*+}?][?+]|\[\[:", get_format_regex(name))


def test_an_unknown_format_suggests_the_nearest() -> None:
    with pytest.raises(ConfigError, match='unknown format "emial"; did you mean "email"'):
        get_format_regex("emial")


def test_every_format_says_what_it_matches_and_matches_its_example() -> None:
    assert MEANINGS.keys() == FORMATS.keys()
    for name, (_, example) in MEANINGS.items():
        assert re.search(FORMATS[name], example), name
