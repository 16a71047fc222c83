"""Metrics that were measured without judging them: what queries brought."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from seltzer_compiler.plan import Formula, MeasuredPlan
from seltzer_scanner.evaluate.values import to_plain
from seltzer_scanner.execute import Measurements


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredResult:
    """A metric with its value.

    Attributes:
        plan: What was asked.
        value: In the unit of the metric; None where there is none.
        reason: Why there is nothing to measure.
        error: Why it could not be measured; it may quote a driver, so it stays on this machine.
        queries: Ids of the statements that served it.
    """

    plan: MeasuredPlan
    value: int | float | None = None
    reason: str | None = None
    error: str | None = None
    queries: tuple[str, ...] = ()


def read_measured(
    plans: Sequence[MeasuredPlan], measurements: Measurements
) -> tuple[MeasuredResult, ...]:
    """Give what the queries brought."""
    return tuple(_read(plan, measurements) for plan in plans)


def _read(plan: MeasuredPlan, measurements: Measurements) -> MeasuredResult:
    if plan.error is not None:
        return MeasuredResult(plan=plan, error=plan.error.message)
    if plan.formula is None:
        return MeasuredResult(plan=plan, reason=plan.reason)
    queries = _queries(plan, plan.formula, measurements)
    failure = next(
        (measurements.failures[key] for key in plan.formula.inputs if key in measurements.failures),
        None,
    )
    if failure is not None:
        return MeasuredResult(plan=plan, error=failure.text, queries=queries)
    try:
        found = plan.formula.evaluate(measurements.values)
    except (ValueError, KeyError) as error:
        return MeasuredResult(plan=plan, error=str(error), queries=queries)
    if found.value is None:
        return MeasuredResult(plan=plan, reason=found.empty or "no value", queries=queries)
    if isinstance(found.value, date):
        return MeasuredResult(plan=plan, error="the value is a time", queries=queries)
    value = to_plain(found.value)
    if not math.isfinite(value):
        return MeasuredResult(plan=plan, error="the value is infinite", queries=queries)
    return MeasuredResult(plan=plan, value=value, queries=queries)


def _queries(plan: MeasuredPlan, formula: Formula, measurements: Measurements) -> tuple[str, ...]:
    """Give the queries of the plan that were sent, and those that were sent in their place."""
    needed = frozenset(formula.inputs)
    sent = {executed.query.id: executed.query for executed in measurements.executed}
    own = [query for query in plan.queries if query in sent]
    others = [i for i, query in sent.items() if needed.intersection(query.outputs)]
    return tuple(dict.fromkeys([*own, *others]))
