"""What a check measures, with everything that changes its value."""

from typing import Literal, TypeAlias

from seltzer_specs.frozen import dataclass
from seltzer_specs.names import Name

Literals: TypeAlias = tuple[str, ...] | tuple[int | float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """Which values of a column are missing, valid or invalid.

    Attributes correspond one to one to SodaCL's keys (`missing values`, `valid min length`, …).
    A value is missing when it is NULL or hits any `missing_*`; several `valid_*` must all hold;
    any `invalid_*` that holds makes a value invalid. Missing values are neither valid nor invalid
    unless `include_null` counts NULL as invalid.
    """

    missing_values: Literals | None = None
    missing_regex: str | None = None
    missing_format: str | None = None
    valid_values: Literals | None = None
    valid_regex: str | None = None
    valid_format: str | None = None
    valid_length: int | None = None
    valid_min_length: int | None = None
    valid_max_length: int | None = None
    valid_min: int | float | None = None
    valid_max: int | float | None = None
    invalid_values: Literals | None = None
    invalid_regex: str | None = None
    invalid_format: str | None = None
    include_null: bool = False

    @property
    def says_what_is_valid(self) -> bool:
        """Tell whether anything here makes a value valid or invalid, a bound of 0 included."""
        fields = (name for name in self.__slots__ if not name.startswith("missing_"))
        values = (getattr(self, name) for name in fields)
        return any(value is not None and value is not False for value in values)

    @property
    def has_pattern(self) -> bool:
        """Tell whether any regular expression or named format is matched."""
        patterns = (
            self.missing_regex, self.missing_format, self.valid_regex, self.valid_format,
            self.invalid_regex, self.invalid_format,
        )  # fmt: skip
        return any(pattern is not None for pattern in patterns)

    def missing_part(self) -> "Validity":
        """Give what says which values are missing, alone."""
        return Validity(
            missing_values=self.missing_values,
            missing_regex=self.missing_regex,
            missing_format=self.missing_format,
        )


EMPTY_VALIDITY = Validity()

AGE = "freshness"
"""Built-in metric of questions over history: seconds from the newest time to the scan's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One number about a dataset. Equal metrics have equal values: nothing is left out.

    Attributes:
        name: `row_count`, `missing_percent`, … or the user's own name for a user-defined metric.
        form: `builtin`, `expression` (an aggregate expression) or `query` (a whole SELECT).
        columns: Columns in the order written; empty for `row_count`.
        arguments: Numeric arguments after the columns, such as a percentile's fraction.
        filter: In-check filter, SQL as written by the user.
        validity: Missing and valid configuration, check and column level merged.
        sql: The user's expression or query where `form` asks for one.
        filter_template: `filter` with variables by name instead of value, where it has any.
        sql_template: `sql` likewise. A series is named by the templates, so that a filter on
            `${NOW}` or on a `-v` variable has one history and not one per scan.
    """

    name: str
    form: Literal["builtin", "expression", "query"] = "builtin"
    columns: tuple[Name, ...] = ()
    arguments: tuple[float, ...] = ()
    filter: str | None = None
    validity: Validity = EMPTY_VALIDITY
    sql: str | None = None
    filter_template: str | None = None
    sql_template: str | None = None

    @property
    def is_age(self) -> bool:
        """Tell whether the value is an age in seconds, and not a metric that a user named so."""
        return self.form == "builtin" and self.name == AGE

    @property
    def label(self) -> str:
        """Short text for people, for example `missing_percent(customer_id)`."""
        parts = [str(column) for column in self.columns] + [f"{a:g}" for a in self.arguments]
        return f"{self.name}({', '.join(parts)})" if parts else self.name
