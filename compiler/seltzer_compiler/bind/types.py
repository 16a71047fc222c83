"""Metrics that cannot be computed of a column's type."""

from collections.abc import Iterator

from seltzer_compiler.numbers import is_numeric_format
from seltzer_dialects.base import Dialect
from seltzer_dialects.types import TypeFamily
from seltzer_specs.metrics import Metric, Validity
from seltzer_specs.snapshot import SnapshotColumn

_NUMERIC = frozenset(
    {
        "avg", "sum", "min", "max", "stddev", "stddev_pop", "stddev_samp", "variance", "var_pop",
        "var_samp", "percentile", "percentile_disc",
    }
)  # fmt: skip
_LENGTHS = frozenset({"min_length", "max_length", "avg_length"})
_FAMILY_WORDS = {"number": "a number", "time": "a date or a time", "boolean": "a truth value"}


def misfits(metric: Metric, column: SnapshotColumn, dialect: Dialect) -> Iterator[str]:
    """Say what a metric asks of a column that its type cannot give.

    Args:
        metric: A built-in metric of this column.
        column: As the catalogue has it.
        dialect: Knows the families of types and what the engine reads as text.
    """
    family = dialect.type_family(column.type)
    if metric.is_age:
        misfit = newest_misfit(column, dialect)
        yield from () if misfit is None else (misfit,)
        return
    is_number_text = family == "text" and is_numeric_format(metric.validity.valid_format)
    if metric.name in _NUMERIC and family in ("text", "time") and not is_number_text:
        yield f'"{metric.label}" wants numbers, got {_typed(column)}{_numeric_hint(family)}'
    elif metric.name in _LENGTHS and not _is_readable(family, dialect):
        yield f'"{metric.label}" wants text, got {_typed(column)}{_text_hint(family)}'
    yield from _validity_misfits(metric.validity, column, family, dialect)


def newest_misfit(column: SnapshotColumn, dialect: Dialect) -> str | None:
    """Say why a column has no newest time; None where it may have one."""
    family = dialect.type_family(column.type)
    is_wrong = family in ("number", "boolean") or (family == "text" and dialect.HAS_TIME_TYPES)
    if not is_wrong:
        return None
    return f"freshness wants a date or a time, got {_typed(column)}; use a column of such a type"


def _validity_misfits(
    validity: Validity, column: SnapshotColumn, family: TypeFamily, dialect: Dialect
) -> Iterator[str]:
    if not _is_readable(family, dialect):
        for key in _text_keys(validity):
            yield f'"{key}" wants text, got {_typed(column)}{_text_hint(family)}'
    is_number_text = family == "text" and is_numeric_format(validity.valid_format)
    if family in ("text", "time") and not is_number_text:
        for key, bound in (("valid min", validity.valid_min), ("valid max", validity.valid_max)):
            if bound is not None:
                yield f'"{key}" wants numbers, got {_typed(column)}{_numeric_hint(family)}'


def _text_keys(validity: Validity) -> Iterator[str]:
    keys = (
        "missing_regex", "missing_format", "valid_regex", "valid_format", "valid_length",
        "valid_min_length", "valid_max_length", "invalid_regex", "invalid_format",
    )  # fmt: skip
    for key in keys:
        if getattr(validity, key) is not None:
            yield key.replace("_", " ")


def _is_readable(family: TypeFamily, dialect: Dialect) -> bool:
    return dialect.READS_ANY_AS_TEXT or family in ("text", "other")


def _typed(column: SnapshotColumn) -> str:
    return f'"{column.name}" of type {column.type}'


def _numeric_hint(family: TypeFamily) -> str:
    if family == "time":
        return "; use freshness for the age of the newest value"
    return "; add `valid format: decimal` where the text holds numbers"


def _text_hint(family: TypeFamily) -> str:
    word = _FAMILY_WORDS.get(family, "a value")
    return f"; {word} has no pattern and no length" if family != "other" else ""
