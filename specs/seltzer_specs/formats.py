"""Formats: the names that `valid format`, `invalid format` and `missing format` take.

```yaml
checks for customers:
  - invalid_count(email) = 0:
      valid format: email
  - invalid_percent(birthday) < 1%:
      valid format: date iso 8601
```

A format matches a whole value, never a part of it. A text column with the format of a number is
compared with `valid min` and `valid max`, and [aggregated](aggregates.md), as numbers.

Limits:
    - What these formats do not say, `valid regex` does: [missing and valid
      values](missing-and-valid.md#keys).
    - They match just what Soda's match, but for two: its credit card number matches inside longer
      text, and its money point takes any character for the point.
    - `email` knows endings of two to four letters, as Soda's does; `ip address` takes any three
      digits.

Code:
    The expressions use only syntax that POSIX, RE2, PCRE and Python agree on: no look-around, no
    back-references, no lazy repeats, and no classes such as backslash d.
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


def _number_meanings() -> dict[str, tuple[str, str]]:
    signs = {
        "": ("an optional sign", "-"),
        "positive ": ("an optional `+`", "+"),
        "negative ": ("a `-` (zero may lack it)", "-"),
    }
    marks = {"": ("`.` or `,`", "."), " point": ("`.`", "."), " comma": ("`,`", ",")}
    found: dict[str, tuple[str, str]] = {}
    for word, (sign, shown) in signs.items():
        found[f"{word}integer"] = (f"digits with {sign}", f"{shown}12")
        for kind, (mark, point) in marks.items():
            number = f"digits with {sign} and at most one {mark}"
            found[f"{word}decimal{kind}"] = (number, f"{shown}12{point}5")
            found[f"{word}percentage{kind}"] = (f"{number}, and `%`", f"{shown}12{point}5 %")
    return found


MEANINGS: dict[str, tuple[str, str]] = {
    **_number_meanings(),
    "money": ("a number and a currency code of three letters", "12,50 EUR"),
    "money point": ("the same with `,` between thousands and `.` before cents", "1,250.00 USD"),
    "money comma": ("the same with `.` between thousands and `,` before cents", "1.250,00 EUR"),
    "date us": ("month, day, year with `-`, `.` or `/`", "1/31/2026"),
    "date eu": ("day, month, year with `-`, `.` or `/`", "31.01.2026"),
    "date inverse": ("year, month, day with `-`, `.` or `/`", "2026-01-31"),
    "date iso 8601": (
        "date, week or ordinal date, with an optional time and zone",
        "2026-01-31T06:00:00Z",
    ),
    "time 24h": ("hours from 0 to 23 and minutes, with or without seconds", "18:30:00"),
    "time 24h nosec": ("hours from 0 to 23 and minutes", "18:30"),
    "time 12h": ("hours from 0 to 12 and minutes, with or without seconds", "6:30:00"),
    "time 12h nosec": ("hours from 0 to 12 and minutes", "6:30"),
    "timestamp 24h": ("hours from 0 to 23, minutes and seconds; no date, as in Soda", "18:30:00"),
    "timestamp 12h": ("hours from 0 to 12, minutes and seconds; no date, as in Soda", "6:30:00"),
    "uuid": (
        "hexadecimal digits in groups of 8, 4, 4, 4 and 12",
        "6f1c2a3b-0d4e-4f5a-8b6c-7d8e9f0a1b2c",
    ),
    "ip address": ("four numbers of one to three digits", "192.0.2.1"),
    "ipv4 address": ("the same", "192.0.2.1"),
    "ipv6 address": ("hexadecimal groups, shortened or not", "2001:db8::1"),
    "email": ("a name, `@`, a domain and an ending of two to four letters", "ann@example.org"),
    "phone number": ("seven digits or ten, as North America writes them", "+1 555-123-4567"),
    "credit card number": ("14 to 19 digits, or 16 in groups of four", "4111 1111 1111 1111"),
}
"""Format name to what it matches, as Markdown, and a value that it matches."""


def get_format_regex(name: str) -> str:
    """Give the expression of a named format.

    Raises:
        ConfigError: there is no such format.
    """
    if name not in FORMATS:
        raise ConfigError(f'unknown format "{name}"{did_you_mean(name, FORMATS)}')
    return FORMATS[name]
