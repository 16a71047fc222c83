"""Group evolution: which groups must be there, which must not, and which came or went.

```yaml
checks for orders:
  - group evolution:
      name: countries
      query: SELECT DISTINCT country FROM orders
      warn:
        when groups change: [group add]           # or [group add, group delete], or any
      fail:
        when required group missing: [BE, FR]
        when forbidden group present: [X%]      # % and * match anything
```

Rules stand below `warn:` or `fail:`; fail beats warn.

Rules:
    when required group missing: one of these groups is not there; compared exactly
    when forbidden group present: a group matches one of these as a whole
    when groups change: there is a change since the last scan: `any`, `group add` or `group delete`

Keys:
    query: Required; a SELECT whose first column names the groups, as text; NULL names none. Filters
      of the dataset do not apply to it.
    warn: Rules that warn.
    fail: Rules that fail; fail beats warn.

Outcomes (What | Outcome):
    the value: the number of groups
    a query without groups: misses what is required
    the first scan, for `when groups change`: skipped, as there is nothing to compare with

SQL:
    Required and forbidden groups are judged by the scan itself, changes by the server, which has
    the history.

What leaves the machine:
    The server keeps a keyed hash of each group and no name; see
    [group by](group-by.md#what-leaves-the-machine) for the key. The report here shows groups that
    came by their names; groups that went are `group 3f2a9c51`, as nothing here has their names any
    more. After a change of the key there is nothing to compare with: `skipped`.

Limits:
    - More than 10,000 groups are an error; with `when groups change` more than 2,000.
"""

from typing import ClassVar, Literal, TypeAlias

from seltzer_specs.checks.base import CheckBase, CheckKind
from seltzer_specs.frozen import dataclass

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
