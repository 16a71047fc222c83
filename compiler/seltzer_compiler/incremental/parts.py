"""What is kept of a measure for each partition, and how the parts become the whole.

Counts, sums and extremes of parts merge exactly. Averages and deviations merge from counts, sums
and squared deviations (Chan, Golub and LeVeque 1979), to about 12 digits of a full scan's.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Context, Decimal
from typing import TypeAlias, cast

from sqlglot import exp

from seltzer_compiler.aggregates import build_aggregate, condition_of, value_of
from seltzer_compiler.incremental.determinism import depends_on_row_alone
from seltzer_compiler.measures import Function, Measure
from seltzer_compiler.plan import RawValue
from seltzer_compiler.rules.filter_clause import aggregate_where
from seltzer_dialects.base import Dialect

Part: TypeAlias = tuple[RawValue, ...]
"""What is kept of one measure for one partition."""

_EXACT = Context(prec=34)

_SPREADS: frozenset[Function] = frozenset(
    {"stddev", "stddev_pop", "stddev_samp", "variance", "var_pop", "var_samp"}
)
_OF_POPULATION: frozenset[Function] = frozenset({"stddev_pop", "var_pop"})
_ROOTS: frozenset[Function] = frozenset({"stddev", "stddev_pop", "stddev_samp"})


def part_trees(measure: Measure, dialect: Dialect) -> tuple[exp.Expr, ...] | None:
    """Give the aggregates that are kept of a measure for each partition.

    Returns:
        None where parts do not merge into the whole, or where the value of a row that does not
        change may change.
    """
    if measure.rows is None or measure.rows.where or measure.function not in _WIDTHS:
        return None
    trees = _trees(measure, dialect)
    if not all(depends_on_row_alone(tree) for text in _written(measure, dialect) for tree in text):
        return None
    return trees


def part_width(measure: Measure) -> int:
    """Give the number of values that are kept of a measure for each partition."""
    return _WIDTHS[measure.function]


def _written(measure: Measure, dialect: Dialect) -> Iterable[Sequence[exp.Expr]]:
    """Give the parts of a measure that a user wrote as SQL."""
    condition = condition_of(replace(measure, condition="all"), dialect)
    yield () if condition is None else (condition,)
    if measure.condition == "user":
        own = condition_of(replace(measure, filter=None), dialect)
        yield () if own is None else (own,)


def _trees(measure: Measure, dialect: Dialect) -> tuple[exp.Expr, ...]:
    if measure.function == "avg":
        return _built(replace(measure, function="sum"), dialect), _count_values(measure, dialect)
    if measure.function in _SPREADS:
        return (
            _count_values(measure, dialect),
            _built(replace(measure, function="avg"), dialect),
            _built(replace(measure, function="var_pop"), dialect),
        )
    return (_built(measure, dialect),)


def _built(measure: Measure, dialect: Dialect) -> exp.Expr:
    return build_aggregate(measure, dialect).tree


def _count_values(measure: Measure, dialect: Dialect) -> exp.Expr:
    count = exp.Count(this=value_of(measure, dialect), big_int=True)
    return aggregate_where(count, condition_of(measure, dialect), dialect)


def merge_parts(measure: Measure, parts: Iterable[Part], dialect: Dialect) -> RawValue:
    """Give the value of a measure over all rows from its parts.

    Args:
        measure: One that `part_trees` gives aggregates for.
        parts: Of all partitions.
        dialect: Says whether its averages are decimals.
    """
    return _MERGES[measure.function](measure, list(parts), dialect)


def _count(_: Measure, parts: Sequence[Part], __: Dialect) -> RawValue:
    return _sum(part[0] for part in parts) or 0


def _total(_: Measure, parts: Sequence[Part], __: Dialect) -> RawValue:
    return _sum(part[0] for part in parts)


def _extreme(measure: Measure, parts: Sequence[Part], _: Dialect) -> RawValue:
    values = [part[0] for part in parts if part[0] is not None]
    pick = min if measure.function == "min" else max
    return pick(values, key=_rank, default=None)


def _rank(value: RawValue) -> tuple[bool, RawValue]:
    """Order as engines do: NaN is above all numbers."""
    is_nan = isinstance(value, float | Decimal) and math.isnan(value)
    return is_nan, None if is_nan else value


def _average(_: Measure, parts: Sequence[Part], dialect: Dialect) -> RawValue:
    count = int(cast("int", _sum(part[1] for part in parts) or 0))
    total = _sum(part[0] for part in parts)
    if count == 0 or total is None:
        return None
    if isinstance(total, float) or not dialect.AVERAGES_DECIMALS:
        return float(total) / count
    return _EXACT.divide(Decimal(total), Decimal(count))


def _sum(values: Iterable[RawValue]) -> int | float | Decimal | None:
    known = [_number(value) for value in values if value is not None]
    if not known:
        return None
    if not any(isinstance(value, float) for value in known):
        return sum(cast("list[int]", known))
    floats = list(map(float, known))
    # The exact sum refuses infinities, of which two may be NaN together.
    return math.fsum(floats) if all(map(math.isfinite, floats)) else sum(floats)


def _number(value: RawValue) -> int | float | Decimal:
    if isinstance(value, date | str) or value is None:
        raise TypeError(f"a sum wants numbers, got {type(value).__name__}")
    return value


def _spread(measure: Measure, parts: Sequence[Part], _: Dialect) -> RawValue:
    count, mean, squares = 0, 0.0, 0.0
    for part in parts:
        more = int(cast("int", part[0]))
        if more == 0:
            continue
        their_mean, their_squares = float(_number(part[1])), float(_number(part[2])) * more
        delta = their_mean - mean
        squares += their_squares + delta * delta * count * more / (count + more)
        mean += delta * more / (count + more)
        count += more
    divisor = count if measure.function in _OF_POPULATION else count - 1
    if divisor < 1:
        return None
    return math.sqrt(squares / divisor) if measure.function in _ROOTS else squares / divisor


_MERGES: Mapping[Function, Callable[[Measure, Sequence[Part], Dialect], RawValue]] = {
    "count": _count,
    "sum": _total,
    "min": _extreme,
    "max": _extreme,
    "avg": _average,
    **dict.fromkeys(_SPREADS, _spread),
}
_WIDTHS: Mapping[Function, int] = {
    "count": 1,
    "sum": 1,
    "min": 1,
    "max": 1,
    "avg": 2,
    **dict.fromkeys(_SPREADS, 3),
}
