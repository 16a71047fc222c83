"""Differences from Soda that are meant, each of which has a line in docs/coming-from-soda.md."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.differential.answer import Answer, are_close
from tests.differential.case import Question, Suite


@dataclass(frozen=True)
class Disagreement:
    """One check that the two answer differently.

    Attributes:
        seed: Number of its batch.
        suite: Where it stands.
        question: The check.
        soda: Soda's answer to the check alone.
        seltzer: Seltzer's answer.
    """

    seed: int
    suite: Suite
    question: Question
    soda: Answer
    seltzer: Answer

    @property
    def text(self) -> str:
        """The check as written."""
        return "\n".join(self.question.lines)

    def __str__(self) -> str:
        head = "\n".join(self.suite.head)
        return (
            f"seed {self.seed}, {self.suite.table.name} [{self.suite.partition}]\n"
            f"{head}\n{self.text}\n"
            f"  soda    {self.soda.outcome} {self.soda.value} {self.soda.text}\n"
            f"  seltzer {self.seltzer.outcome} {self.seltzer.value} {self.seltzer.text}\n"
        )

    @property
    def column(self) -> str:
        """The first column that the check names, as written."""
        return re.split("[,)]", self.question.line.partition("(")[2])[0]

    @property
    def validity(self) -> list[str]:
        """The keys below the check, and those of its column's section as if they stood there."""
        section = [
            line.strip().replace(f" for {self.column}:", ":")
            for line in self.suite.head
            if f" for {self.column}:" in line
        ]
        return [*self.question.keys, *section]

    def has_key(self, *words: str) -> bool:
        """Tell whether a key that starts so applies to the check."""
        return any(key.startswith(words) for key in self.validity)


@dataclass(frozen=True)
class Explanation:
    """Why a difference is meant.

    Attributes:
        name: What it is about, as its line in docs/coming-from-soda.md says.
        holds: Tells whether a disagreement is one of these.
    """

    name: str
    holds: Callable[[Disagreement], bool]


_AGGREGATES = ("min", "max", "avg", "sum", "std", "var", "percentile")


def _is_metric(case: Disagreement, *words: str) -> bool:
    return case.question.line.strip('"').startswith(words)


def _empty_percent(case: Disagreement) -> bool:
    return (
        "_percent" in case.question.line
        and case.seltzer.outcome == "skipped"
        and case.soda.value == 0
    )


def _rounded_percent(case: Disagreement) -> bool:
    ours, theirs = case.seltzer.value, case.soda.value
    return (
        "_percent" in case.question.line
        and ours is not None
        and theirs is not None
        and are_close(round(ours, 2), theirs)
    )


def _not_finite(case: Disagreement) -> bool:
    values = [case.soda.value, *(group.value for group in case.soda.groups)]
    ours = (case.seltzer, *case.seltzer.groups)
    return any(value is not None and not math.isfinite(value) for value in values) and any(
        answer.outcome == "error" for answer in ours
    )


def _groups_without_value(case: Disagreement) -> bool:
    return (
        case.seltzer.outcome == "skipped"
        and case.soda.outcome == "pass"
        and all(group.outcome == "skipped" for group in case.soda.groups)
        and case.question.line == "group by"
    )


def _groups_that_warn(case: Disagreement) -> bool:
    return (
        case.seltzer.outcome == "warn"
        and case.soda.outcome == "pass"
        and any(group.outcome == "warn" for group in case.soda.groups)
    )


def _quotes(case: Disagreement) -> bool:
    keys = ("missing ", "valid ", "invalid ")
    written = [key for key in case.validity if key.startswith(keys)]
    if any("\\" in key and " values" in key for key in written):
        return True
    return "Parser Error" in case.soda.text and any(
        re.search(r"''|\w'\w|'B", key) for key in written
    )


def _or_beside_other_sql(case: Disagreement) -> bool:
    """Hold where Soda puts a condition with OR beside another without parentheses."""
    own = any(key.startswith("filter:") and " OR " in key for key in case.question.keys)
    section = bool(case.suite.partition) and any(" OR " in line for line in case.suite.head)
    is_joined = _is_metric(case, "duplicate_", "values in")
    is_valid_value = _is_metric(case, *_AGGREGATES)
    return (own and (is_joined or is_valid_value)) or (section and is_joined)


def _says(words: str) -> Callable[[Disagreement], bool]:
    return lambda case: case.seltzer.outcome == "error" and words in case.seltzer.text


def _is_ignored_duration(case: Disagreement) -> bool:
    line = case.question.line
    return case.seltzer.outcome == "error" and bool(re.search(r"< (30s|1d30)$", line))


def _ambiguous_filter(case: Disagreement) -> bool:
    return "Ambiguous reference" in case.soda.text and " exist in " in case.question.line


