"""How metrics follow from measures, exactly.

Counts are divided as decimals with 34 digits and never rounded further: 7 missing of 1,000 rows is
0.7 %, so that `< 0.7` is false, which binary fractions would get wrong. For the same reason a
float from the engine is taken as the shortest decimal that stands for it: what people see is what
is compared.
"""

import math
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Context, Decimal

from seltzer_compiler.plan import Formula, Measured, RawValue
from seltzer_specs.frozen import dataclass

NO_ROWS = "no rows"
NO_VALUES = "no values"

_EXACT = Context(prec=34)


@dataclass(frozen=True, slots=True)
class Value:
    """The measure itself, a number.

    Attributes:
        input: Key of the measure.
        is_required: Whether NULL is an error, as where a user's query must answer with a number.
    """

    input: str
    is_required: bool = False

    @property
    def inputs(self) -> tuple[str, ...]:
        """Key of the measure."""
        return (self.input,)

    def evaluate(self, values: Mapping[str, RawValue]) -> Measured:
        """Give the number; NULL is the aggregate of nothing.

        Raises:
            ValueError: it is NaN or not a number, or NULL where a number is required.
        """
        value = values[self.input]
        if value is None and self.is_required:
            raise ValueError("the query returned NULL and no number; COALESCE says what NULL means")
        return Measured(None, empty=NO_VALUES) if value is None else Measured(_number(value))


@dataclass(frozen=True, slots=True)
class Percent:
    """One count in percent of another, from 0 to 100."""

    part: str
    whole: str

    @property
    def inputs(self) -> tuple[str, ...]:
        """Keys of both counts."""
        return (self.part, self.whole)

    def evaluate(self, values: Mapping[str, RawValue]) -> Measured:
        """Give the unrounded percentage; a fraction of no rows is nothing, not 0.

        Raises:
            ValueError: a count is not a whole number.
        """
        part, whole = _count(values[self.part]), _count(values[self.whole])
        if whole == 0:
            return Measured(None, empty=NO_ROWS)
        return Measured(_EXACT.divide(Decimal(100 * part), Decimal(whole)))


@dataclass(frozen=True, slots=True)
class Uniqueness:
    """How different values are: 0 where all are the same, 100 where no two are."""

    distinct: str
    values: str

    @property
    def inputs(self) -> tuple[str, ...]:
        """Keys of both counts."""
        return (self.distinct, self.values)

    def evaluate(self, values: Mapping[str, RawValue]) -> Measured:
        """Give the unrounded percentage; of fewer than two values there is none.

        Raises:
            ValueError: a count is not a whole number.
        """
        distinct, count = _count(values[self.distinct]), _count(values[self.values])
        if count < 2:
            return Measured(None, empty="fewer than two values")
        return Measured(_EXACT.divide(Decimal(100 * (distinct - 1)), Decimal(count - 1)))


@dataclass(frozen=True, slots=True)
class Difference:
    """One count minus another."""

    own: str
    other: str

    @property
    def inputs(self) -> tuple[str, ...]:
        """Keys of both counts."""
        return (self.own, self.other)

    def evaluate(self, values: Mapping[str, RawValue]) -> Measured:
        """Give the difference, negative where the other is larger.

        Raises:
            ValueError: a count is not a whole number.
        """
        return Measured(_count(values[self.own]) - _count(values[self.other]))


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How far a metric of a target is from that of its source, without a sign.

    Attributes:
        target: Metric of the target.
        source: Metric of the source.
        is_percent: True for the difference in percent of the source's value.
    """

    target: Formula
    source: Formula
    is_percent: bool = False

    @property
    def inputs(self) -> tuple[str, ...]:
        """Keys of the measures of both."""
        return (*self.target.inputs, *self.source.inputs)

    def evaluate(self, values: Mapping[str, RawValue]) -> Measured:
        """Give the difference; where neither side has a value there is nothing to compare.

        Raises:
            ValueError: only one side has a value, one is no finite number, or a percentage of 0 is
                asked for.
        """
        target, source = self.target.evaluate(values), self.source.evaluate(values)
        if target.value is None and source.value is None:
            return Measured(None, empty=target.empty)
        for side, measured in (("target", target), ("source", source)):
            if measured.value is None:
                raise ValueError(f"only the {side} has nothing to compare: {measured.empty}")
        own, other = _finite(target.value), _finite(source.value)
        difference = abs(_EXACT.subtract(own, other))
        if not self.is_percent or difference == 0:
            return Measured(difference)
        if other == 0:
            raise ValueError("the source is 0, so that the difference has no percentage")
        return Measured(_EXACT.divide(100 * difference, abs(other)))


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest date or time of a column."""

    input: str

    @property
    def inputs(self) -> tuple[str, ...]:
        """Key of the measure."""
        return (self.input,)

    def evaluate(self, values: Mapping[str, RawValue]) -> Measured:
        """Give the date or time as the engine has it; engines without times give ISO 8601 text.

        Raises:
            ValueError: it is neither a date nor a time.
        """
        value = values[self.input]
        if value is None:
            return Measured(None, empty=NO_VALUES)
        if isinstance(value, str):
            return Measured(_time_of_text(value))
        if isinstance(value, date):
            return Measured(value)
        raise ValueError(f"wants a date or a time, got {_kind(value)}")


def _number(value: RawValue) -> int | Decimal:
    if isinstance(value, bool | int):
        return int(value)
    if isinstance(value, float | Decimal):
        if math.isnan(value):
            raise ValueError("the value is NaN, which no threshold can judge")
        return value if isinstance(value, Decimal) else Decimal(repr(value))
    raise ValueError(f"wants a number, got {_kind(value)}")


def _finite(value: RawValue) -> Decimal:
    number = Decimal(_number(value))
    if not number.is_finite():
        raise ValueError("the value is infinite, which cannot be compared")
    return number


def _count(value: RawValue) -> int:
    if isinstance(value, int):
        return value
    raise ValueError(f"wants a count, got {_kind(value)}")


def _time_of_text(text: str) -> date | datetime:
    for parse in (date.fromisoformat, datetime.fromisoformat):
        try:
            return parse(text)
        except ValueError:
            continue
    raise ValueError("wants a date or a time, got text that is neither; write it as ISO 8601")


def _kind(value: RawValue) -> str:
    """Name the kind of a value, never the value: it may be from a row."""
    kinds = ((bool, "a truth value"), (str, "text"), (date, "a date"), (type(None), "NULL"))
    return next((name for kind, name in kinds if isinstance(value, kind)), "a number")
