"""Queries for some of the bad rows of checks that failed: always with LIMIT, never a hidden column.

They are planned after the checks are judged, for all that failed at once, so that queries can be
chosen by what is known then (R13). Now each check has one of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from seltzer_compiler.aggregates import condition_of
from seltzer_compiler.fuse import build_query, query_id
from seltzer_compiler.measures import Measure, Reference, RowSet
from seltzer_compiler.plan import CheckPlan, Query
from seltzer_compiler.predicates import is_valid
from seltzer_compiler.user_sql import parse_expression, parse_query
from seltzer_dialects.base import Dialect
from seltzer_specs.checks import FailedRowsCheck, MetricCheck, ReferenceCheck
from seltzer_specs.names import DatasetRef, Name

_ROWS = "bad_rows"
_KEYS = "other_keys"
_COUNTED = frozenset({"missing", "invalid", "user"})
_GROUPED = frozenset({"duplicates", "references", "rows_of_query"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRequest:
    """Bad rows that are wanted.

    Attributes:
        measure: What counted them, or the user's own query for them.
        columns: Which columns; None for all.
        limit: Rows at most.
    """

    measure: Measure
    columns: tuple[Name, ...] | None
    limit: int


def bad_rows_of(plan: CheckPlan) -> Measure | None:
    """Give what says which rows of a check are bad; None where no single row is, as of `avg`."""
    query = plan.check.samples.query
    if query is not None:
        return Measure(function="rows_of_query", rows=None, sql=query, label="failed_rows")
    if not isinstance(plan.check, MetricCheck | FailedRowsCheck | ReferenceCheck):
        return None
    return next((measure for measure in plan.measures if _is_of_bad_rows(measure)), None)


def dataset_of(measure: Measure) -> DatasetRef | None:
    """Give the dataset whose rows are bad; None where a user's query says which."""
    return measure.rows.dataset if measure.rows is not None else None


def plan_columns(measure: Measure, dialect: Dialect, *, schema: str | None) -> Query:
    """Ask which columns there are, and for no row: the catalogue, or a user's query of 0 rows.

    Raises:
        UserSqlError: the user's query cannot be used.
    """
    if measure.rows is None:
        return _query(_user_rows(measure, dialect, None).limit(0), measure, dialect)
    columns = Measure(function="columns", rows=RowSet(dataset=measure.rows.dataset))
    return build_query([columns], "schema", dialect, rules=(), schema=schema)


def plan_samples(requests: Sequence[SampleRequest], dialect: Dialect) -> tuple[Query, ...]:
    """Give the query that fetches the rows of each request, in their order.

    Raises:
        UserSqlError: a user's query cannot be used.
    """
    return tuple(_sample(request, dialect) for request in requests)


def _is_of_bad_rows(measure: Measure) -> bool:
    if measure.source is not None:
        return False
    is_counted = measure.function == "count" and measure.condition in _COUNTED
    return is_counted or measure.function in _GROUPED


def _sample(request: SampleRequest, dialect: Dialect) -> Query:
    measure = request.measure
    if measure.function == "rows_of_query":
        tree = _user_rows(measure, dialect, request.columns)
    elif measure.function == "duplicates":
        tree = _repeated(measure, dialect, request.columns)
    elif measure.function == "references":
        tree = _unmatched(measure, dialect, request.columns)
    else:
        tree = _select(request.columns, dialect).from_(_table(measure, dialect))
        condition = condition_of(measure, dialect)
        tree = tree.where(*_filters(measure, dialect), condition, copy=False)
    return _query(tree.limit(request.limit), measure, dialect)


def _query(tree: exp.Select, measure: Measure, dialect: Dialect) -> Query:
    sql = dialect.render(tree)
    identity = query_id(sql, dialect, measure)
    dataset = dataset_of(measure)
    return Query(
        id=identity,
        dialect=dialect.name,
        dataset=str(dataset) if dataset is not None else None,
        kind="rows",
        sql=sql,
        outputs=(identity,),
        scans=1,
    )


def _user_rows(measure: Measure, dialect: Dialect, columns: tuple[Name, ...] | None) -> exp.Select:
    rows = parse_query(measure.sql or "", dialect.sqlglot).copy()
    subquery = rows if isinstance(rows, exp.Subquery) else exp.Subquery(this=rows)
    subquery.set("alias", exp.TableAlias(this=exp.to_identifier(_ROWS)))
    return _select(columns, dialect).from_(subquery)


