"""The named formats of `valid format` and its kin, as regular expressions.

The expressions use only syntax that POSIX, RE2, PCRE and Python agree on: no look-around, no
back-references, no lazy repeats, and no classes such as backslash d. They match the whole value.
"""

from seltzer_specs.errors import ConfigError
from seltzer_specs.problems import did_you_mean

SIGNS = {"": "[-+]?", "positive ": "[+]?", "negative ": "-"}
POINT, COMMA, EITHER = "[.]", ",", "[.,]"
D2 = "(0[1-9]|[12][0-9]|3[01]|[1-9])"
M2 = "(0[1-9]|1[0-2]|[1-9])"
Y = "([0-9]{4}|[0-9]{2})"
SEP = "[-./]"
H24 = "([01][0-9]|2[0-3]|[0-9])"
H12 = "(0[1-9]|1[0-2]|[1-9])"
MIN = "[0-5][0-9]"
OCTET = "[0-9]{1,3}"
HEX4 = "[0-9a-fA-F]{1,4}"


def _number(sign: str, mark: str) -> str:
    return f" *{sign} *([0-9]+({mark}[0-9]*)?|{mark}[0-9]+) *"


def _numbers() -> dict[str, str]:
    found: dict[str, str] = {}
    for word, sign in SIGNS.items():
        # Zero is neither positive nor negative, and both formats take it.
        optional = "-?" if word == "negative " else sign
        zero = "|[-+]?0+" if word == "negative " else ""
        found[f"{word}integer"] = f" *({optional if not zero else sign} *[0-9]+{zero}) *"
        for kind, mark in (("", EITHER), (" point", POINT), (" comma", COMMA)):
            found[f"{word}decimal{kind}"] = _signed(word, mark, "")
            found[f"{word}percentage{kind}"] = _signed(word, mark, "% *")
    return found


def _signed(word: str, mark: str, tail: str) -> str:
    body = _number(SIGNS[word], mark)
    if word == "negative ":
        zero = f" *[-+]?(0+({mark}0*)?|{mark}0+) *"
        return f"({body}|{zero}){tail}"
    return f"{body}{tail}"


def _money() -> dict[str, str]:
    return {
        f"money{kind}": f"{_number(SIGNS[''], mark)}[A-Z]{{3}} *"
        for kind, mark in (("", EITHER), (" point", POINT), (" comma", COMMA))
    }


def _times() -> dict[str, str]:
    frac = "([.,][0-9]+)?"
    return {
        "date us": f" *{M2}{SEP}{D2}{SEP}{Y} *",
        "date eu": f" *{D2}{SEP}{M2}{SEP}{Y} *",
        "date inverse": f" *{Y}{SEP}{M2}{SEP}{D2} *",
        "date iso 8601": (
            " *[0-9]{4}-?("
            "(0[1-9]|1[0-2])(-?(0[1-9]|[12][0-9]|3[01]))?"
            "|W(0[1-9]|[1-4][0-9]|5[0-3])(-?[1-7])?"
            "|[0-3][0-9]{2})"
            f"([T ]([01][0-9]|2[0-4])(:?{MIN}(:?[0-5][0-9]{frac})?)?"
            f"(Z|[-+]([01][0-9]|2[0-3])(:?{MIN})?)?)? *"
        ),
        "time 24h": f" *{H24}[:.]{MIN}([:.]{MIN})?{frac} *",
        "time 24h nosec": f" *{H24}[:.]{MIN} *",
        "time 12h": f" *{H12}[:.]{MIN}([:.]{MIN})?{frac} *",
        "time 12h nosec": f" *{H12}[:.]{MIN} *",
        "timestamp 24h": f" *{H24}[:.]{MIN}[:.]{MIN} *",
        "timestamp 12h": f" *{H12}[:.]{MIN}[:.]{MIN} *",
    }


def _ipv6() -> str:
    left = "|".join(f"({HEX4}:){{1,{8 - n}}}(:{HEX4}){{1,{n}}}" for n in range(1, 7))
    mapped = f"::([fF]{{4}}(:0{{1,4}})?:)?({OCTET}[.]){{3}}{OCTET}"
    return f"(({HEX4}:){{7}}{HEX4}|({HEX4}:){{1,7}}:|{left}|:(:{HEX4}){{1,7}}|::|{mapped})"


def _others() -> dict[str, str]:
    ipv4 = f"({OCTET}[.]){{3}}{OCTET}"
    return {
        "uuid": "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}",
        "ip address": ipv4,
        "ipv4 address": ipv4,
        "ipv6 address": _ipv6(),
        "email": ("[A-Za-z0-9À-ÖØ-öø-ÿ._%+-]+@[A-Za-z0-9À-ÖØ-öø-ÿ.-]+[.][A-Za-z]{2,4}"),
        "phone number": (
            "([+]?[0-9]{1,3}[-. ]?)?([(][0-9]{3}[)]|[0-9]{3})[-. ]?[0-9]{3}[-. ]?[0-9]{4}"
            "( *(x|ext[.]?) *[0-9]{1,5})?"
        ),
        "credit card number": "([0-9]{14,19}|[0-9]{4}([- ][0-9]{4}){3})",
    }


FORMATS: dict[str, str] = {
    name: f"^({body})$"
    for name, body in {**_numbers(), **_money(), **_times(), **_others()}.items()
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
