"""One scan, from specs to a judged and pushed result; `seltzer scan` and the demo share it."""

import uuid
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from importlib.metadata import version

from seltzer_cli.engine_access import access_of
from seltzer_cli.estimating import require_budget
from seltzer_cli.group_key import load_group_key
from seltzer_cli.informed import InformedPlan, compile_informed
from seltzer_cli.monitors import head_commit
from seltzer_cli.partition_memory import incremental_scan
from seltzer_cli.planning import compile_source
from seltzer_cli.selecting import CheckSelection
from seltzer_cli.server_access import connect_server, describe_unsent, prepare_state_dir
from seltzer_cli.workspace import Workspace
from seltzer_client.api import ServerClient
from seltzer_client.spool import ReplayResult, Spool
from seltzer_compiler.plan import ScanPlan
from seltzer_scanner.incremental.run import Incremental
from seltzer_scanner.lane import Access
from seltzer_scanner.progress import NoProgress, Progress
from seltzer_scanner.push import build_batches
from seltzer_scanner.result import ScanResult
from seltzer_scanner.scan import run_scan
from seltzer_scanner.verdicts import apply_verdicts
from seltzer_specs.checks import Check, GroupByCheck, GroupEvolutionCheck
from seltzer_specs.errors import ConfigError, DeliveryError, ServerError, SpecErrorGroup
from seltzer_specs.loader import check_of_monitor
from seltzer_specs.location import Location
from seltzer_specs.sample_policy import SamplePolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanOptions:
    """How to scan.

    Attributes:
        data_source: Which one; None for the default.
        data_time: The time that the measurements speak of; None for now.
        is_pushed: False keeps everything on this machine and asks the server nothing.
        timeout_s: Seconds that one query may take; None for what the data source says.
        threads: Queries at a time in one data source; None for what the data source says.
        samples: What may be fetched of bad rows; None for nothing.
        selection: Which of the checks, those of the cloud included; all where it is empty.
        max_bytes: Bytes that the scan may read, as estimated; None for the data sources' own.
        is_whole: True reads partitions anew that did not change.
        has_statistics: False runs the queries that `compile` shows, which know nothing of the data.
    """

    data_source: str | None = None
    data_time: datetime | None = None
    is_pushed: bool = True
    timeout_s: float | None = None
    threads: int | None = None
    samples: SamplePolicy | None = None
    selection: CheckSelection = field(default_factory=CheckSelection)
    max_bytes: int | None = None
    is_whole: bool = False
    has_statistics: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A scan and what became of its results.

    Attributes:
        result: The scan, with the server's verdicts where it answered.
        is_delivered: False when results wait in the spool, were rejected or were not judged.
        notes: Lines for people about what was not as usual.
        left_out: Checks of the data source that were not selected.
    """

    result: ScanResult
    is_delivered: bool
    notes: tuple[str, ...] = ()
    left_out: int = 0


def scan_workspace(
    workspace: Workspace, options: ScanOptions, *, progress: Progress | None = None
) -> Delivery:
    """Scan one data source of a workspace and push the results.

    Monitors that were authored in the cloud for this data source are scanned with the checks of
    the repository. The results are on this disk before the first byte is sent.

    Raises:
        ConfigError: the data source is not known, or nothing is selected.
        RefusedError: it would read more than `max_bytes`.
        SpecErrorGroup: its connection reads variables that the environment lacks.
    """
    workspace.data_source(options.data_source).require_set()
    started_at = _utc_now()
    delivery = _scan(workspace, options, progress or NoProgress())
    unsent = describe_unsent(workspace, started_at) if options.is_pushed else ()
    return replace(delivery, notes=(*delivery.notes, *unsent))


def _scan(workspace: Workspace, options: ScanOptions, progress: Progress) -> Delivery:
    with ExitStack() as stack:
        notes: list[str] = []
        client = _connect(workspace, options, stack, notes)
        checks = workspace.checks_for(workspace.data_source(options.data_source).name)
        if client is not None:
            checks = (*checks, *_cloud_checks(workspace, options, client, notes))
        chosen = checks
        if options.selection:
            workspace = _without_surveys(workspace)
            name = workspace.data_source(options.data_source).name
            selection = _with_due(options, checks, client, name, notes)
            chosen = _choose(workspace, selection, checks)
        incremental = incremental_scan(
            workspace,
            workspace.data_source(options.data_source).name,
            client,
            notes,
            is_whole=options.is_whole,
        )
        result = _run(workspace, options, chosen, progress, incremental)
        notes += result.notes
        delivery = Delivery(result=result, is_delivered=True, notes=tuple(notes))
        if options.is_pushed:
            delivery = _push(workspace, result, client, notes)
        return replace(delivery, left_out=len(checks) - len(chosen))


def _choose(
    workspace: Workspace, selection: CheckSelection, checks: tuple[Check, ...]
) -> tuple[Check, ...]:
    try:
        return selection.choose(checks)
    except ConfigError as error:
        count = len(workspace.specs.errors)
        if not count:
            raise
        mistakes = f"{count} mistake{'' if count == 1 else 's'}"
        raise ConfigError(
            f"{error} ({mistakes} in the specs may be why, see `seltzer validate`)"
        ) from error


def _with_due(
    options: ScanOptions,
    checks: Sequence[Check],
    client: ServerClient | None,
    data_source: str,
    notes: list[str],
) -> CheckSelection:
    """Find out which checks are due; without an answer, all of them are.

    Raises:
        ConfigError: the server is not to be asked.
    """
    if not options.selection.asks_for_due:
        return options.selection
    if not options.is_pushed:
        raise ConfigError(
            "schedule:due asks the server when checks were last scanned; leave --no-push away"
        )
    from seltzer_cli.due import find_due

    now = options.data_time or _utc_now()
    due = find_due(checks, client, data_source=data_source, now=now)
    notes.extend(due.notes)
    return replace(options.selection, due=due.ids)


def _without_surveys(workspace: Workspace) -> Workspace:
    specs = replace(workspace.specs, discovered=(), profiled=(), measured=())
    return replace(workspace, specs=specs)


def _connect(
    workspace: Workspace, options: ScanOptions, stack: ExitStack, notes: list[str]
) -> ServerClient | None:
    if not options.is_pushed:
        return None
    try:
        return stack.enter_context(connect_server(workspace))
    except ServerError as error:
        notes.append(f"no server: {error}")
    except ConfigError as error:
        # What the data source says is worth telling, wherever it can be kept.
        notes.append(f"no history: {error}")
    return None


def _run(
    workspace: Workspace,
    options: ScanOptions,
    checks: Sequence[Check],
    progress: Progress,
    incremental: Incremental | None,
) -> ScanResult:
    name = workspace.data_source(options.data_source).name
    informed = InformedPlan(compile_source(workspace, name, checks))
    if options.has_statistics:
        informed = compile_informed(workspace, name, checks, timeout_s=options.timeout_s)
    plan = informed.plan
    require_budget(workspace, plan, max_bytes=options.max_bytes)
    own = access_of(workspace, name, threads=options.threads, timeout_s=options.timeout_s)
    return run_scan(
        plan,
        own.connect,
        dialect=own.dialect,
        data_time=options.data_time or _utc_now(),
        clock=_utc_now,
        progress=progress,
        timeout_s=own.timeout_s,
        max_workers=own.threads,
        group_key=load_group_key(workspace) if _has_groups(checks) else None,
        others=_access_others(workspace, plan, options),
        incremental=incremental,
        samples=options.samples,
        schema=workspace.data_source(name).schema,
        before=informed.executed,
    )


def _has_groups(checks: Sequence[Check]) -> bool:
    return any(isinstance(check, GroupByCheck | GroupEvolutionCheck) for check in checks)


def _access_others(workspace: Workspace, plan: ScanPlan, options: ScanOptions) -> dict[str, Access]:
    """Give the way to every other data source that a query of the plan runs on."""
    names = {query.data_source for query in plan.queries if query.data_source is not None}
    return {
        name: access_of(workspace, name, threads=options.threads, timeout_s=options.timeout_s)
        for name in sorted(names)
    }


def _utc_now() -> datetime:
    return datetime.now(timezone.utc)


def _cloud_checks(
    workspace: Workspace, options: ScanOptions, client: ServerClient, notes: list[str]
) -> tuple[Check, ...]:
    """Give the checks of enabled monitors that only the cloud has, for this data source."""
    source = workspace.data_source(options.data_source).name
    known = {monitor.id for monitor in workspace.specs.monitors}
    try:
        records = client.fetch_monitors()
    except ServerError as error:
        notes.append(f"monitors of the cloud were not scanned: {error}")
        return ()
    found: list[Check] = []
    for record in records:
        wanted = record.spec.data_source or workspace.default_data_source or source
        if record.id in known or not record.spec.enabled or wanted != source:
            continue
        if record.base is not None:
            notes.append(f"{record.id} left the repository and is not scanned; plan its deletion")
            continue
        try:
            check = check_of_monitor(
                record.id, record.spec, workspace.settings, Location(f"cloud/{record.id}")
            )
        except SpecErrorGroup as error:
            notes.append(f"monitor of the cloud: {error}")
            continue
        found.append(replace(check, location=Location(f"cloud/{record.id}")))
    return tuple(found)


def _push(
    workspace: Workspace, result: ScanResult, client: ServerClient | None, notes: list[str]
) -> Delivery:
    """Store the results, deliver what waits and judge; trouble is a note, never a lost report."""
    scan_id = uuid.uuid4().hex
    try:
        is_delivered = _deliver(workspace, result, client, scan_id, notes)
    except (DeliveryError, ConfigError) as error:
        notes.append(str(error))
        is_delivered = False
    if not is_delivered or client is None:
        return Delivery(result=result, is_delivered=False, notes=tuple(notes))
    return _judge(result, client, scan_id, notes)


def _waiting(count: int) -> str:
    return f"{count} result{' waits' if count == 1 else 's wait'}"


def _deliver(
    workspace: Workspace,
    result: ScanResult,
    client: ServerClient | None,
    scan_id: str,
    notes: list[str],
) -> bool:
    """Store the batches of a scan, deliver all that wait, and tell whether its own arrived.

    Raises:
        DeliveryError: the disk refuses.
    """
    prepare_state_dir(workspace)
    spool = Spool(workspace.state_dir / "spool")
    batches = build_batches(
        result,
        definition=workspace.definition,
        git_sha=head_commit(workspace),
        client=f"seltzer/{version('seltzer')}",
        scan_id=scan_id,
    )
    own = {spool.put(batch).name for batch in batches}
    if client is None:
        notes.append(f"{_waiting(len(spool.list()))} in {spool_path(workspace)}")
        return False
    replayed = spool.replay(client)
    if replayed.waiting or replayed.rejected:
        notes.append(_undelivered(replayed, workspace))
    # Another scan may have delivered or rejected them, and may have added some of its own.
    return own.isdisjoint(batch.name for batch in spool.list())


def _judge(result: ScanResult, client: ServerClient, scan_id: str, notes: list[str]) -> Delivery:
    """Ask the server for what only history can answer; without an answer it is no success."""
    is_judged = True
    if any(check.judgement.evaluate is not None for check in result.checks):
        try:
            result = apply_verdicts(result, client.fetch_verdicts(scan_id))
        except ServerError as error:
            notes.append(f"results are delivered, but not judged against their history: {error}")
            is_judged = False
    return Delivery(result=result, is_delivered=is_judged, notes=tuple(notes))


def _undelivered(replayed: ReplayResult, workspace: Workspace) -> str:
    parts: list[str] = []
    if replayed.waiting:
        parts.append(f"{_waiting(replayed.waiting)} in {spool_path(workspace)}")
    if replayed.rejected:
        parts.append(f"{replayed.rejected} were rejected, see `seltzer spool list`")
    return f"{'; '.join(parts)}: {replayed.reason or 'the server could not be reached'}"


def spool_path(workspace: Workspace) -> str:
    """Give the spool's folder for messages."""
    return f"{workspace.state_dir.name}/spool"
