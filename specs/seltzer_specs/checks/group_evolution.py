"""Group evolution checks: which groups must and must not be there, and which came and went."""

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from seltzer_specs.checks.base import CheckBase, CheckKind

GroupChange: TypeAlias = Literal["group add", "group delete"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRules:
    """Rules of one level (warn or fail) of a group evolution check.

    Attributes:
        required: Groups that must be there.
        forbidden: Names or patterns (`%` and `*` match anything) of groups that must not.
        changes: Kinds of change since the last scan that are bad; judged by the server.
    """

    required: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    changes: tuple[GroupChange, ...] = ()


NO_GROUP_RULES = GroupRules()


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupEvolutionCheck(CheckBase):
    """Compare the groups that a query returns with rules; fail beats warn.

    Attributes:
        query: SELECT whose first column names the groups.
        template: The query with variables by name, where it has any.
    """

    kind: ClassVar[CheckKind] = "group_evolution"
    query: str
    template: str | None = None
    fail: GroupRules = NO_GROUP_RULES
    warn: GroupRules = NO_GROUP_RULES
