"""What is wrong with a text that is no threshold, and what was meant by it."""

import re

_OPERATOR = r"(?:<=|>=|!=|<>|<|>|=)"
_BARE = re.compile(_OPERATOR)
_WRONG = re.compile(r"[<>=!~]+")
_MEANT = {
    "=>": ">=",
    "=<": "<=",
    "==": "=",
    "===": "=",
    "><": "<>",
    "!": "!=",
    "<<": "<",
    ">>": ">",
}
_TWO = re.compile(
    rf"(?P<first>{_OPERATOR})\s*(?P<low>\S+?),?\s*(?:and|or|&&|\|\||,)\s*(?P<second>{_OPERATOR})"
    r"\s*(?P<high>\S+)"
)
_ENDS = re.compile(
    r"(?:not\s+)?between\s+[\[(]?\s*(?P<low>[-+]?[\w.%]+)\s*(?:,|;|/|\.\.|-|to\s|\s)\s*"
    r"(?P<high>[-+]?[\w.%]+)\s*[\])]?"
)
_WORDS = (
    (re.compile(r"(?:is )?(?:at least|no less than|not less than|minimum)\b"), ">="),
    (re.compile(r"(?:is )?(?:at most|no more than|not more than|maximum)\b"), "<="),
    (re.compile(r"(?:is )?(?:greater than or equal to)\b"), ">="),
    (re.compile(r"(?:is )?(?:less than or equal to)\b"), "<="),
    (re.compile(r"(?:is )?(?:greater than|more than|greater|more|above|over)\b"), ">"),
    (re.compile(r"(?:is )?(?:less than|fewer than|less|below|under)\b"), "<"),
    (re.compile(r"(?:is not|not equal to|not equals|not)\b"), "!="),
    (re.compile(r"(?:is equal to|is|equals|equal to|equal|eq|must be|should be|:)(?=\s)"), "="),
)
_DATE = re.compile(r"['\"]?\d{4}-\d{1,2}-\d{1,2}\b.*")
_VARIABLE = re.compile(r"\$(\w+)|\$?\{\{?\s*(\w+)\s*\}?\}|%\((\w+)\)s|:(\w+)")
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(?:[,'_ ]\d{3})+(?:\.\d+)?")
_SHORT = re.compile(r"(?P<number>[-+]?\d+(?:\.\d+)?)\s*(?P<unit>[kKmM])")
_PERCENT = re.compile(r"(?P<number>[-+]?[\d.]+)\s*(?:percent|pct|per cent)", re.IGNORECASE)
_COMMA = re.compile(r"[-+]?\d+,\d+")
_SPAN = re.compile(
    r"(\d+)\s*(weeks?|w|days?|d|hours?|hrs?|hr|h|minutes?|mins?|min|m)\b\s*,?\s*(?:and\s+)?"
)
_UNITS = {"w": "d", "d": "d", "h": "h", "m": "m"}


def hint_of_condition(text: str, *, is_duration: bool) -> str:
    """Say what is wrong with a condition that cannot be read at all.

    Args:
        text: With single spaces.
        is_duration: Whether its values are durations.
    """
    example = "1d" if is_duration else "10"
    if _BARE.fullmatch(text):
        thing = "duration" if is_duration else "number"
        return f'"{text}" ends before its {thing}; write for example {text} {example}'
    wrong = _WRONG.match(text)
    if wrong is not None:
        meant = _MEANT.get(wrong.group())
        known = "known: <, <=, >, >=, =, !=, <>, between, not between"
        hint = f'did you mean "{meant}"?' if meant is not None else known
        return f'unknown operator "{wrong.group()}"; {hint}'
    if text.startswith(("between", "not between")):
        return _hint_of_range(text, is_duration=is_duration)
    if text.startswith("same"):
        other = text.removeprefix("same").strip().removeprefix("as").strip() or "DATASET"
        return f'"{text}" is no condition; write `row_count same as {other}`'
    for words, operator in _WORDS:
        match = words.match(text)
        if match is not None:
            rest = text[match.end() :].strip() or example
            return f'"{text}" is no condition; write {operator} {rest}'
    examples = "< 1d12h" if is_duration else "> 0, < 5 % or between 1 and 10"
    return f'"{text}" is no condition; write for example {examples}'


def hint_of_two(text: str) -> str | None:
    """Say how to write two comparisons as one condition; None where there are no two."""
    match = _TWO.fullmatch(text)
    if match is None:
        return None
    ends = sorted((match["low"], match["high"]), key=_size)
    words = "between {} and {}".format(*ends)
    if match["first"][0] == match["second"][0] or "=" in (match["first"], match["second"]):
        return f'"{text}" is two conditions; keep one'
    return f'"{text}" is two conditions; write one, such as {words} or not {words}'


def hint_of_number(text: str) -> str:
    """Say what was meant by a text that is no number."""
    if (match := _PERCENT.fullmatch(text)) is not None:
        return f"write {match['number']}%"
    if (match := _VARIABLE.fullmatch(text)) is not None:
        return f"write ${{{next(name for name in match.groups() if name)}}} for a variable"
    if _THOUSANDS.fullmatch(text):
        return f"write {re.sub(r'[^-+0-9.]', '', text)}"
    if (match := _SHORT.fullmatch(text)) is not None:
        size = 1_000 if match["unit"] in "kK" else 1_000_000
        number = float(match["number"]) * size
        return f"write {number:.0f}" if number.is_integer() else "write all its digits"
    if _COMMA.fullmatch(text):
        return f"write {text.replace(',', '.')}"
    if _DATE.fullmatch(text):
        return "how old a time is says freshness(COLUMN) < 1d"
    return "write for example 10"


def hint_of_duration(text: str) -> str:
    """Say what was meant by a text that is no duration."""
    spans = _SPAN.findall(text)
    if spans and not _SPAN.sub("", text).strip():
        found = [(int(n) * (7 if unit[0] == "w" else 1), _UNITS[unit[0]]) for n, unit in spans]
        return "write " + "".join(f"{n}{unit}" for n, unit in found)
    if text.isdecimal():
        return f"write it with a unit, such as {text}h or {text}d"
    return "write for example 1d, 6h or 1d12h30m"


def _hint_of_range(text: str, *, is_duration: bool) -> str:
    head = "not between" if text.startswith("not") else "between"
    match = _ENDS.fullmatch(text)
    low, high = ("1h", "1d") if is_duration else ("1", "10")
    if match is not None and "and" not in match.groups():
        low, high = match["low"], match["high"]
    thing = "durations" if is_duration else "numbers"
    return f'"{text}" wants two {thing} joined by "and"; write for example {head} {low} and {high}'


def _size(text: str) -> float:
    digits = re.sub(r"[^-0-9.]", "", text)
    try:
        return float(digits)
    except ValueError:
        return 0.0
