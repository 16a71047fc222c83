"""What users wrote inside a measure, checked before anything is built from it."""

from seltzer_compiler.aggregation import require_aggregate
from seltzer_compiler.measures import Measure
from seltzer_compiler.stencils.library import library_of
from seltzer_compiler.user_sql import UserSqlError, parse_expression, parse_query, parse_sample
from seltzer_dialects.base import Dialect
from seltzer_specs.formats import get_format_regex


def validate_measure(measure: Measure, dialect: Dialect) -> None:
    """Read every piece of SQL and every format that a user wrote.

    Raises:
        ValueError: one of them cannot be used; the text says which and why.
    """
    for role, text in _expressions(measure):
        _read_expression(role, text, dialect)
    is_records = measure.function == "records" and measure.sql is not None
    if is_records or measure.function in ("query", "rows_of_query", "rows", "distinct_rows"):
        try:
            parse_query(measure.sql or "", dialect.sqlglot)
        except UserSqlError as error:
            raise ValueError(f"has a query that {error}") from error
    if measure.function in ("sorted_values", "value_counts") and measure.sql is not None:
        try:
            parse_sample(measure.sql, dialect.sqlglot)
        except UserSqlError as error:
            raise ValueError(f"has a sample that {error}") from error
    validity = measure.validity
    for name in (validity.missing_format, validity.valid_format, validity.invalid_format):
        if name is not None:
            get_format_regex(name)


def _read_expression(role: str, text: str, dialect: Dialect) -> None:
    is_aggregate = role == "an expression"
    if not is_aggregate and library_of(dialect).is_usable(text):
        return
    try:
        tree = parse_expression(text, dialect.sqlglot)
        if is_aggregate:
            require_aggregate(tree, dialect)
    except UserSqlError as error:
        raise ValueError(f"has {role} that {error}") from error


def _expressions(measure: Measure) -> list[tuple[str, str]]:
    found = [("a filter", text) for text in measure.rows.where] if measure.rows else []
    if measure.reference is not None:
        found += [("a filter", text) for text in measure.reference.rows.where]
    if measure.filter is not None:
        found.append(("a filter", measure.filter))
    if measure.condition == "user":
        found.append(("a condition", measure.sql or ""))
    if measure.function == "expression":
        found.append(("an expression", measure.sql or ""))
    return found
