"""What every check has."""

from typing import ClassVar, Literal, TypeAlias

from seltzer_specs.checks.samples import NO_SAMPLES, Samples
from seltzer_specs.frozen import dataclass
from seltzer_specs.location import Location
from seltzer_specs.names import DatasetRef, Partition

CheckKind: TypeAlias = Literal[
    "metric",
    "freshness",
    "schema",
    "failed_rows",
    "anomaly",
    "change",
    "distribution",
    "group_by",
    "group_evolution",
    "reference",
    "row_count_comparison",
    "metric_reconciliation",
    "schema_reconciliation",
    "record_reconciliation",
    "expression",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckBase:
    """A question about a dataset with an outcome.

    Attributes:
        id: Stable identity. The user's `id` (or `identity`), a monitor's id, or derived from
            everything but the thresholds and the name, so that tuning keeps the history.
        name: What people read; the definition where the user gave no name.
        definition: The check's own line as written.
        location: Where the check stands.
        dataset: What it asks about; None only for a check under a bare `checks:` header.
        partition: Named dataset filter that applies to it.
        owner: Team or person, from the document.
        severity: `minor`, `major` or `critical`, where the user gave one.
        tags: Sorted labels.
        attributes: Sorted key and value pairs.
        schedule: Cron expression of five fields that whoever runs scans may follow.
        timezone: Of the schedule; UTC without it.
        notify: Receivers of incidents, for example `slack:#shop-data`.
        samples: What it says about samples of bad rows.
        monitor_id: Id of the monitor that this check is the question of.
        has_given_id: True when the id was written by somebody and not derived.
    """

    kind: ClassVar[CheckKind]
    id: str
    name: str
    definition: str
    location: Location
    dataset: DatasetRef | None = None
    partition: Partition | None = None
    owner: str | None = None
    severity: Literal["minor", "major", "critical"] | None = None
    tags: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str | int | float | bool], ...] = ()
    schedule: str | None = None
    timezone: str | None = None
    notify: tuple[str, ...] = ()
    samples: Samples = NO_SAMPLES
    monitor_id: str | None = None
    has_given_id: bool = False
