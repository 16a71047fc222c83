"""The named formats of `valid format` and its kin, as regular expressions.

The expressions use only syntax that POSIX, RE2, PCRE and Python agree on: no look-around, no
back-references, no lazy repeats, and no classes such as backslash d. They match the whole value,
and just what Soda's match, but for two: its credit card number matches inside longer text, and its
money point takes any character for the point.
"""

from seltzer_specs.errors import ConfigError
from seltzer_specs.problems import did_you_mean

SIGNS = {"": "[-+]?", "positive ": "[+]?", "negative ": "-"}
MARKS = {"": "[.,]", " point": "[.]", " comma": ","}
CURRENCY = "([A-Z]{3}|[a-z]{3})"
DAY = "(0?[1-9]|[12][0-9]|3[01])"
MONTH = "(0?[1-9]|1[0-2])"
YEAR = "([12][0-9])?[0-9]{2}"
SEPARATOR = "[-./]"
HOUR_OF_24 = "([01]?[0-9]|2[0-3])"
HOUR_OF_12 = "(0?[0-9]|1[0-2])"
SIXTIETH = "[0-5]?[0-9]"
TWO_SIXTIETHS = "[0-5][0-9]"
FRACTION = "([.,][0-9]+)?"
OCTET = "[0-9]{1,3}"
OCTET_TO_255 = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"
HEX = "[0-9a-fA-F]"
LETTER = "a-zA-ZÀ-ÿĀ-ſƀ-ȳ"


def _number(mark: str, digit: str = "[0-9]") -> str:
    return f"({digit}+({mark}{digit}+)?|{mark}{digit}+)"


def _signed(word: str, number: str, zero: str, tail: str = "") -> str:
    """Give a number with its sign; zero needs none to be negative."""
    body = f"{SIGNS[word]} *{number}"
    return f" *({body}|{zero}){tail} *" if word == "negative " else f" *{body}{tail} *"


def _numbers() -> dict[str, str]:
    found: dict[str, str] = {}
    for word in SIGNS:
        found[f"{word}integer"] = _signed(word, "[0-9]+", "0+")
        for kind, mark in MARKS.items():
            number, zero = _number(mark), _number(mark, "0")
            found[f"{word}decimal{kind}"] = _signed(word, number, zero)
            found[f"{word}percentage{kind}"] = _signed(word, number, zero, " *%")
    return found


def _money() -> dict[str, str]:
    amounts = {
        "money": _number(MARKS[""]),
        "money point": "([0-9]{1,3}(,[0-9]{3})*([.][0-9]+)?|[0-9]+)",
        "money comma": "[0-9]{1,3}([.][0-9]{3})*(,[0-9]+)?",
    }
    return {name: f" *[-+]? *{amount} *{CURRENCY} *" for name, amount in amounts.items()}


def _times() -> dict[str, str]:
    found: dict[str, str] = {}
    for word, hour in (("24h", HOUR_OF_24), ("12h", HOUR_OF_12)):
        minutes, second = f" *{hour}:{SIXTIETH}", f":{SIXTIETH}{FRACTION}"
        found[f"time {word}"] = f"{minutes}({second})? *"
        found[f"time {word} nosec"] = f"{minutes} *"
        found[f"timestamp {word}"] = f"{minutes}{second} *"
    return found


def _dates() -> dict[str, str]:
    month, day = "(0[1-9]|1[0-2])", "(0[1-9]|[12][0-9]|3[01])"
    date = f"({month}-?{day}|W[0-5][0-9](-?[1-7])?|[0-3][0-9]{{2}})"
    time = f"{HOUR_OF_24}(:?{TWO_SIXTIETHS}(:?{TWO_SIXTIETHS}{FRACTION})?)?"
    zone = f"([-+]{HOUR_OF_24}:?{TWO_SIXTIETHS}|Z)?"
    return {
        "date us": f" *{MONTH}{SEPARATOR}{DAY}{SEPARATOR}{YEAR} *",
        "date eu": f" *{DAY}{SEPARATOR}{MONTH}{SEPARATOR}{YEAR} *",
        "date inverse": f" *{YEAR}{SEPARATOR}{MONTH}{SEPARATOR}{DAY} *",
        "date iso 8601": f" *[12][0-9]{{3}}-?{date}([ T]{time}{zone})? *",
    }


def _ipv6() -> str:
    group, last = f"{HEX}{{1,4}}", f"({OCTET_TO_255}[.]){{3}}{OCTET_TO_255}"
    gaps = "|".join(f"({group}:){{1,{7 - n}}}(:{group}){{1,{n}}}" for n in range(1, 7))
    local = f"fe80:(:{HEX}{{0,4}}){{0,4}}%[0-9a-zA-Z]+"
    mapped = f"::(ffff(:0{{1,4}})?:)?{last}|({group}:){{1,4}}:{last}"
    return (
        f"(({group}:){{7}}{group}|({group}:){{1,7}}:|{gaps}|:(:{group}){{1,7}}|::|{local}|{mapped})"
    )


def _others() -> dict[str, str]:
    ipv4 = f"({OCTET}[.]){{3}}{OCTET}"
    name, blank = f"[{LETTER}0-9._%+-]+", "[ \t\n\r\f]"
    return {
        "uuid": f"{HEX}{{8}}(-{HEX}{{4}}){{3}}-{HEX}{{12}}",
        "ip address": ipv4,
        "ipv4 address": ipv4,
        "ipv6 address": _ipv6(),
        "email": f"{name}@[{LETTER}0-9._%-]+[.][A-Za-z]{{2,4}}",
        "phone number": (
            f"(([+][0-9]{{1,2}}{blank})?[(]?[0-9]{{3}}[)]?({blank}|[.-]))?"
            f"[0-9]{{3}}({blank}|[.-])[0-9]{{4}}"
        ),
        "credit card number": "([0-9]{14,19}|[0-9]{4}(-[0-9]{4}){3}|[0-9]{4}( [0-9]{4}){3})",
    }


FORMATS: dict[str, str] = {
    name: f"^({body})$"
    for name, body in {**_numbers(), **_money(), **_dates(), **_times(), **_others()}.items()
}
"""Format name to expression; every one matches whole values only."""


def get_format_regex(name: str) -> str:
    """Give the expression of a named format.

    Raises:
        ConfigError: there is no such format.
    """
    if name not in FORMATS:
        raise ConfigError(f'unknown format "{name}"{did_you_mean(name, FORMATS)}')
    return FORMATS[name]
