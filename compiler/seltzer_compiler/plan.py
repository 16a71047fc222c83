"""What the compiler hands to those who run, explain or compare: a plan of queries and checks."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from seltzer_compiler.identity import digest
from seltzer_dialects.connection import RawValue as RawValue
from seltzer_dialects.types import TypeFamily
from seltzer_specs.checks import Check
from seltzer_specs.errors import SpecError
from seltzer_specs.frozen import dataclass
from seltzer_specs.location import Location
from seltzer_specs.measured import MeasuredMetric
from seltzer_specs.names import DatasetRef, Name

if TYPE_CHECKING:
    from seltzer_compiler.measures import Measure

QueryKind: TypeAlias = Literal[
    "aggregate",
    "duplicates",
    "reference",
    "user",
    "schema",
    "rows",
    "records",
    "keys",
    "statistics",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One statement.

    Attributes:
        id: Digest of dialect and text, `q_` and 12 hex digits; the same in every run.
        dialect: Name of the dialect, for example `duckdb`.
        dataset: Name of the dataset read, None where a user's query reads what it likes.
        kind: How to read the result. `aggregate`, `duplicates` and `reference`: one row, column
            i is the value of `outputs[i]`. `user`: one row, its last column that is not NULL is
            the value of `outputs[0]`. `schema`: one row per column of the catalogue (schema,
            table, column, type, nullable, position). `rows`: all rows, the same for each of
            `outputs`. `records`: any number of rows, to be read as they come. `keys`: likewise,
            one row per key, with its number of rows last where the engine groups them.
            `statistics`: what the catalogue knows of columns; it is asked before there is a plan.
        sql: Text to send.
        outputs: Keys of the measures it computes.
        scans: Full reads of the dataset.
        rules: Names of the rewrite rules that shaped it.
        why: What they knew of the data, a sentence each; empty where they hold for any data.
        data_source: Name of the data source it runs on, where it is not the scanned one.
        is_heavy: True where the engine keeps many groups in memory; two such never run at once
            on one data source (R15).
        measures: The measures behind `outputs`, for splitting.
    """

    id: str
    dialect: str
    dataset: str | None
    kind: QueryKind
    sql: str
    outputs: tuple[str, ...]
    scans: int
    rules: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    data_source: str | None = None
    is_heavy: bool = False
    measures: "tuple[Measure, ...]" = field(default=(), repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Measured:
    """Value of a metric, or why there is none.

    Attributes:
        value: Number in the unit of the metric, or the newest time for freshness.
        empty: Why there is nothing to evaluate (`no rows`), where value is None.
    """

    value: int | float | Decimal | date | datetime | None
    empty: str | None = None


class Formula(Protocol):
    """How a metric follows from its measures."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """Keys of the measures it needs."""
        ...

    def evaluate(self, values: Mapping[str, RawValue]) -> Measured:
        """Compute the metric from the values of all `inputs`.

        Raises:
            ValueError: a value is not what the formula needs (NaN, text for a number).
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricPlan:
    """A metric and how to get it.

    Attributes:
        identity: Everything that changes its value, as `digest` takes it.
        label: Short text, for example `missing_percent(email)`.
        dataset: Name of the dataset, None for a query over anything.
        column: First column, where the metric has one.
        formula: How the value follows from query outputs.
    """

    identity: tuple[object, ...]
    label: str
    dataset: str | None
    column: str | None
    formula: Formula
    known_key: str | None = field(init=False, default=None, compare=False, repr=False)

    @property
    def key(self) -> str:
        """Digest of the full identity, 32 hex digits; names the series of its history.

        Made when it is asked for: compiling needs none.
        """
        if self.known_key is None:
            object.__setattr__(self, "known_key", digest(*self.identity))
        return self.known_key or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPlan:
    """A check and what it needs.

    Attributes:
        check: The check.
        metric: What it judges; None for schema checks and where `error` is set.
        queries: Ids of the queries that serve it.
        rows: Key of the measure whose rows it judges, where it judges rows.
        error: Why it cannot be compiled for this dialect.
        measures: What is computed for it; the rows that it counts can be asked for again.
    """

    check: Check
    metric: MetricPlan | None = None
    queries: tuple[str, ...] = ()
    rows: str | None = None
    error: SpecError | None = None
    measures: "tuple[Measure, ...]" = field(default=(), repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredPlan:
    """A metric that is measured without judging it.

    Attributes:
        asked: What the specs ask.
        key: Digest that names its series, as `MetricPlan.key`.
        formula: How its value follows from query outputs; None where it is not computed.
        queries: Ids of the queries that serve it.
        reason: Why there is no such metric: the type of its column, or the engine.
        error: Why it cannot be compiled.
    """

    asked: MeasuredMetric
    key: str
    formula: Formula | None = None
    queries: tuple[str, ...] = ()
    reason: str | None = None
    error: SpecError | None = None


@dataclass(frozen=True, slots=True)
class Statistic:
    """One number about a dataset or a column.

    Attributes:
        name: `row_count`, `avg`, `missing_count`, …
        key: Digest that names its series, as `MetricPlan.key`.
        label: Short text, for example `avg(total)`.
        formula: How it follows from query outputs.
    """

    name: str
    key: str
    label: str
    formula: Formula


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnSurvey:
    """A column to profile.

    Attributes:
        column: Name as written.
        type: Type as the catalogue has it.
        family: What can be computed of it.
        statistics: Its numbers.
        values: Key of the measure whose rows are its values; None where they cannot be grouped.
        distinct: Digest that names the series of the number of its values.
    """

    column: Name
    type: str
    family: TypeFamily
    statistics: tuple[Statistic, ...]
    values: str | None
    distinct: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetSurvey:
    """A dataset to register or to profile.

    Attributes:
        dataset: Which one, as written.
        is_discovered: True where its columns are registered.
        row_count: Its number of rows.
        catalogue: Id of the query that reads its columns; None where they are not registered.
        columns: Columns to profile.
        location: Where it is asked for.
        gap: Why its columns cannot be registered on this engine.
    """

    dataset: DatasetRef
    is_discovered: bool
    row_count: Statistic
    catalogue: str | None
    columns: tuple[ColumnSurvey, ...]
    location: Location
    gap: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanPlan:
    """All queries and checks of one data source, ready to run.

    Attributes:
        data_source: Name of the data source.
        dialect: Name of its dialect.
        queries: In order of first use by a check. Those that compare with another data source
            run there, name it, and are in its dialect.
        checks: In file order.
        surveys: Datasets to register or to profile.
        measured: Metrics to measure without judging them, each once.
        asked: Columns whose statistics would choose between forms of SQL, by data source as in
            queries; the plan is right without them.
    """

    data_source: str
    dialect: str
    queries: tuple[Query, ...]
    checks: tuple[CheckPlan, ...]
    surveys: tuple[DatasetSurvey, ...] = ()
    measured: tuple[MeasuredPlan, ...] = ()
    asked: Mapping[str | None, tuple[tuple[DatasetRef, Name], ...]] = field(
        default_factory=dict[str | None, tuple[tuple[DatasetRef, Name], ...]]
    )
