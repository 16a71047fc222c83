"""What a push says about measured metrics: their names and numbers."""

from collections.abc import Collection, Sequence

from seltzer_scanner.foreign_text import identifier
from seltzer_scanner.measured import MeasuredResult
from seltzer_specs.wire.ingest import BatchDataset, BatchMetric

_MAX_INTEGER = 2**53


def measured_groups(
    results: Sequence[MeasuredResult], *, pushed: Collection[str], max_metrics: int
) -> list[tuple[MeasuredResult, ...]]:
    """Cut measured metrics into parts that a batch can hold.

    Args:
        results: The metrics.
        pushed: Keys of series that this scan pushes already: a scan has one point of each.
        max_metrics: Metrics of a part.
    """
    own = [r for r in results if r.plan.key not in pushed and r.plan.formula is not None]
    starts = range(0, len(own), max_metrics)
    return [tuple(own[start : start + max_metrics]) for start in starts]


def measured_datasets(results: Sequence[MeasuredResult]) -> tuple[BatchDataset, ...]:
    """Give the datasets of the metrics, each once."""
    return tuple(BatchDataset(name=identifier(name)) for name in _names(results))


def measured_metrics(results: Sequence[MeasuredResult]) -> tuple[BatchMetric, ...]:
    """Give the numbers; each series is the one that a check of the same metric has."""
    indexes = {name: index for index, name in enumerate(_names(results))}
    return tuple(_metric(result, indexes[_name(result)]) for result in results)


def _names(results: Sequence[MeasuredResult]) -> list[str]:
    return list(dict.fromkeys(_name(result) for result in results))


def _name(result: MeasuredResult) -> str:
    return str(result.plan.asked.dataset)


def _metric(result: MeasuredResult, index: int) -> BatchMetric:
    metric = result.plan.asked.metric
    value = result.value
    if isinstance(value, int) and abs(value) > _MAX_INTEGER:
        value = float(value)
    return BatchMetric(
        key=result.plan.key,
        dataset=index,
        label=identifier(metric.label),
        column=identifier(metric.columns[0].text) if metric.columns else None,
        value=value,
    )
