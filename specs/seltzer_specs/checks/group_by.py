"""Group-by checks: one query, each of its rows a group, each group judged by the same checks."""

from dataclasses import dataclass
from typing import ClassVar

from seltzer_specs.checks.base import CheckBase, CheckKind
from seltzer_specs.thresholds import Thresholds

DEFAULT_GROUP_LIMIT = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCheck(CheckBase):
    """Compare one column of a group's row with thresholds.

    In a spec it stands for all groups, and its `id` is unique below its parent alone; the scanner
    makes one of each group, with an id of its own.

    Attributes:
        column: Column of the query's result.
        thresholds: On its value.
    """

    kind: ClassVar[CheckKind] = "group_by"
    column: str
    thresholds: Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupByCheck(CheckBase):
    """Judge each row of a query by all of `checks`; the outcome is the worst of theirs.

    Attributes:
        query: SELECT with one row for each group.
        template: The query with variables by name, where it has any.
        fields: Columns whose values name a group.
        group_limit: More groups than these are an error, never a cut.
        is_exposed: True when the values of `fields` may leave the machine; a keyed hash stands
            for them otherwise.
        checks: At least one.
    """

    kind: ClassVar[CheckKind] = "group_by"
    query: str
    template: str | None = None
    fields: tuple[str, ...]
    group_limit: int = DEFAULT_GROUP_LIMIT
    is_exposed: bool = False
    checks: tuple[GroupCheck, ...]
