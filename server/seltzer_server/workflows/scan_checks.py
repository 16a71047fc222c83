"""A scan's checks as incidents see them, and the groups that incidents are made of."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from seltzer_server.store.tables import CheckDef, CheckResult, Dataset, DataSource, Scan
from seltzer_server.workflows.check_state import CheckState
from seltzer_server.workflows.incident_log import NewIncident
from seltzer_server.workflows.incident_state import Severity, worst
from seltzer_specs.canonical import canonical_json, sha256_hex

STORM: Final = 5
"""A scan that would open more incidents than this opens one for the whole data source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanCheck:
    """A check with its outcome in a scan; `owner` falls back to the dataset's."""

    id: int
    name: str
    outcome: str
    reason: str | None
    value: float | None
    threshold: str | None
    error_code: str | None
    sqlstate: str | None
    severity: str | None
    owner: str | None
    notify: tuple[str, ...]
    file: str | None
    line: int | None
    monitor_id: str | None
    dataset_id: int | None
    dataset: str | None
    data_source: str

    def severity_of(self, state: CheckState) -> Severity:
        """Give the user's severity, or else major for a failure and minor for an error."""
        if self.severity is not None:
            return worst([self.severity])
        return "major" if state == "fail" else "minor"


@dataclass(frozen=True, slots=True)
class Group:
    """Checks that people hear of together.

    Attributes:
        fingerprint: Digest of what the group is of; names its open incident.
        scope: Dataset, or data source.
        dataset_id: None for a data source.
        checks: By name.
    """

    fingerprint: str
    scope: str
    dataset_id: int | None
    checks: tuple[ScanCheck, ...]

    def as_incident(self, title: str) -> NewIncident:
        """Give what an incident of this group is about."""
        return NewIncident(self.fingerprint, self.dataset_id, title)


def load_scan_checks(session: Session, scan: Scan) -> dict[int, ScanCheck]:
    """Give the checks of a scan by id."""
    rows = session.execute(
        select(CheckDef, CheckResult, Dataset.name, Dataset.owner, DataSource.name)
        .join(CheckResult, CheckResult.check_id == CheckDef.id)
        .join(DataSource, DataSource.id == CheckDef.data_source_id)
        .join(Dataset, Dataset.id == CheckDef.dataset_id, isouter=True)
        .where(CheckResult.scan_id == scan.id)
        .execution_options(populate_existing=True)
    )
    return {
        check.id: ScanCheck(
            id=check.id,
            name=check.name,
            outcome=result.outcome,
            reason=result.reason,
            value=result.value,
            threshold=check.threshold,
            error_code=result.error_code,
            sqlstate=result.sqlstate,
            severity=check.severity,
            owner=check.owner or owner,
            notify=tuple(check.notify),
            file=check.file,
            line=check.line,
            monitor_id=check.monitor_id,
            dataset_id=check.dataset_id,
            dataset=dataset,
            data_source=data_source,
        )
        for check, result, dataset, owner, data_source in rows
    }


def group_checks(checks: Iterable[ScanCheck]) -> list[Group]:
    """Group checks by dataset and owner; those without a dataset by data source and owner."""
    grouped: dict[str, list[ScanCheck]] = {}
    for check in sorted(checks, key=lambda check: (check.name, check.id)):
        name = ["dataset", check.data_source, check.dataset, check.owner]
        grouped.setdefault(_fingerprint(name), []).append(check)
    return [
        Group(
            digest, members[0].dataset or members[0].data_source, members[0].dataset_id, (*members,)
        )
        for digest, members in grouped.items()
    ]


def gather_storm(groups: Sequence[Group], open_fingerprints: Collection[str]) -> list[Group]:
    """Replace the groups that would each open an incident by one, when there are too many.

    When a load breaks and hundreds of datasets fail at once, hundreds of messages hide the one
    thing that happened. Groups whose incident is open already stay with it.
    """
    fresh = [group for group in groups if group.fingerprint not in open_fingerprints]
    if len(fresh) <= STORM:
        return list(groups)
    checks = tuple(check for group in fresh for check in group.checks)
    source = checks[0].data_source
    storm = Group(storm_fingerprint(source), source, None, checks)
    return [*(group for group in groups if group not in fresh), storm]


def storm_fingerprint(data_source: str) -> str:
    """Name the incident of a whole data source."""
    return _fingerprint(["data source", data_source])


def _fingerprint(parts: Sequence[str | None]) -> str:
    return sha256_hex(canonical_json(list(parts)))
