"""Schema checks: required, forbidden and typed columns, and changes since the last scan."""

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from seltzer_specs.checks.base import CheckBase, CheckKind

SchemaChange: TypeAlias = Literal[
    "column add", "column delete", "column type change", "column index change"
]


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """A column that must have a type or a position.

    Attributes:
        column: Column name, compared exactly.
        type: Wanted type as written, or None.
        index: Wanted position counted from 0, or None.
    """

    column: str
    type: str | None = None
    index: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaRules:
    """Rules of one level (warn or fail) of a schema check.

    Attributes:
        required: Columns that must exist.
        forbidden: Names or patterns (`%` and `*` match anything) that must not exist.
        typed: Columns with a wanted type.
        indexed: Columns with a wanted position.
        listed: All columns that there may be, with a wanted type or None; None where others may
            exist beside them.
        optional: Those of `listed` that may be missing.
        changes: Kinds of change since the last stored schema that are bad; judged by the server.
    """

    required: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    typed: tuple[ColumnRule, ...] = ()
    indexed: tuple[ColumnRule, ...] = ()
    listed: tuple[ColumnRule, ...] | None = None
    optional: tuple[str, ...] = ()
    changes: tuple[SchemaChange, ...] = ()


NO_RULES = SchemaRules()


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaCheck(CheckBase):
    """Compare a dataset's columns with rules; fail beats warn."""

    kind: ClassVar[CheckKind] = "schema"
    fail: SchemaRules = NO_RULES
    warn: SchemaRules = NO_RULES
