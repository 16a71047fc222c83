"""Measures as the fewest queries."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from sqlglot import exp

from seltzer_compiler.measures import Function, Measure
from seltzer_compiler.plan import Query, QueryKind
from seltzer_compiler.rules import (
    catalogue_once,
    column_values,
    distinct_apart,
    grouped_once,
    keys_grouped,
    one_duplicate_query_per_key,
    percentile_apart,
    percentile_ranked,
    records_streamed,
    reference_join,
    rows_once,
    shared_aggregate_scan,
    statement_limit,
    user_query_alone,
    values_alone,
)
from seltzer_compiler.rules.placement import Placement, PlacementRule
from seltzer_compiler.stencils.library import Build, library_of
from seltzer_dialects.base import Dialect
from seltzer_specs.canonical import sha256_hex

PLACEMENT_RULES: tuple[PlacementRule, ...] = (
    catalogue_once.place,
    user_query_alone.place,
    rows_once.place,
    column_values.place,
    values_alone.place,
    one_duplicate_query_per_key.place,
    grouped_once.place,
    reference_join.place,
    records_streamed.place,
    keys_grouped.place,
    percentile_ranked.place,
    distinct_apart.place,
    percentile_apart.place,
    shared_aggregate_scan.place,
)

_SCANS: Mapping[QueryKind, int] = {
    "aggregate": 1,
    "duplicates": 1,
    "reference": 2,
    "user": 1,
    "schema": 0,
    "rows": 1,
    "records": 1,
    "keys": 1,
}

_ALONE: Mapping[QueryKind, Callable[[Measure, Dialect], exp.Select]] = {
    "records": records_streamed.build,
    "keys": keys_grouped.build,
    "reference": reference_join.build,
}
"""Kinds whose queries compute one measure each."""

_GROUPING: frozenset[Function] = frozenset(
    {"duplicates", "distinct", "unique", "values", "value_counts", "distinct_rows", "keys"}
)
"""Functions for which the engine keeps a group of each different value."""

_UNLIMITED: frozenset[QueryKind] = frozenset({"schema", "rows"})
"""Kinds whose outputs are not columns of one row."""


def fuse(measures: Iterable[Measure], dialect: Dialect, *, schema: str | None) -> tuple[Query, ...]:
    """Give the queries that compute all measures, whatever the order they come in.

    Args:
        measures: What to compute in one data source; equal ones are computed once.
        dialect: For which engine.
        schema: Schema of unqualified datasets, for the catalogue query.

    Raises:
        UserSqlError: SQL that the user wrote cannot be used.
    """
    groups: dict[tuple[QueryKind, str, str], list[Measure]] = {}
    for measure in _distinct(measures):
        place = _place(measure, dialect)
        groups.setdefault((place.kind, place.together, place.rule), []).append(measure)
    queries: list[Query] = []
    for (kind, _, rule), members in groups.items():
        parts = (
            statement_limit.chunks(members, dialect.MAX_OUTPUTS)
            if kind not in _UNLIMITED
            else (tuple(members),)
        )
        extra = (statement_limit.NAME,) if len(parts) > 1 else ()
        for part in parts:
            is_shared = rule != shared_aggregate_scan.NAME or len(part) > 1
            rules = ((rule,) if is_shared else ()) + extra
            queries.append(build_query(part, kind, dialect, rules=rules, schema=schema))
    return tuple(queries)


def build_query(
    measures: Sequence[Measure],
    kind: QueryKind,
    dialect: Dialect,
    *,
    rules: tuple[str, ...],
    schema: str | None = None,
) -> Query:
    """Give the one query that computes these measures.

    Args:
        measures: Measures that belong together; column i of the result is measure i.
        kind: How the result is read.
        dialect: For which engine.
        rules: Rules that brought them together.
        schema: Schema of unqualified datasets, for the catalogue query.
    """
    first = measures[0]
    if kind == "duplicates" and first.function == "expression":
        sql = dialect.render(distinct_apart.build(first, dialect))
    elif kind == "schema":
        sql = dialect.render(catalogue_once.build(measures, dialect, schema=schema))
    elif kind == "duplicates":
        sql = library_of(dialect).statement(_grouping(first), measures)
    elif first.function == "values":
        sql = dialect.render(column_values.build(first, dialect))
    elif first.function in ("sorted_values", "value_counts"):
        sql = dialect.render(values_alone.build(first, dialect))
    elif kind == "rows":
        sql = dialect.render(rows_once.build(measures, dialect))
    elif kind in _ALONE:
        sql = dialect.render(_ALONE[kind](first, dialect))
    elif first.function == "query":
        sql = user_query_alone.build_text(first, dialect)
    elif first.function == "rows_of_query":
        sql = dialect.render(user_query_alone.build_count(first, dialect))
    else:
        written = library_of(dialect).scan(measures)
        sql, rules = written.text, rules + written.rules
    return Query(
        id=query_id(sql, dialect, first),
        dialect=dialect.name,
        dataset=None if kind == "schema" or first.rows is None else str(first.rows.dataset),
        kind=kind,
        sql=sql,
        outputs=tuple(measure.key for measure in measures),
        scans=_SCANS[kind],
        rules=tuple(sorted(set(rules))),
        data_source=first.source,
        is_heavy=_keeps_groups(first, rules) and not dialect.CAPS_GROUP_MEMORY,
        measures=tuple(measures),
    )


def _keeps_groups(first: Measure, rules: Sequence[str]) -> bool:
    return first.function in _GROUPING or distinct_apart.NAME in rules


def _grouping(first: Measure) -> Build:
    """Give what builds a query over the groups of equal values, or over their ranks."""
    if first.function == "duplicates":
        return one_duplicate_query_per_key.build
    return percentile_ranked.build if first.function == "percentile" else grouped_once.build


def query_id(sql: str, dialect: Dialect, first: Measure) -> str:
    """Give the id of a query.

    The same text on two data sources is two queries, and so are records read by different keys.
    """
    parts = [dialect.name, *([first.source] if first.source is not None else []), sql]
    if first.function == "records":
        parts.append(first.key)
    return f"q_{sha256_hex(chr(0).join(parts))[:12]}"


def _place(measure: Measure, dialect: Dialect) -> Placement:
    for rule in PLACEMENT_RULES:
        placement = rule(measure, dialect)
        if placement is not None:
            return placement
    raise ValueError(f"no query can compute {measure.function} without a dataset")


def _distinct(measures: Iterable[Measure]) -> list[Measure]:
    """Keep one of each, in an order that follows from the measures alone."""
    found: dict[str, Measure] = {}
    for measure in measures:
        known = found.get(measure.key)
        # Equal measures may come with different words; the first by name is written.
        if known is None or measure.alias < known.alias:
            found[measure.key] = measure
    return sorted(found.values(), key=lambda measure: (measure.alias, measure.key))
