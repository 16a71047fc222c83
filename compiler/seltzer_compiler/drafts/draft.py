"""A check with what it needs, before queries are known."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from seltzer_compiler.measures import Measure, RowSet
from seltzer_compiler.plan import MetricPlan
from seltzer_compiler.statistics import NO_STATISTICS, Statistics
from seltzer_dialects.base import Dialect
from seltzer_specs.checks import Check
from seltzer_specs.errors import SpecError, UnsupportedError
from seltzer_specs.frozen import dataclass
from seltzer_specs.location import Location
from seltzer_specs.metrics import Metric
from seltzer_specs.names import DatasetRef, Partition

_CACHED_ROWS = 4_096


@dataclass(frozen=True, slots=True)
class Engine:
    """A data source as far as compiling for it goes.

    Attributes:
        dialect: Its dialect.
        schema: Schema of unqualified datasets; None for the one the session is in.
        statistics: What is known of its data.
    """

    dialect: Dialect
    schema: str | None = None
    statistics: Statistics = NO_STATISTICS


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A check with its measures, each of which some query must compute.

    Attributes:
        check: The check.
        metric: What it judges.
        measures: What queries must compute.
        rows: Key of the measure whose rows are its groups.
        error: Why it cannot be compiled.
    """

    check: Check
    metric: MetricPlan | None = None
    measures: tuple[Measure, ...] = ()
    rows: str | None = None
    error: SpecError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a plan is compiled for.

    Attributes:
        data_source: Name of the data source that is scanned.
        own: How to compile for it.
        others: How to compile for other data sources, by name.
    """

    data_source: str
    own: Engine
    others: Mapping[str, Engine]

    def engine(self, data_source: str | None) -> Engine:
        """Give the engine of a data source; None is the scanned one.

        Raises:
            ValueError: it is not known, so that nothing can be compiled for it.
        """
        if data_source is None:
            return self.own
        if data_source not in self.others:
            raise ValueError(
                f'reads the data source "{data_source}", which is not configured or of a type '
                "without a dialect; add it where the scanned one is configured"
            )
        return self.others[data_source]

    def local(self, dataset: DatasetRef) -> DatasetRef:
        """Give a dataset with its data source named only where it is another one.

        Raises:
            ValueError: the name has too many parts, or its data source is not known.
        """
        if not 1 <= len(dataset.name) <= 3:
            raise ValueError(f'wants a dataset of one to three names, got "{dataset}"')
        source = None if dataset.data_source == self.data_source else dataset.data_source
        self.engine(source)
        return replace(dataset, data_source=source)


@lru_cache(_CACHED_ROWS)
def rows_of(dataset: DatasetRef, partition: Partition | None) -> RowSet:
    """Give the rows of a dataset that a dataset filter keeps."""
    return RowSet(dataset=dataset, where=(partition.where,) if partition is not None else ())


def rows_by_name(rows: RowSet, partition: Partition | None) -> RowSet:
    """Give the rows for an identity: with the variables of the filter by name, not by value."""
    if partition is None or partition.template is None:
        return rows
    return replace(rows, where=(partition.template,))


def metric_by_name(metric: Metric) -> Metric:
    """Give a metric for an identity: with the variables of its SQL by name, not by value."""
    if metric.filter_template is None and metric.sql_template is None:
        return metric
    return replace(
        metric,
        filter=metric.filter_template or metric.filter,
        sql=metric.sql_template or metric.sql,
        filter_template=None,
        sql_template=None,
    )


def refuse_unsupported(metric: Metric, dialect: Dialect, location: Location) -> None:
    """Refuse a built-in metric that the engine does not have.

    Raises:
        UnsupportedError: with the reason.
    """
    reason = dialect.UNSUPPORTED.get(metric.name) if metric.form == "builtin" else None
    if reason is not None:
        raise UnsupportedError(f'"{metric.label}" cannot be computed: {reason}', location=location)


def own_dataset(check: Check) -> DatasetRef:
    """Give the check's dataset without its data source: it is the scanned one.

    Raises:
        ValueError: the check has none, or its name has too many parts.
    """
    if check.dataset is None:
        raise ValueError("wants a dataset")
    if not 1 <= len(check.dataset.name) <= 3:
        raise ValueError(f'wants a dataset of one to three names, got "{check.dataset}"')
    return DatasetRef(check.dataset.name)


def refuse_gaps(measures: tuple[Measure, ...], setting: Setting, location: Location) -> None:
    """Refuse what an engine has no means for, whatever the metric.

    Raises:
        UnsupportedError: it cannot tell its columns, or has no regular expressions.
    """
    for measure in measures:
        gaps = setting.engine(measure.source).dialect.UNSUPPORTED
        if measure.function == "columns" and "schema" in gaps:
            raise UnsupportedError(
                f"columns cannot be asked for: {gaps['schema']}", location=location
            )
        if "regex" in gaps and measure.validity.has_pattern:
            raise UnsupportedError(
                f"patterns cannot be matched: {gaps['regex']}", location=location
            )
