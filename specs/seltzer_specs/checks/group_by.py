"""Group-by checks: one query, each of its rows a group, each group judged by the same checks."""

from dataclasses import dataclass
from typing import ClassVar

from seltzer_specs.checks.base import CheckBase, CheckKind
from seltzer_specs.expressions import Expression
from seltzer_specs.thresholds import Thresholds

DEFAULT_GROUP_LIMIT = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCheck(CheckBase):
    """Compare one column of a group's row, or what follows from several, with thresholds.

    In a spec it stands for all groups, and its `id` is unique below its parent alone; the scanner
    makes one of each group, with an id of its own.

    Attributes:
        column: Column of the query's result.
        expression: What is judged in its place, over columns of the result.
        is_condition: True where the expression is a condition; it gives 1 where it holds.
        thresholds: On the value.
    """

    kind: ClassVar[CheckKind] = "group_by"
    column: str
    expression: Expression | None = None
    is_condition: bool = False
    thresholds: Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupByCheck(CheckBase):
    """Judge each row of a query by all of `checks`; the outcome is the worst of theirs.

    Attributes:
        query: SELECT with one row for each group.
        template: The query with variables by name, where it has any.
        fields: Columns whose values name a group; empty where the query has one row for all.
        names: Names of the result's columns, in its order, where they are not its own.
        group_limit: More groups than these are an error, never a cut.
        is_exposed: True when the values of `fields` may leave the machine; a keyed hash stands
            for them otherwise.
        checks: At least one.
    """

    kind: ClassVar[CheckKind] = "group_by"
    query: str
    template: str | None = None
    fields: tuple[str, ...]
    names: tuple[str, ...] = ()
    group_limit: int = DEFAULT_GROUP_LIMIT
    is_exposed: bool = False
    checks: tuple[GroupCheck, ...]
