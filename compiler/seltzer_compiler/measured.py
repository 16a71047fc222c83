"""Metrics that are measured without judging them, as measures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from seltzer_compiler.derive import derive
from seltzer_compiler.drafts.draft import metric_by_name, rows_by_name, rows_of
from seltzer_compiler.identity import digest
from seltzer_compiler.measures import Measure
from seltzer_compiler.numbers import is_numeric_format
from seltzer_compiler.plan import MeasuredPlan
from seltzer_compiler.validate import validate_measure
from seltzer_dialects.base import Dialect
from seltzer_dialects.types import TypeFamily
from seltzer_specs.errors import SpecError
from seltzer_specs.measured import TAKES, MeasuredMetric, Takes
from seltzer_specs.metrics import Metric
from seltzer_specs.names import DatasetRef

_WORDS: dict[Takes, str] = {
    "number": "of numbers",
    "text": "of texts",
    "value": "of numbers, texts, times and booleans",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRequest:
    """One metric to measure.

    Attributes:
        asked: What the specs ask; of the plan's data source.
        type: Type of its column as the catalogue has it; None where nobody knows it.
    """

    asked: MeasuredMetric
    type: str | None = None


@dataclass(frozen=True, slots=True)
class MeasuredDraft:
    """A measured metric with its measures, before queries are known."""

    plan: MeasuredPlan
    measures: tuple[Measure, ...] = ()


def draft_metrics(requests: Sequence[MeasureRequest], dialect: Dialect) -> list[MeasuredDraft]:
    """Say what each metric needs, each once.

    What a pattern brought and its column cannot have is left out; what is spelt out has a reason.
    """
    found: dict[str, MeasuredDraft] = {}
    for request in requests:
        for draft in _draft(request, dialect):
            found.setdefault(draft.plan.key, draft)
    return list(found.values())


def _draft(request: MeasureRequest, dialect: Dialect) -> Iterable[MeasuredDraft]:
    asked = request.asked
    rows = rows_of(DatasetRef(asked.dataset.name), asked.partition)
    key = digest("metric", rows_by_name(rows, asked.partition), metric_by_name(asked.metric))
    plan = MeasuredPlan(asked=asked, key=key)
    reason = _lacking(asked.metric, request.type, dialect)
    if reason is not None:
        if asked.is_literal:
            yield MeasuredDraft(replace(plan, reason=reason))
        return
    try:
        derivation = derive(asked.metric, rows)
        for measure in derivation.measures:
            validate_measure(measure, dialect)
    except SpecError as error:
        yield MeasuredDraft(replace(plan, error=error))
    except ValueError as error:
        message = f'"{asked.metric.label}" {error}'
        wrong = SpecError(message, location=asked.location, rule="invalid-sql")
        yield MeasuredDraft(replace(plan, error=wrong))
    else:
        yield MeasuredDraft(replace(plan, formula=derivation.formula), derivation.measures)


def _lacking(metric: Metric, type_: str | None, dialect: Dialect) -> str | None:
    """Say why there is no such metric: the engine lacks it, or the column has another type."""
    if metric.form != "builtin":
        return None
    unsupported = dialect.UNSUPPORTED.get(metric.name)
    if unsupported is not None:
        return f"{metric.name} cannot be computed: {unsupported}"
    takes = TAKES.get(metric.name)
    if takes is None or type_ is None or _suits(takes, metric, dialect.type_family(type_)):
        return None
    return f"{metric.name} is {_WORDS[takes]}, and the column is {type_}"


def _suits(takes: Takes, metric: Metric, family: TypeFamily) -> bool:
    if takes == "value":
        return family != "other"
    is_number_in_text = family == "text" and is_numeric_format(metric.validity.valid_format)
    return family == takes or (takes == "number" and is_number_in_text)
