"""What a reviewer of a pull request is told, as a value; renderers turn it into text."""

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

from pydantic import Field

from seltzer_compiler.plan import CheckPlan, ScanPlan
from seltzer_compiler.sql_diff import SqlDiff, diff_queries
from seltzer_dialects.estimate import Estimate, total
from seltzer_reconciler.waiting import ReportedSection
from seltzer_specs.checks.sameness import says_the_same
from seltzer_specs.errors import SpecError
from seltzer_specs.wire.base import WireModel
from seltzer_specs.wire.plan import PlanDocument
from seltzer_specs.wire.scan_report import ReportLocation

Estimates: TypeAlias = Mapping[tuple[str, str], Estimate | None]
"""What queries read, by data source and id of the query."""


class ReportMistake(WireModel):
    """One mistake in the specs of the head commit."""

    rule: str
    message: str
    location: ReportLocation


class ReportedCheck(WireModel):
    """A check that was added, removed or changed, by its stable id."""

    change: Literal["added", "removed", "changed"]
    id: str
    name: str
    dataset: str | None
    before: str | None = None
    after: str | None = None
    location: ReportLocation | None = None


class ReportedReads(WireModel):
    """What is read from tables, as the engine estimates; None where it does not tell."""

    rows: int | None
    bytes: int | None


class ReportedQuery(WireModel):
    """A query that was added, removed or changed; `diff` is a unified diff of formatted SQL.

    `reads` is what it will read, of a removed one what it read; None where nobody asked.
    """

    change: Literal["added", "removed", "changed"]
    data_source: str
    dialect: str
    dataset: str | None
    diff: tuple[str, ...]
    serves: tuple[str, ...] = ()
    reads: ReportedReads | None = None


class PullRequestReport(WireModel):
    """`seltzer.report/1`.

    Attributes:
        base: Commit that is compared with, or None where it is unknown.
        head: Commit of the change, or None for a work tree.
        mistakes: In the order of files and lines; with any, nothing else is compared.
        waiting: Sections whose checks and queries are not compared here, for want of a snapshot.
        plan: What `apply` would do after the merge, where a server was asked.
        reads_before: What one scan of all data sources reads, where the engines were asked.
        reads_after: The same after the change.
    """

    schema_: Literal["seltzer.report/1"] = Field(
        default="seltzer.report/1", validation_alias="schema", serialization_alias="schema"
    )
    base: str | None
    head: str | None
    mistakes: tuple[ReportMistake, ...] = ()
    checks: tuple[ReportedCheck, ...] = ()
    queries: tuple[ReportedQuery, ...] = ()
    scans_before: int = 0
    scans_after: int = 0
    reads_before: ReportedReads | None = None
    reads_after: ReportedReads | None = None
    waiting: tuple[ReportedSection, ...] = ()
    plan: PlanDocument | None = None

    @property
    def is_changed(self) -> bool:
        """Tell whether there is anything to review."""
        planned = self.plan is not None and self.plan.summary["total"] > 0
        waiting = any(section.change != "unchanged" for section in self.waiting)
        return bool(self.mistakes or self.checks or self.queries or waiting or planned)


def report_mistakes(errors: Sequence[SpecError]) -> tuple[ReportMistake, ...]:
    """Give spec errors as values."""
    return tuple(
        ReportMistake(
            rule=error.rule,
            message=error.message,
            location=ReportLocation(
                file=error.location.file, line=error.location.line, column=error.location.column
            ),
        )
        for error in errors
    )


