"""Measures as the fewest queries."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from sqlglot import exp

from seltzer_compiler.measures import Function, Measure
from seltzer_compiler.plan import Query, QueryKind
from seltzer_compiler.rules import (
    catalogue_once,
    column_values,
    distinct_apart,
    grouped_once,
    groupings_together,
    hash_first,
    keys_grouped,
    one_duplicate_query_per_key,
    percentile_apart,
    percentile_counted,
    percentile_ranked,
    records_streamed,
    reference_join,
    rows_once,
    shared_aggregate_scan,
    statement_limit,
    user_query_alone,
    values_alone,
    values_once,
)
from seltzer_compiler.rules.placement import Knowledge, Placement, PlacementRule
from seltzer_compiler.statistics import NO_STATISTICS, Statistics
from seltzer_compiler.stencils.library import Build, library_of
from seltzer_compiler.stencils.stencil import Written
from seltzer_dialects.base import Dialect
from seltzer_specs.canonical import sha256_hex
from seltzer_specs.names import DatasetRef, Name

PLACEMENT_RULES: tuple[PlacementRule, ...] = (
    catalogue_once.place,
    user_query_alone.place,
    rows_once.place,
    column_values.place,
    values_alone.place,
    values_once.place,
    percentile_counted.place,
    hash_first.place,
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
    "statistics": 0,
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


def fuse(
    measures: Iterable[Measure],
    dialect: Dialect,
    *,
    schema: str | None,
    statistics: Statistics = NO_STATISTICS,
    asked: set[tuple[DatasetRef, Name]] | None = None,
) -> tuple[Query, ...]:
    """Give the queries that compute all measures, whatever the order they come in.

    Args:
        measures: What to compute in one data source; equal ones are computed once.
        dialect: For which engine.
        schema: Schema of unqualified datasets, for the catalogue query.
        statistics: What is known of the data.
        asked: Gets the columns whose statistics would decide something.

    Raises:
        UserSqlError: SQL that the user wrote cannot be used.
    """
    wanted = _distinct(measures)
    known = Knowledge(
        dialect=dialect,
        statistics=statistics,
        patterns=values_once.columns_with_patterns(wanted),
        asked=set() if asked is None else asked,
    )
    groups: dict[tuple[QueryKind, str], list[tuple[Measure, Placement]]] = {}
    for measure in wanted:
        place = _place(measure, known)
        groups.setdefault((place.kind, place.together), []).append((measure, place))
    return tuple(
        query
        for (kind, _), members in groups.items()
        for query in _queries_of(members, kind, dialect, schema)
    )


def _queries_of(
    members: Sequence[tuple[Measure, Placement]],
    kind: QueryKind,
    dialect: Dialect,
    schema: str | None,
) -> list[Query]:
    """Give the query of measures that belong together, or more where it would be too large."""
    limit = len(members) if kind in _UNLIMITED else dialect.MAX_OUTPUTS
    parts = statement_limit.chunks(members, limit)
    extra = (statement_limit.NAME,) if len(parts) > 1 else ()
    found: list[Query] = []
    for part in parts:
        rules = {place.rule for _, place in part if place.rule}
        if len(part) == 1:
            rules.discard(shared_aggregate_scan.NAME)
        query = build_query(
            [measure for measure, _ in part],
            kind,
            dialect,
            rules=(*sorted(rules), *extra),
            schema=schema,
        )
        why = {f"{place.rule}: {place.why}" for _, place in part if place.why}
        found.append(replace(query, why=tuple(sorted(why))) if why else query)
    return found


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
    written = _write(measures, kind, dialect, rules, schema)
    sql, rules = written.text, rules + written.rules
    return Query(
        id=query_id(sql, dialect, first),
        dialect=dialect.name,
        dataset=None if kind == "schema" or first.rows is None else str(first.rows.dataset),
        kind=kind,
        sql=sql,
        outputs=tuple(measure.key for measure in measures),
        scans=_scans(measures, kind, dialect, rules),
        rules=tuple(sorted(set(rules))),
        data_source=first.source,
        is_heavy=_keeps_groups(first, rules) and not dialect.CAPS_GROUP_MEMORY,
        measures=tuple(measures),
    )


def _write(
    measures: Sequence[Measure],
    kind: QueryKind,
    dialect: Dialect,
    rules: Sequence[str],
    schema: str | None,
) -> Written:
    if groupings_together.RULES.intersection(rules):
        return _write_groupings(measures, dialect)
    if kind == "schema":
        return Written(dialect.render(catalogue_once.build(measures, dialect, schema=schema)))
    if kind == "duplicates":
        return _write_grouping(measures, dialect, rules)
    if kind in _ALONE:
        return Written(dialect.render(_ALONE[kind](measures[0], dialect)))
    return _write_rows(measures, dialect) if kind == "rows" else _write_scan(measures, dialect)


def _write_groupings(measures: Sequence[Measure], dialect: Dialect) -> Written:
    """Give the statement over the values of some columns, and the rule that joined them."""
    text = dialect.render(groupings_together.build(measures, dialect))
    is_one = len(groupings_together.parts_of(measures, dialect)) == 1
    return Written(text, () if is_one else (groupings_together.NAME,))


def _write_grouping(measures: Sequence[Measure], dialect: Dialect, rules: Sequence[str]) -> Written:
    if measures[0].function == "expression":
        return Written(dialect.render(distinct_apart.build(measures[0], dialect)))
    build = hash_first.build if hash_first.NAME in rules else _grouping(measures[0])
    return Written(library_of(dialect).statement(build, measures))


def _write_rows(measures: Sequence[Measure], dialect: Dialect) -> Written:
    first = measures[0]
    if first.function == "values":
        tree: exp.Expr = column_values.build(first, dialect)
    elif first.function in ("sorted_values", "value_counts"):
        tree = values_alone.build(first, dialect)
    else:
        tree = rows_once.build(measures, dialect)
    return Written(dialect.render(tree))


def _write_scan(measures: Sequence[Measure], dialect: Dialect) -> Written:
    first = measures[0]
    if first.function == "query":
        return Written(user_query_alone.build_text(first, dialect))
    if first.function == "rows_of_query":
        return Written(dialect.render(user_query_alone.build_count(first, dialect)))
    return library_of(dialect).scan(measures)


def _scans(
    measures: Sequence[Measure], kind: QueryKind, dialect: Dialect, rules: Sequence[str]
) -> int:
    if groupings_together.NAME in rules:
        return len(groupings_together.parts_of(measures, dialect))
    return 2 if hash_first.NAME in rules else _SCANS[kind]


def _keeps_groups(first: Measure, rules: Sequence[str]) -> bool:
    if groupings_together.NAME in rules:
        return False  # its groupings are small
    is_of_values = not groupings_together.RULES.isdisjoint(rules)
    return first.function in _GROUPING or distinct_apart.NAME in rules or is_of_values


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


def _place(measure: Measure, known: Knowledge) -> Placement:
    for rule in PLACEMENT_RULES:
        placement = rule(measure, known)
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
