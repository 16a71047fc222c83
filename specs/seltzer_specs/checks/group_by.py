"""Group by: one query, each of its rows a group, each group judged by the same checks.

```yaml
checks for orders:
  - group by:
      name: orders by country
      query: |
        SELECT country, COUNT(*) AS n, AVG(total) AS mean_total
        FROM orders
        GROUP BY country
      fields: [country]
      checks:
        - n:
            name: rows per country      # every check below a group by has a name
            warn: when < 10
            fail: when < 1
        - mean_total between 5 and 500:
            name: mean total
```

A value may be judged by the history of its group, in the words of
[anomaly detection](anomaly.md) and of [change over time](change-over-time.md):

```yaml
checks for orders:
  - group by:
      query: SELECT country, COUNT(*) AS n FROM orders GROUP BY country
      fields: [country]
      checks:
        - anomaly detection for n:
            name: usual number of orders
            sensitivity: low
        - change avg last 7 percent for n > -50:
            name: orders do not halve
```

A file may hold several of them; `group by LABEL:` tells them apart for people. A check below may
have `id`, `owner`, `severity`, `tags`, `notify` and `attributes`, and takes those of the group by
where it has none. `filter` and the missing and valid keys are errors there: write them in the
query.

Keys:
    query: Required, or `sql_file`; one row for each group. Filters of the dataset do not apply to
      it.
    sql_file: File with the query, from the folder of the spec file.
    names: Names of the result's columns in their order, where they are not its own.
    fields: Required; columns of the query whose values name a group.
    checks: Required; `COLUMN THRESHOLD`, `COLUMN` with `warn:` and `fail:`, an
      [expression](expressions.md) over columns such as `revenue / n > 2`, `anomaly detection for
      COLUMN` or `change … for COLUMN THRESHOLD`; a `name` each.
    group_limit: Most groups, 1 to 100,000, 1000 without it; more are an error and not a cut.
    expose: With `true`, the groups' values are sent to the server; see below.

Results:
    The group by is a result, and each check of each group is one: `rows per country [BE]`, with the
    member `group` in the [report](../scan-report.md). Names of columns are compared exactly, or
    else without regard to case.

Outcomes (What | Outcome):
    the group by itself: the worst of its groups; its value is the number of groups
    a group has too little history: that question is skipped in this group, as `learning 0/7` or
      `first measurement, nothing to compare`, and judged in the others
    a value is NULL: that check of that group is skipped
    a value is a text or a time, or the query has no such column: that check is an error in each
      group
    the query has no column of `fields`, or two rows have the same values there: one error
    more groups than `group_limit`: one error
    no groups: skipped

    A group that is gone has no result any more. To be told of it, use
    [group evolution](group-evolution.md).

SQL:
    Group bys with the same query share it.

What leaves the machine:
    The values of `fields` are values of rows, so they stay on the machine that scans. The server
    gets a keyed hash instead: the check is called `rows per country [group 3f2a9c51]` there, and
    has a history like any other. `expose: true` sends the values themselves.

    The key is made at the first scan and kept in `.seltzer/group.key`, readable by its owner only.
    With another key every group is a new one. A project that is scanned on several machines, or in
    CI where `.seltzer` does not last, gives them one key of 32 characters or more:

    ```yaml
    # not a spec
    # seltzer.yml
    group_key: ${env.SELTZER_GROUP_KEY}     # for example from `openssl rand -hex 32`
    ```

    At most 5,000 results of a group by are pushed, of the same groups in every scan. The group by's
    own result is always pushed and counts them all.

History:
    Each group has a history of its own for each column, shared by all checks of that column, and
    named by the query, the fields and the key of the groups: with another key, or another query,
    histories start anew. The group by itself counts what its groups were judged, verdicts of the
    server included.

Limits:
    - A group that is gone asks nothing; one that comes back goes on with its old history.
    - Questions of groups that are not pushed stay skipped.
"""

from typing import ClassVar, TypeAlias

from seltzer_specs.checks.anomaly import NO_OPTIONS, AnomalyOptions, Sensitivity
from seltzer_specs.checks.base import CheckBase, CheckKind
from seltzer_specs.checks.change import Baseline
from seltzer_specs.expressions import Expression
from seltzer_specs.frozen import dataclass
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
class GroupAnomalyCheck(CheckBase):
    """Ask whether one column of a group's row is unusual for the group; see `AnomalyCheck`."""

    kind: ClassVar[CheckKind] = "anomaly"
    column: str
    sensitivity: Sensitivity = "medium"
    options: AnomalyOptions = NO_OPTIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupChangeCheck(CheckBase):
    """Ask how far one column of a group's row is from what it was; see `ChangeCheck`."""

    kind: ClassVar[CheckKind] = "change"
    column: str
    baseline: Baseline
    is_percent: bool = False
    thresholds: Thresholds


GroupMember: TypeAlias = GroupCheck | GroupAnomalyCheck | GroupChangeCheck
"""A check of each group. In a spec its `id` is unique below its parent alone."""


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
    checks: tuple[GroupMember, ...]