def _repeated(measure: Measure, dialect: Dialect, columns: tuple[Name, ...] | None) -> exp.Select:
    """Give the rows whose key occurs more than once, equal keys side by side."""
    keys = [dialect.column(name) for name in measure.columns]
    conditions: list[exp.Expr] = [key.is_(exp.null()).not_() for key in keys]
    if measure.condition == "valid":
        conditions = [is_valid(measure.columns[0], measure.validity, dialect)]
    conditions += _filters(measure, dialect)
    if measure.filter is not None:
        conditions.append(_parsed(measure.filter, dialect))
    rows = exp.select(exp.Star()).from_(_table(measure, dialect)).where(*conditions)
    count = exp.Count(this=exp.Star(), big_int=True)
    repeated = (
        exp.select(*_named(measure.columns, dialect))
        .from_(_table(measure, dialect))
        .where(*(condition.copy() for condition in conditions))
        .group_by(*(key.copy() for key in keys))
        .having(exp.GT(this=count, expression=exp.Literal.number(1)))
    )
    tree = _join(rows, repeated, measure, dialect, columns, kind="INNER")
    return tree.order_by(*(_of_rows(name, dialect) for name in measure.columns))


def _unmatched(measure: Measure, dialect: Dialect, columns: tuple[Name, ...] | None) -> exp.Select:
    """Give the rows that refer to nothing, or to what they must not."""
    reference = measure.reference
    if reference is None:
        raise ValueError("a reference wants two datasets")
    has_value = exp.or_(*(dialect.column(name).is_(exp.null()).not_() for name in measure.columns))
    rows = exp.select(exp.Star()).from_(_table(measure, dialect))
    rows = rows.where(*_filters(measure, dialect), has_value)
    kind = "INNER" if reference.is_forbidden else "LEFT"
    tree = _join(rows, _targets(reference, dialect), measure, dialect, columns, kind=kind)
    if reference.is_forbidden:
        return tree
    return tree.where(exp.column("key_1", table=_KEYS).is_(exp.null()))


def _targets(reference: Reference, dialect: Dialect) -> exp.Select:
    has_values = [dialect.column(name).is_(exp.null()).not_() for name in reference.columns]
    where = [_parsed(text, dialect) for text in reference.rows.where]
    keys = exp.select(*_named(reference.columns, dialect))
    table = dialect.table(reference.rows.dataset)
    return keys.from_(table).where(*where, *has_values).distinct()


def _join(
    rows: exp.Select,
    keys: exp.Select,
    measure: Measure,
    dialect: Dialect,
    columns: tuple[Name, ...] | None,
    *,
    kind: str,
) -> exp.Select:
    """Join rows with keys; filters stand in subqueries, as users wrote them for one dataset."""
    matches = [
        _of_rows(name, dialect).eq(exp.column(f"key_{number}", table=_KEYS))
        for number, name in enumerate(measure.columns, start=1)
    ]
    wanted = (
        [exp.Column(this=exp.Star(), table=exp.to_identifier(_ROWS))]
        if columns is None
        else [_of_rows(name, dialect) for name in columns]
    )
    return (
        exp.select(*wanted)
        .from_(rows.subquery(_ROWS))
        .join(keys.subquery(_KEYS), on=exp.and_(*matches), join_type=kind)
    )


def _select(columns: tuple[Name, ...] | None, dialect: Dialect) -> exp.Select:
    if columns is None:
        return exp.select(exp.Star())
    return exp.select(*(dialect.column(name) for name in columns))


def _named(columns: tuple[Name, ...], dialect: Dialect) -> list[exp.Expr]:
    return [
        exp.alias_(dialect.column(name), f"key_{number}")
        for number, name in enumerate(columns, start=1)
    ]


def _of_rows(name: Name, dialect: Dialect) -> exp.Column:
    return exp.Column(this=dialect.identifier(name), table=exp.to_identifier(_ROWS))


def _table(measure: Measure, dialect: Dialect) -> exp.Table:
    if measure.rows is None:
        raise ValueError("wants a dataset")
    return dialect.table(measure.rows.dataset)


def _filters(measure: Measure, dialect: Dialect) -> list[exp.Expr]:
    return [_parsed(text, dialect) for text in (measure.rows.where if measure.rows else ())]


def _parsed(text: str, dialect: Dialect) -> exp.Expr:
    return parse_expression(text, dialect.sqlglot).copy()
