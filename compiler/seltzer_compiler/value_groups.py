"""What rules share that group a column by its values."""

from sqlglot import exp

from seltzer_compiler.identity import digest
from seltzer_compiler.measures import Measure, RowSet
from seltzer_compiler.rules.placement import Placement
from seltzer_compiler.user_sql import parse_expression
from seltzer_dialects.base import Dialect
from seltzer_dialects.column_statistics import ColumnStatistics
from seltzer_specs.names import Name

MAX_GROUPS = 100_000
"""Values of a column up to which its grouping may share a statement with those of others."""


def place_values(
    measure: Measure, column: Name, found: ColumnStatistics, rule: str, why: str
) -> Placement:
    """Put a measure of a column's values where those of other columns with few values are."""
    alone = () if found.distinct <= MAX_GROUPS else (column,)
    return Placement("aggregate", digest("values", measure.rows, *alone), rule, why)


def grouped(rows: RowSet | None, column: Name, number: str, dialect: Dialect) -> exp.Select:
    """Select each value of a column with its number of rows, NULL included."""
    if rows is None:
        raise ValueError("values want a dataset")
    count = exp.alias_(exp.Count(this=exp.Star(), big_int=True), number)
    tree = exp.select(dialect.column(column), count).from_(dialect.table(rows.dataset))
    conditions = [parse_expression(text, dialect.sqlglot).copy() for text in rows.where]
    return tree.where(*conditions).group_by(dialect.column(column))


def number_of_rows(column: Name) -> str:
    """Name the number of rows of a value, not as the column."""
    return "number_of_rows" if column.text.lower() == "n" else "n"
