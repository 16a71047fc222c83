"""What a dialect is: facts as class constants, and the few methods that differ."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect as SqlglotDialect

from seltzer_dialects.column_statistics import Asked, Fetch, Found
from seltzer_dialects.connection import Connection
from seltzer_dialects.discreet import DiscreetConnection
from seltzer_dialects.types import TypeFamily, family_of, is_same_type
from seltzer_specs.errors import ConfigError, ConnectError
from seltzer_specs.formats import get_format_regex
from seltzer_specs.names import DatasetRef, Name, NameCase, fold_name, is_same_name

if TYPE_CHECKING:
    from seltzer_specs.data_sources import DataSourceSettings

MIN_ROWS_OF_STATISTICS = 100_000
"""Rows of a dataset below which no form of SQL is worth a question about its values."""

_PLAIN = re.compile(r"[^\W\d]\w*")


class Dialect(ABC):
    """The SQL of one engine.

    A new engine is one subclass: constants first, then the methods whose SQL differs. What it
    cannot compute is named in `UNSUPPORTED`, so that it is refused before anything runs.
    """

    name: ClassVar[str]
    """As written in a data source's `type:`."""

    TITLE: ClassVar[str]
    """What people call the engines."""

    EXTRA: ClassVar[str | None] = None
    """The extra of this package that installs the driver; None where none is needed."""

    OPTIONS: ClassVar[frozenset[str]] = frozenset()
    """Connection options, beside `type` and `schema`."""

    IS_RUN_IN_TESTS: ClassVar[bool] = True
    """Whether the tests run the engine itself; False where DuckDB runs the SQL, transpiled."""

    GAPS: ClassVar[Sequence[str]] = ()
    """What users should know of the engine beside `UNSUPPORTED`, in sentences."""

    sqlglot: ClassVar[type[SqlglotDialect]]
    """Parses users' SQL and renders trees."""

    RESERVED: ClassVar[frozenset[str]]
    """Lower-case words that name a column only in quotes."""

    NAME_CASE: ClassVar[NameCase]
    """What happens to unquoted names: folded, or compared without regard to case."""

    DEFAULT_SCHEMA: ClassVar[str | None] = None
    """Schema of unqualified names where the data source names none; None asks the engine."""

    COUNT_FORM: ClassVar[Literal["filter", "case", "count_if"]] = "filter"
    """The fastest way to count rows that satisfy a condition, as measured."""

    MISSING_FORM: ClassVar[Literal["difference", "count"]] = "count"
    """`difference` counts NULL as `COUNT(*) - COUNT(c)`, `count` as any other condition (R9)."""

    INVALID_FORM: ClassVar[Literal["difference", "count"]] = "difference"
    """`difference` counts invalid values as values minus valid ones, `count` as any other (R8)."""

    SUPPORTS_FILTER: ClassVar[bool] = True
    """Whether `AGGREGATE(x) FILTER (WHERE p)` exists; otherwise CASE is used."""

    FUSES_PERCENTILE: ClassVar[bool] = False
    """Whether a percentile may share a query with streaming aggregates without cost (R2)."""

    FUSES_DISTINCT: ClassVar[bool] = False
    """Whether COUNT(DISTINCT) may share a query with streaming aggregates without cost (R2)."""

    LISTS_PERCENTILES: ClassVar[bool] = False
    """Whether one aggregate gives the percentiles of several fractions (R6)."""

    VALUES_ONCE_SHARE: ClassVar[float] = 0.0
    """Share of different values up to which patterns are matched with values, not rows (R7)."""

    PERCENTILE_COUNTED_SHARE: ClassVar[float] = 0.0
    """Share of different values up to which percentiles come from their counts (R6)."""

    HASH_FIRST_BYTES: ClassVar[int | None] = None
    """Length from which on texts that hardly repeat are grouped by their hashes first (R5)."""

    REFERENCE_FORM: ClassVar[Literal["left_join", "anti_join", "not_exists"]] = "left_join"
    """How rows without a match are found: a LEFT JOIN with distinct keys, the engine's own ANTI
    JOIN, or a subquery that its planner makes one of (R10)."""

    AVERAGE_IS_CUT: ClassVar[bool] = False
    """Whether the average of whole numbers is cut to one, or that of decimals to their digits."""

    PERCENTILE_FORM: ClassVar[Literal["aggregate", "ranked"]] = "aggregate"
    """`ranked` computes percentiles by CUME_DIST, for engines without an exact aggregate."""

    TEXT_END: ClassVar[str] = "$"
    """What stands for the end of the text, and for nothing else, in a regular expression."""

    MAX_OUTPUTS: ClassVar[int] = 500
    """Most aggregates in one statement."""

    CONCURRENT_QUERIES: ClassVar[int] = 4
    """Statements that a scan sends at a time, each in a session of its own."""

    CAPS_GROUP_MEMORY: ClassVar[bool] = False
    """Whether one statement's groups have a memory limit of their own; otherwise two statements
    with many groups never run at once (R15)."""

    HAS_TIME_TYPES: ClassVar[bool] = True
    """Whether dates and times have types; False where they are kept as ISO 8601 text."""

    READS_ANY_AS_TEXT: ClassVar[bool] = False
    """Whether lengths and patterns of numbers and times can be asked for."""

    GROUPS_TEXTS_BY_BYTES: ClassVar[bool] = False
    """Whether GROUP BY keeps texts apart that differ in case, accents or trailing spaces, unless a
    column asks for it."""

    OWN_AGGREGATES: ClassVar[frozenset[str] | None] = None
    """Lower-case names of all aggregates that sqlglot does not know; None where any function that
    it does not know may be one, because the engine itself refuses columns outside of aggregates."""

    AVERAGES_DECIMALS: ClassVar[bool] = False
    """Whether averages of whole numbers and decimals are decimals, and not floats."""

    UNSUPPORTED: ClassVar[Mapping[str, str]] = {}
    """Metric names this engine cannot compute, each with the reason that users read."""

    TYPE_ALIASES: ClassVar[Mapping[str, str]] = {}
    """Other spellings of type names, lower case, to the one that the catalogue uses."""

    def connect(self, settings: "DataSourceSettings", *, root: Path) -> Connection:
        """Open a session, whose errors hold neither a secret nor a value of a row.

        Args:
            settings: Connection options of the data source.
            root: Folder that relative paths in the options start from.

        Raises:
            ConnectError: the driver is not installed, or the data source cannot be reached; the
                text holds no secret, in whatever option a driver found it.
            ConfigError: an option is wrong; without secrets, too.
        """
        try:
            session = self.open_session(settings, root=root)
        # Without the driver's own error, whose text a traceback would show.
        except ConnectError as error:
            text = settings.redact(str(error))
            raise ConnectError(text, is_transient=error.is_transient) from None
        except ConfigError as error:
            raise ConfigError(settings.redact(str(error))) from None
        return DiscreetConnection(session, settings.redact)

    def adopt(self, session: object) -> Connection | None:  # noqa: ARG002  # for engines that can
        """Give a session that a program has open as a connection, which never closes it.

        Args:
            session: An object of the engine's own library.

        Returns:
            None where it is not a session of this engine.
        """
        return None

    @abstractmethod
    def open_session(self, settings: "DataSourceSettings", *, root: Path) -> Connection:
        """Open a session for `connect`, which keeps secrets out of errors; import the driver here.

        Raises:
            ConnectError: the driver is not installed, or the data source cannot be reached.
            ConfigError: an option is wrong.
        """

    @abstractmethod
    def catalogue(self, datasets: Sequence[DatasetRef], *, schema: str | None) -> exp.Select:
        """Ask the catalogue for the columns of all these datasets at once.

        Args:
            datasets: At least one.
            schema: Schema of unqualified names; None for the one the session is in.

        Returns:
            A query whose columns are `seltzer_dialects.catalogue.CATALOGUE_COLUMNS`.
        """

    @abstractmethod
    def whole_catalogue(self, *, schema: str | None) -> exp.Select:
        """Ask the catalogue for the columns of every table and view that users made.

        Args:
            schema: Schema of unqualified names; None for the one the session is in.

        Returns:
            A query whose columns are `seltzer_dialects.catalogue.CATALOGUE_COLUMNS`.
        """

    def percentile(self, value: exp.Expr, fraction: float) -> exp.Expr:
        """Give the smallest value that at least this fraction of the values do not exceed.

        Not asked where `PERCENTILE_FORM` is `ranked`.
        """
        return exp.WithinGroup(
            this=exp.PercentileDisc(this=exp.Literal.number(fraction)),
            expression=exp.Order(expressions=[value]),
        )

    def percentiles(self, value: exp.Expr, fractions: Sequence[float]) -> exp.Expr:
        """Give the percentiles of several fractions as one list; asked by `LISTS_PERCENTILES`."""
        raise NotImplementedError

    def percentile_rank(self, total: exp.Expr, fraction: float) -> exp.Expr:
        """Give the place of a percentile among sorted values, as the aggregate computes it.

        Args:
            total: Number of values.
            fraction: From 0 to 1.
        """
        share = exp.cast(exp.Literal.number(fraction), "double")
        return exp.Ceil(this=exp.Mul(this=share, expression=total))

    def hash_of(self, value: exp.Expr) -> exp.Expr:
        """Give a hash of 64 bits; asked by `HASH_FIRST_BYTES`."""
        raise NotImplementedError

    def fetch_statistics(
        self,
        asked: Asked,  # noqa: ARG002  # nothing is known
        fetch: Fetch,  # noqa: ARG002
        *,
        schema: str | None,  # noqa: ARG002
    ) -> Found:
        """Give what the catalogue knows of the values of columns, without reading the datasets.

        Args:
            asked: Columns by dataset.
            fetch: Runs one statement; its errors are the caller's.
            schema: Schema of unqualified names; None for the one the session is in.
        """
        return {}

    def number_of_text(self, text: exp.Expr) -> exp.Expr:
        """Turn text that is known to hold a number into one."""
        return exp.cast(text, "double")

    def as_number(self, value: exp.Expr) -> tuple[list[exp.Expr], exp.Expr]:
        """Give a column to compare with a number, and the conditions for its value being one.

        Without conditions the engine itself refuses to compare what is no number.
        """
        return [], value.copy()

    def regex_match(self, value: exp.Expr, pattern: str) -> exp.Expr:
        """Tell whether the pattern matches some part of the text."""
        return exp.RegexpLike(this=value, expression=exp.Literal.string(pattern))

    def format_match(self, value: exp.Expr, name: str) -> exp.Expr:
        """Tell whether the whole text has a named format.

        Raises:
            ConfigError: there is no such format.
        """
        pattern = get_format_regex(name)
        return self.regex_match(value, f"{pattern.removesuffix('$')}{self.TEXT_END}")

    def text_length(self, value: exp.Expr) -> exp.Expr:
        """Count the characters of a text."""
        return exp.Length(this=value)

    def floor(self, value: exp.Expr) -> exp.Expr:
        """Give the greatest whole number that is not above a number of 0 or more."""
        return exp.Floor(this=value)

    def never(self) -> exp.Expr:
        """Give a condition that no row satisfies."""
        return exp.false()

    def count_if(self, condition: exp.Expr) -> exp.Expr:
        """Count the rows that satisfy a condition."""
        if self.COUNT_FORM == "filter" and self.SUPPORTS_FILTER:
            return exp.Filter(this=_count_rows(), expression=exp.Where(this=condition))
        one = exp.Literal.number(1)
        return exp.Count(this=exp.Case().when(condition, one, copy=False), big_int=True)

    def exact(
        self,
        aggregate: exp.Expr,
        value: exp.Expr,  # noqa: ARG002  # for engines that are not
        condition: exp.Expr | None,  # noqa: ARG002
    ) -> exp.Expr:
        """Give an aggregate that is an error, or NULL, where the engine's own value is wrong.

        Args:
            aggregate: The aggregate as it is elsewhere, with the condition in it.
            value: What is aggregated.
            condition: Which rows count; None for all. It and `value` are in use: copy them.
        """
        return aggregate

    def row_checksum(self, columns: Sequence[exp.Expr]) -> exp.Expr | None:  # noqa: ARG002  # for engines that can
        """Give an aggregate that differs, but for chance, where the rows of two groups differ.

        The order of the rows does not count, and equal rows count as often as they occur.

        Args:
            columns: Of each row; at least one, to be used once.

        Returns:
            A whole number; None where the engine has no such aggregate.
        """
        return None

    def identifier(self, name: Name) -> exp.Identifier:
        """Write a name: quoted where the user quoted it or where the engine wants quotes."""
        if name.is_quoted or not _PLAIN.fullmatch(name.text):
            return exp.to_identifier(self.resolve(name), quoted=True)
        is_reserved = name.text.lower() in self.RESERVED
        return exp.to_identifier(
            self.resolve(name) if is_reserved else name.text, quoted=is_reserved
        )

    def resolve(self, name: Name) -> str:
        """Give the name that the catalogue holds for a name as written."""
        return fold_name(name, self.NAME_CASE)

    def column(self, name: Name) -> exp.Column:
        """Refer to a column of the only dataset in the query."""
        return exp.Column(this=self.identifier(name))

    def table(self, dataset: DatasetRef) -> exp.Table:
        """Refer to a dataset by its parts, for example `shop.orders`."""
        parts = [self.identifier(part) for part in dataset.name]
        roles = ("this", "db", "catalog")
        return exp.Table(**dict(zip(roles, reversed(parts), strict=False)))

    def is_dataset(self, dataset: DatasetRef, *, schema: str, table: str, is_default: bool) -> bool:
        """Tell whether a table of the catalogue is the one that a dataset's name means."""
        if not is_same_name(dataset.name[-1], table, self.NAME_CASE):
            return False
        if len(dataset.name) == 1:
            return is_default
        return is_same_name(dataset.name[-2], schema, self.NAME_CASE)

    def is_same_type(self, wanted: str, actual: str) -> bool:
        """Compare a column type as a user wrote it with the catalogue's.

        Length and precision count only where the user wrote them.
        """
        return is_same_type(wanted, actual, aliases=self.TYPE_ALIASES)

    def type_family(self, type_name: str) -> TypeFamily:
        """Tell what can be computed of a column type of the catalogue."""
        return family_of(type_name, aliases=self.TYPE_ALIASES)

    def render(self, tree: exp.Expr) -> str:
        """Give the text of a statement, laid out for reading.

        The tree is used up: copying it first would double the time of compiling.
        """
        return tree.sql(dialect=self.sqlglot, pretty=True, comments=False, copy=False)


def _count_rows() -> exp.Count:
    return exp.Count(this=exp.Star(), big_int=True)


def words(text: str) -> frozenset[str]:
    """Give the words of a text, for the constants of dialects."""
    return frozenset(text.split())


def paragraphs(text: str) -> tuple[str, ...]:
    """Give the paragraphs of a text, each in one line, for the constants of dialects."""
    return tuple(" ".join(part.split()) for part in text.strip().split("\n\n"))


def without_functions(parser: Any, *names: str) -> dict[str, Callable[..., exp.Expr]]:
    """Give the functions of a parser but some, which stay as users wrote them.

    Args:
        parser: Class of a parser of sqlglot; Any, because its table of functions has no types.
        names: Functions that sqlglot would write differently.
    """
    return {name: build for name, build in parser.FUNCTIONS.items() if name not in names}
