"""Metrics that are asked for without a threshold, of columns that patterns name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from seltzer_specs.location import Location
from seltzer_specs.measured import TAKES, MeasuredMetric
from seltzer_specs.metrics import Metric
from seltzer_specs.names import DatasetRef, Name
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.expand import Expansion, expand
from seltzer_specs.sodacl.patterns import NamePattern
from seltzer_specs.sodacl.survey_sections import wait_for_types

MetricOf: TypeAlias = Callable[[Name], Metric | None]
"""Gives a metric of a column; None where it has none."""


def column_pattern(
    column: Name, dataset: DatasetRef, location: Location, *, is_exclude: bool = False
) -> NamePattern:
    """Give the pattern of a column of a dataset; its name may hold wildcards."""
    parts = (*dataset.name, column)
    return NamePattern(column.text, parts, dataset.data_source, is_exclude, location)


def measure(metric: Metric, context: Context, location: Location, *, is_literal: bool) -> None:
    """Ask for a metric of the context's dataset."""
    if context.dataset is not None:
        context.findings.measured.append(
            MeasuredMetric(
                dataset=context.dataset,
                metric=metric,
                partition=context.partition,
                location=location,
                is_literal=is_literal,
            )
        )


def measure_columns(
    asked: Mapping[str, MetricOf], patterns: Sequence[NamePattern], context: Context
) -> Expansion | None:
    """Ask for metrics of all columns that patterns name.

    Args:
        asked: By the metric's name, what it is of a column.
        patterns: Of columns of the context's dataset, excludes among them.
        context: With the dataset.

    Returns:
        What waits for a catalogue; None where nothing does.
    """
    known = expand(tuple(patterns), context, is_column=True)
    typed = wait_for_types(known, context)
    for name, metric_of in asked.items():
        for match in (typed if name in TAKES else known).matches:
            metric = metric_of(match.column) if match.column is not None else None
            if metric is not None:
                pattern = match.pattern
                measure(metric, context, pattern.location, is_literal=pattern.is_literal)
    if known.is_waiting:
        return known
    return typed if typed.is_waiting and any(name in TAKES for name in asked) else None


def all_waiting(found: Sequence[Expansion | None]) -> Expansion | None:
    """Give what waits as one, so that a list is told of once."""
    waiting = [expansion for expansion in found if expansion is not None]
    if not waiting:
        return None
    patterns = tuple(dict.fromkeys(p for expansion in waiting for p in expansion.patterns))
    return replace(waiting[0], patterns=patterns)
