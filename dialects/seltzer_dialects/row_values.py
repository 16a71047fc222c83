"""Engines' messages without the values of rows that they quote.

`invalid input syntax for type integer: "a@b.example"` is a row's own text, and logs, reports and
issues that people paste it into are read by others. What the statement itself holds was written by
somebody and stays: names of columns, literals of a check.
"""

import re

HIDDEN = "…"

_OPENING = re.compile(r"""(?<!\w)['"`]""")
_TYPE = r"[A-Za-z]+\(\d+(?:, ?\d+)?\)"
# Spark writes a number with its type: 5L, 1.5BD.
_NUMBER = r"0x[0-9a-fA-F]+|(?<![\w.])[-+]?\d+(?:[.,:]\d+)*(?:[eE][-+]?\d+)?(?:BD|[DFLSY])?(?!\w)"
_TYPE_OR_NUMBER = re.compile(rf"(?P<type>{_TYPE})|{_NUMBER}")


def hide_row_values(message: str, sql: str) -> str:
    """Give the first line of a message, its quoted texts and numbers hidden.

    What the statement itself holds, as a whole word or a whole literal, is not hidden. Engines do
    not escape what they quote, so a text ends at the last quote that may be its end, on whichever
    line, and with the message where there is none.

    Args:
        message: What the engine says.
        sql: The statement that it says it of.
    """
    line = _hide_texts(message.strip(), sql).partition("\n")[0].rstrip()
    return _hide_numbers(line, sql)


def _hide_texts(message: str, sql: str) -> str:
    start = 0
    while (opening := _OPENING.search(message, start)) is not None:
        quote, begin = opening[0], opening.end()
        near = message.find(quote, begin)
        if near >= 0 and _is_own(message[begin:near], sql):
            start = near + 1
            continue
        ends = [match.start() for match in re.finditer(rf"{quote}(?!\w)", message[begin:])]
        rest = message[begin + ends[-1] :] if ends else quote
        return f"{message[:begin]}{HIDDEN}{rest}"
    return message


def _is_own(text: str, sql: str) -> bool:
    """Tell whether a text stands in the statement as a whole word or a whole literal."""
    return bool(text) and re.search(rf"(?<![\w.]){re.escape(text)}(?![\w.])", sql) is not None


def _hide_numbers(line: str, sql: str) -> str:
    def shown(match: re.Match[str]) -> str:
        return match[0] if match["type"] or _is_own(match[0], sql) else HIDDEN

    return _TYPE_OR_NUMBER.sub(shown, line)
