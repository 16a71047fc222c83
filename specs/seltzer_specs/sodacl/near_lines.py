"""What was meant by a line that is no check: half of the words, or another one's words."""

import re

from seltzer_specs.sodacl.check_line import BUILTIN, MANY_COLUMNS, ONE_COLUMN

_CALLED = ONE_COLUMN | MANY_COLUMNS

_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"freshness (?:of |in |for )?(\w+)\s*(.*)"), "freshness({0}) {1}"),
    (re.compile(r"(?!anomaly (?:detection|score) for )(?:anomaly|anomalies)(?: detection| score)?"
      r"(?: on| of| in| for)?:? (.+)"),
     "anomaly detection for {0}"),
    (re.compile(r"change (?!.* for )(?:in |of |over time for |over time )?(.+)"), "change for {0}"),
    (re.compile(r"values? (?:in |of )?(.+)"), "values in {0}"),
    (re.compile(r"row_?count (?:is )?(?:the )?same(?: as)? (.+)", re.IGNORECASE),
     "row_count same as {0}"),
    (re.compile(r"fail(?:ed|ing)?[ _-]rows?\b.*", re.IGNORECASE), "failed rows"),
    (re.compile(r"group(?:ed)?[ _-]by\b.*", re.IGNORECASE), "group by"),
    (re.compile(r"group[ _-]evolution.*", re.IGNORECASE), "group evolution"),
    (re.compile(r"schema\b.*", re.IGNORECASE), "schema"),
)  # fmt: skip
_ALONE = {
    "failed rows": " and `fail condition:` below it",
    "schema": " and `fail:` below it",
    "group by": " and `query:` below it",
    "group evolution": " and `query:` below it",
}
_HALF = re.compile(
    r"(?P<head>(?P<subject>[A-Za-z_]\w*\s*(?:\([^()]*\))?)\s*(?:<=|>=|!=|<>|<|>|=).+?)\s+"
    r"(?P<word>and|or)\s+(?P<rest>(?:<=|>=|!=|<>|<|>|=).+)"
)
_REFERENCE = re.compile(
    r"values in (?P<columns>\(.*?\)|.+?)\s+(?:must|should|shall|have to|need to)?\s*"
    r"(?P<negated>not )?(?:exists?|be|are|is)?\s*(?:present )?in\s+"
    r"(?:dataset |table )?(?P<target>.+)"
)
_DATE = re.compile(r"\b\d{4}-\d{1,2}-\d{1,2}\b")
_WORDS = re.compile(r"([A-Za-z]+)[ -]([A-Za-z]+)(?:[ -]([A-Za-z]+))?")


def near_line(line: str) -> str | None:
    """Give `write …` for a line that is no check; None where nothing comes near.

    Args:
        line: With single spaces.
    """
    words = _WORDS.match(line)
    if words is not None:
        two = f"{words[1]}_{words[2]}".lower()
        if two in BUILTIN:
            rest = line[words.end(2) :].strip()
            column = re.match(r"(?:of |in |for )?([A-Za-z_]\w*)\s*", rest)
            if two in _CALLED and column is not None:
                rest = rest[column.end() :]
                two = f"{two}({column[1]})"
            space = "" if rest.startswith("(") else " "
            return f"write `{f'{two}{space}{rest}'.strip()}`"
    for pattern, meant in _PATTERNS:
        match = pattern.fullmatch(line)
        if match is not None:
            text = meant.format(*match.groups()).strip()
            if text == line:
                return None
            return f"write `{text}`{_ALONE.get(text, '')}"
    return None


def near_expression(line: str) -> str | None:
    """Say what is wrong with an expression that is none; None where nothing comes near."""
    match = _HALF.fullmatch(line)
    if match is not None:
        subject, word, rest = match["subject"].strip(), match["word"], match["rest"]
        return (
            f'"{line}" compares nothing behind "{word}"; write `{match["head"]} {word} {subject} '
            f"{rest}`, or `{subject} between A and B`"
        )
    date = _DATE.search(line)
    if date is not None:
        return (
            f'"{date[0]}" in "{line}" is no number; how old the newest time is says '
            "`freshness(COLUMN) < 1d`"
        )
    return None


def near_reference(line: str) -> str | None:
    """Give `write …` for a line that nearly is a reference check; None where nothing is near."""
    match = _REFERENCE.fullmatch(line)
    if match is None:
        return None
    columns, target = _in_parentheses(match["columns"]), match["target"].strip()
    word = "must not" if match["negated"] else "must"
    dataset, _, of_target = target.partition(" ")
    of_target = of_target.strip()
    if not of_target and "." in dataset:
        dataset, _, of_target = dataset.rpartition(".")
    if re.search("[<>=]", of_target):
        return "thresholds stand below it, as in `fail: when > 3`"
    if not of_target:
        return f"name the column of {dataset} behind it, as in `{word} exist in {dataset} id`"
    return f"write `values in {columns} {word} exist in {dataset} {_in_parentheses(of_target)}`"


def _in_parentheses(columns: str) -> str:
    bare = columns.strip()
    return f"({bare})" if "," in bare and not bare.startswith("(") else bare
