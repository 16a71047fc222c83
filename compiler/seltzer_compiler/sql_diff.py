"""What a change of the specs does to the SQL.

Queries are compared as trees, so that layout never shows, and shown as unified diffs of the same
layout on both sides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, unified_diff
from functools import lru_cache
from typing import Literal

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from seltzer_compiler.plan import Query
from seltzer_dialects.registry import get_dialect

_LEAST_LIKENESS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryChange:
    """One query that was added, removed or changed.

    Attributes:
        status: What happened to it.
        before: The query of before; None where it was added.
        after: The query of now; None where it was removed.
        text: Unified diff of the laid-out SQL, without file headers.
    """

    status: Literal["added", "removed", "changed"]
    before: Query | None
    after: Query | None
    text: str

    @property
    def dataset(self) -> str | None:
        """Dataset that the query reads."""
        query = self.after or self.before
        return query.dataset if query is not None else None

    @property
    def dialect(self) -> str:
        """Dialect of the query."""
        query = self.after or self.before
        return query.dialect if query is not None else ""


@dataclass(frozen=True, slots=True)
class SqlDiff:
    """All changes between two sets of queries.

    Attributes:
        changes: Ordered by dataset and dialect.
        unchanged: Number of queries that are the same on both sides.
    """

    changes: tuple[QueryChange, ...]
    unchanged: int

    def count(self, status: Literal["added", "removed", "changed"]) -> int:
        """Count the changes of one kind."""
        return sum(change.status == status for change in self.changes)


def diff_queries(before: Sequence[Query], after: Sequence[Query]) -> SqlDiff:
    """Compare the queries of one data source before and after a change.

    Queries are paired by kind, dataset and rows first, then by the measures they share.

    Args:
        before: Queries of the old plan.
        after: Queries of the new plan.
    """
    same = _pair_equal(before, after)
    old = [query for query in before if query.id not in {pair[0].id for pair in same}]
    new = [query for query in after if query.id not in {pair[1].id for pair in same}]
    pairs = _pair_alike(old, new)
    paired = {query.id for pair in pairs for query in pair}
    changes = [_change(first, second) for first, second in pairs]
    changes += [_change(query, None) for query in old if query.id not in paired]
    changes += [_change(None, query) for query in new if query.id not in paired]
    return SqlDiff(tuple(sorted(changes, key=_order)), unchanged=len(same))


def _pair_equal(before: Sequence[Query], after: Sequence[Query]) -> list[tuple[Query, Query]]:
    rest = list(after)
    found: list[tuple[Query, Query]] = []
    for query in before:
        twin = next((other for other in rest if _is_same(query, other)), None)
        if twin is not None:
            rest.remove(twin)
            found.append((query, twin))
    return found


def _is_same(first: Query, second: Query) -> bool:
    if first.id == second.id:
        return True
    if _place(first) != _place(second):
        return False
    return _tree(first.sql, first.dialect) == _tree(second.sql, second.dialect)


def _place(query: Query) -> tuple[str | None, ...]:
    return (query.data_source, query.dialect, query.kind, query.dataset)


def _pair_alike(before: Sequence[Query], after: Sequence[Query]) -> list[tuple[Query, Query]]:
    scored = [
        (_likeness(first, second), i, j)
        for i, first in enumerate(before)
        for j, second in enumerate(after)
    ]
    found: list[tuple[Query, Query]] = []
    used: set[tuple[str, int]] = set()
    for likeness, i, j in sorted(scored, key=lambda item: (-item[0], item[1], item[2])):
        if likeness > 0 and not {("before", i), ("after", j)} & used:
            used |= {("before", i), ("after", j)}
            found.append((before[i], after[j]))
    return found


def _likeness(first: Query, second: Query) -> float:
    """Score how surely one became the other; 0 where it did not."""
    if _place(first) != _place(second):
        return 0
    shared = len(set(first.outputs) & set(second.outputs))
    if first.kind == "aggregate" and first.measures and second.measures:
        is_same_rows = first.measures[0].rows == second.measures[0].rows
        shared += is_same_rows and first.dataset is not None
    texts = (_layout(first).splitlines(), _layout(second).splitlines())
    likeness = SequenceMatcher(None, *texts).ratio()
    return shared + likeness if shared or likeness >= _LEAST_LIKENESS else 0


def _change(before: Query | None, after: Query | None) -> QueryChange:
    lines = unified_diff(
        _layout(before).splitlines() if before else [],
        _layout(after).splitlines() if after else [],
        lineterm="",
    )
    status: Literal["added", "removed", "changed"] = "changed"
    if before is None or after is None:
        status = "added" if before is None else "removed"
    body = [line for line in lines if not line.startswith(("---", "+++"))]
    return QueryChange(status=status, before=before, after=after, text="\n".join(body))


def _layout(query: Query) -> str:
    """Give the SQL in the one layout that both sides are shown in."""
    tree = _tree(query.sql, query.dialect)
    return tree if isinstance(tree, str) else get_dialect(query.dialect).render(tree.copy())


@lru_cache(maxsize=4096)
def _tree(sql: str, dialect: str) -> exp.Expr | str:
    """Read the SQL; text that cannot be read stands for itself."""
    try:
        tree: exp.Expr = sqlglot.parse_one(sql, dialect=get_dialect(dialect).sqlglot)
    except SqlglotError:
        return sql
    return tree


def _order(change: QueryChange) -> tuple[str, str, str, str]:
    query = change.after or change.before
    sql = query.sql if query is not None else ""
    return (change.dataset or "", change.dialect, change.status, sql)