def _counted_once(case: Disagreement) -> bool:
    ours, theirs = case.seltzer.value, case.soda.value
    return (
        " must not exist in " in case.question.line
        and ours is not None
        and theirs is not None
        and 0 < ours < theirs
    )


def _valid_and_invalid(case: Disagreement) -> bool:
    return case.has_key("valid ") and case.has_key("invalid ") and not _is_metric(case, "missing")


def _forgotten_invalid(case: Disagreement) -> bool:
    start = f"  invalid {{}} for {case.column}:"
    return any(
        line.startswith(start.format(word))
        for line in case.suite.head
        for word in ("values", "regex", "format")
    )


def _null_is_valid(case: Disagreement) -> bool:
    if not case.has_key("include null: true"):
        return False
    is_narrowed = any(key.startswith("filter:") for key in case.question.keys)
    return _is_metric(case, "valid_count") or (is_narrowed and _is_metric(case, *_AGGREGATES))


def _forbidden_prefix(case: Disagreement) -> bool:
    patterns = [key for key in case.question.keys if "when forbidden " in key]
    return any("%" not in pattern and "*" not in pattern for pattern in patterns)


def _number_in_text(case: Disagreement) -> bool:
    is_number = case.has_key("valid format: ")
    return is_number and "to DECIMAL(18,3)" in case.soda.text


def _length_of_number(case: Disagreement) -> bool:
    return "_length(" in case.question.line and "length(DECIMAL" in case.soda.text


def _older_engine(case: Disagreement) -> bool:
    no_average = re.search(r"(sum|avg)\((BOOLEAN|DATE|TIMESTAMP)", case.soda.text)
    has_nan = any("'NaN'::DOUBLE" in row for row in case.suite.table.rows)
    return bool(no_average) or (_is_metric(case, "percentile") and has_nan)


def _as_written(case: Disagreement) -> bool:
    is_exact = case.soda.value is not None and case.soda.value == case.seltzer.value
    return is_exact and _is_metric(case, "freshness") and case.seltzer.outcome == "fail"


def _variable_in_threshold(case: Disagreement) -> bool:
    levels = [key for key in case.question.keys if key.startswith(("warn:", "fail:"))]
    is_variable = any("${" in level for level in levels)
    return is_variable and "between instances of 'int' and 'str'" in case.soda.text


def _type_names(case: Disagreement) -> bool:
    rules = [key for key in case.question.keys if "when wrong column type" in key]
    return any("'text'" in rule for rule in rules) and case.soda.outcome in ("warn", "fail")


def _groups_of_numbers(case: Disagreement) -> bool:
    keys = case.question.keys
    is_text = any("DISTINCT word" in key for key in keys)
    return _is_metric(case, "group evolution") and not is_text


def _percent_sign_is_nothing(case: Disagreement) -> bool:
    is_stricter = case.soda.outcome == "pass" and case.seltzer.outcome in ("warn", "fail")
    return is_stricter and any(
        "when forbidden " in key and "%" in key for key in case.question.keys
    )


def _two_units(case: Disagreement) -> bool:
    return _is_metric(case, "freshness using") and "expecting TIMEUNIT" in case.soda.text


def _two_kinds_of_types(case: Disagreement) -> bool:
    words = ("when mismatching columns", "when wrong column type")
    return all(any(word in key for key in case.question.keys) for word in words)


EXPLANATIONS = (
    Explanation("a percent of no rows", _empty_percent),
    Explanation("a percent unrounded", _rounded_percent),
    Explanation("NaN and infinity", _not_finite),
    Explanation("groups without a value", _groups_without_value),
    Explanation("groups that warn", _groups_that_warn),
    Explanation("groups of numbers", _groups_of_numbers),
    Explanation("a percent sign", _percent_sign_is_nothing),
    Explanation("two units", _two_units),
    Explanation("quotes", _quotes),
    Explanation("OR in a filter", _or_beside_other_sql),
    Explanation("filter of a reference", _ambiguous_filter),
    Explanation("two thresholds", _says("keep one of the two")),
    Explanation("no number", _says("holds no number")),
    Explanation("no range", _says("nothing is valid")),
    Explanation("nothing is invalid", _says("does not say what is valid")),
    Explanation("freshness above", _says("would let old data pass")),
    Explanation("durations", _is_ignored_duration),
    Explanation("exact freshness", _as_written),
    Explanation("counted once", _counted_once),
    Explanation("invalid of a column", _forgotten_invalid),
    Explanation("valid and invalid", _valid_and_invalid),
    Explanation("NULL is valid", _null_is_valid),
    Explanation("forbidden prefix", _forbidden_prefix),
    Explanation("a variable", _variable_in_threshold),
    Explanation("two lists of types", _two_kinds_of_types),
    Explanation("names of types", _type_names),
    Explanation("numbers in text", _number_in_text),
    Explanation("length of a number", _length_of_number),
    Explanation("newer DuckDB", _older_engine),
)
