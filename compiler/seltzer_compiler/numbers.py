"""Numbers in text columns, where a `valid format` says that the text holds one."""

from sqlglot import exp

from seltzer_dialects.base import Dialect
from seltzer_specs.formats import get_format_regex

_NUMERIC_WORDS = ("integer", "decimal", "percentage")

# What the formats allow around the digits and a cast does not, with what it becomes.
_JUNK = ((" ", ""), ("%", ""), ("+", ""), (",", "."))


def is_numeric_format(name: str | None) -> bool:
    """Tell whether texts of this format are numbers."""
    return name is not None and any(word in name.split() for word in _NUMERIC_WORDS)


def number_of_text(value: exp.Expr, format_name: str | None, dialect: Dialect) -> exp.Expr:
    """Give the value as a number: itself, or cast where its format says it is text.

    The cast is guarded by the format, because one text of another shape would fail the query.
    """
    if format_name is None or not is_numeric_format(format_name):
        return value.copy()
    text: exp.Expr = value.copy()
    for junk, clean in _JUNK:
        text = exp.func("REPLACE", text, exp.Literal.string(junk), exp.Literal.string(clean))
    matches = dialect.regex_match(value.copy(), get_format_regex(format_name))
    return exp.Case().when(matches, dialect.number_of_text(text))
