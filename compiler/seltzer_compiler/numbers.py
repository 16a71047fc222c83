"""Numbers in text columns, where a `valid format` says that the text holds one."""

from sqlglot import exp

from seltzer_dialects.base import Dialect

_NUMERIC_WORDS = ("integer", "decimal", "percentage", "money")

# What the formats allow around the digits and a cast does not, with what it becomes.
_JUNK = ((" ", ""), ("%", ""), ("+", ""))
_COMMA_FOR_POINT = ((",", "."),)
_MARKS = {"money point": ((",", ""),), "money comma": ((".", ""), (",", "."))}
_CURRENCY_LENGTH = 3


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
    if "money" in format_name.split():
        text = _without_currency(text, dialect)
    for junk, clean in (*_JUNK, *_MARKS.get(format_name, _COMMA_FOR_POINT)):
        text = exp.func("REPLACE", text, exp.Literal.string(junk), exp.Literal.string(clean))
    matches = dialect.format_match(value.copy(), format_name)
    return exp.Case().when(matches, dialect.number_of_text(text))


def _without_currency(text: exp.Expr, dialect: Dialect) -> exp.Expr:
    """Give the amount in front of the three letters that end the text."""
    trimmed = exp.Trim(this=text)
    length = exp.Sub(
        this=dialect.text_length(trimmed.copy()),
        expression=exp.Literal.number(_CURRENCY_LENGTH),
    )
    return exp.Substring(this=trimmed, start=exp.Literal.number(1), length=length)
