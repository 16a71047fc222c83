"""Measures: the base values that metrics are computed from. Equal measures are computed once."""

import re
from dataclasses import field
from typing import Literal, TypeAlias

from seltzer_compiler.identity import digest, keep_text
from seltzer_specs.frozen import dataclass
from seltzer_specs.metrics import EMPTY_VALIDITY, Validity
from seltzer_specs.names import DatasetRef, Name

Function: TypeAlias = Literal[
    "count",
    "min",
    "max",
    "sum",
    "avg",
    "stddev",
    "stddev_pop",
    "stddev_samp",
    "variance",
    "var_pop",
    "var_samp",
    "percentile",
    "duplicates",
    "distinct",
    "unique",
    "expression",
    "rows_of_query",
    "query",
    "columns",
    "rows",
    "distinct_rows",
    "sorted_values",
    "value_counts",
    "references",
    "values",
    "records",
    "keys",
]
"""What is computed: an aggregate, the number of duplicated keys, the number of different values,
the number of values that occur once, a user's aggregate expression, the number of rows of a user's
query, the value of a user's query, a dataset's columns, the rows of a user's query themselves, all
or each once, the number of rows that refer to nothing (or to what they must not), a column's
distinct values in short, rows one by one, to be compared, keys to be looked up in another data
source, the values of a column, or how often each occurs."""

Condition: TypeAlias = Literal["all", "missing", "valid", "invalid", "user"]
"""Which rows count: all, by what the column's value is, or those of a user's condition in `sql`."""

Transform: TypeAlias = Literal["value", "length", "number"]
"""What is aggregated: the value, the length of the text, or the number that the text holds."""

_ALIAS_LENGTH = 48
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")


@keep_text
@dataclass(frozen=True, slots=True, kw_only=True)
class RowSet:
    """Rows that a measure is over.

    Attributes:
        dataset: Where they are; its data source is named where it is not the scanned one.
        where: Conditions of the user, all of which must hold.
    """

    dataset: DatasetRef
    where: tuple[str, ...] = ()
    kept_text: str | None = field(init=False, default=None, compare=False, repr=False)
    known_key: str | None = field(init=False, default=None, compare=False, repr=False)

    @property
    def key(self) -> str:
        """Give the digest of all of it."""
        if self.known_key is None:
            object.__setattr__(self, "known_key", digest(self))
        return self.known_key or ""


@dataclass(frozen=True, slots=True)
class Reference:
    """What the columns of a measure refer to.

    Attributes:
        rows: The target's rows.
        columns: The target's columns, one for each of the measure's.
        is_forbidden: True where rows with a match are counted, and not those without one.
    """

    rows: RowSet
    columns: tuple[Name, ...]
    is_forbidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One value that a query computes. Two measures with the same key are the same value.

    Attributes:
        function: What is computed.
        rows: Over which rows; None where a user's query reads what it likes.
        columns: Columns in the order written.
        condition: Which of the rows count.
        validity: What is missing or valid, as far as `condition` and `transform` ask.
        transform: What is aggregated.
        fraction: Fraction of a percentile.
        filter: In-check filter, SQL as written by the user.
        keys: Columns that tell which records belong together.
        sql: The user's condition, expression or query.
        limit: Most rows that are wanted; one more is fetched, to tell that there are more.
        reference: What the columns refer to.
        data_source: Where a user's query runs, if not in the scanned data source.
        label: Readable word for the alias; it does not change the value.
    """

    function: Function
    rows: RowSet | None
    columns: tuple[Name, ...] = ()
    condition: Condition = "all"
    validity: Validity = EMPTY_VALIDITY
    transform: Transform = "value"
    fraction: float | None = None
    filter: str | None = None
    sql: str | None = None
    limit: int | None = None
    keys: tuple[Name, ...] = ()
    reference: Reference | None = None
    data_source: str | None = None
    label: str = field(default="value", compare=False)
    key: str = field(init=False, compare=False, repr=False)
    known_alias: str | None = field(init=False, default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", digest(self))

    @property
    def source(self) -> str | None:
        """Name the data source that computes it; None is the scanned one."""
        return self.rows.dataset.data_source if self.rows is not None else self.data_source

    @property
    def alias(self) -> str:
        """Give the column's name in SQL.

        It follows from the measure alone, so that other checks in the same query do not change
        it. Where the words do not tell the whole identity, digits of the key follow.
        """
        if self.known_alias is None:
            object.__setattr__(self, "known_alias", self._make_alias())
        return self.known_alias or ""

    def _make_alias(self) -> str:
        words = [self.label, *(column.text for column in self.columns)]
        text = "_".join(words)
        if _PLAIN.fullmatch(text) and len(text) <= _ALIAS_LENGTH and self._is_told_by_words:
            return text
        plain = re.sub(r"[^a-z0-9_]+", "_", text.lower())[:_ALIAS_LENGTH].strip("_")
        head = plain if _PLAIN.fullmatch(plain) else f"m_{plain}"
        return f"{head}_{self.key[:6]}"

    @property
    def _is_told_by_words(self) -> bool:
        return (
            (self.validity is EMPTY_VALIDITY or self.validity == EMPTY_VALIDITY)
            and self.fraction is None
            and self.filter is None
            and self.sql is None
            and self.reference is None
            and not any(column.is_quoted for column in self.columns)
        )