def build_report(
    before: Sequence[ScanPlan],
    after: Sequence[ScanPlan],
    *,
    base: str | None,
    head: str | None,
    waiting: tuple[ReportedSection, ...] = (),
    plan: PlanDocument | None = None,
    estimates: Estimates | None = None,
) -> PullRequestReport:
    """Compare the compiled plans of two commits.

    Args:
        before: Plans of the base commit, one per data source.
        after: Plans of the head commit.
        base: Base commit.
        head: Head commit.
        waiting: Sections that wait for a catalogue in either commit.
        plan: Plan of monitors, where a server was asked.
        estimates: What queries read, where the engines were asked.
    """
    errors = [check.error for part in after for check in part.checks if check.error is not None]
    return PullRequestReport(
        base=base,
        head=head,
        mistakes=report_mistakes(errors),
        checks=_checks(before, after),
        queries=_queries(before, after, estimates or {}),
        scans_before=_scans(before),
        scans_after=_scans(after),
        reads_before=_reads(before, estimates),
        reads_after=_reads(after, estimates),
        waiting=waiting,
        plan=plan,
    )


def _scans(plans: Sequence[ScanPlan]) -> int:
    return sum(query.scans for part in plans for query in part.queries)


def _reads(plans: Sequence[ScanPlan], estimates: Estimates | None) -> ReportedReads | None:
    if estimates is None:
        return None
    found = total(estimates.get((part.data_source, q.id)) for part in plans for q in part.queries)
    return ReportedReads(rows=found.rows, bytes=found.bytes)


def _checks(before: Sequence[ScanPlan], after: Sequence[ScanPlan]) -> tuple[ReportedCheck, ...]:
    old = {(part.data_source, c.check.id): c for part in before for c in part.checks}
    new = {(part.data_source, c.check.id): c for part in after for c in part.checks}
    found: list[ReportedCheck] = []
    for key in [*new, *(key for key in old if key not in new)]:
        was, now = old.get(key), new.get(key)
        if now is None and was is not None:
            found.append(_reported(was, "removed", before=was.check.definition))
        elif was is None and now is not None:
            found.append(_reported(now, "added", after=now.check.definition))
        elif was is not None and now is not None and not says_the_same(was.check, now.check):
            found.append(
                _reported(now, "changed", before=was.check.definition, after=now.check.definition)
            )
    return tuple(found)


def _reported(
    planned: CheckPlan,
    change: Literal["added", "removed", "changed"],
    *,
    before: str | None = None,
    after: str | None = None,
) -> ReportedCheck:
    check = planned.check
    return ReportedCheck(
        change=change,
        id=check.id,
        name=check.name,
        dataset=str(check.dataset) if check.dataset is not None else None,
        before=before,
        after=after,
        location=ReportLocation(
            file=check.location.file, line=check.location.line, column=check.location.column
        ),
    )


def _queries(
    before: Sequence[ScanPlan], after: Sequence[ScanPlan], estimates: Estimates
) -> tuple[ReportedQuery, ...]:
    old = {part.data_source: part for part in before}
    new = {part.data_source: part for part in after}
    return tuple(
        query
        for name in sorted(old.keys() | new.keys())
        for query in _source_queries(name, old.get(name), new.get(name), estimates)
    )


def _source_queries(
    name: str, was: ScanPlan | None, now: ScanPlan | None, estimates: Estimates
) -> tuple[ReportedQuery, ...]:
    diff: SqlDiff = diff_queries(was.queries if was else (), now.queries if now else ())
    names = {
        query.id: tuple(c.check.name for c in part.checks if query.id in c.queries)
        for part in (was, now)
        if part is not None
        for query in part.queries
    }
    found: list[ReportedQuery] = []
    for change in diff.changes:
        query = change.after or change.before
        if query is not None:
            found.append(
                ReportedQuery(
                    change=change.status,
                    data_source=query.data_source or name,
                    dialect=query.dialect,
                    dataset=query.dataset,
                    diff=tuple(change.text.splitlines()),
                    serves=names.get(query.id, ()),
                    reads=_reads_of(estimates.get((name, query.id))),
                )
            )
    return tuple(found)


def _reads_of(estimate: Estimate | None) -> ReportedReads | None:
    return ReportedReads(rows=estimate.rows, bytes=estimate.bytes) if estimate else None
