"""A monitor is accepted only when its check compiles, wherever it was authored."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from seltzer_compiler.compile import compile_checks
from seltzer_compiler.drafts.draft import Engine
from seltzer_dialects.registry import get_dialect
from seltzer_server.store.tables import DataSource
from seltzer_specs.checks import Check
from seltzer_specs.checks.compared import sources_compared_with
from seltzer_specs.errors import ConfigError, SeltzerError, SpecError, SpecErrorGroup
from seltzer_specs.loader import ParseSettings, check_of_monitor
from seltzer_specs.location import Location
from seltzer_specs.monitors import render_monitor
from seltzer_specs.wire.monitor import MonitorSpec
from seltzer_specs.yaml_reader import Mapping, read_documents

NEW_MONITOR = "mon_000000"
"""Stands in the messages about a monitor that has no identity yet."""


class MonitorRuleError(SeltzerError):
    """A monitor's spec is wrong; `pointer` is the JSON pointer of the wrong field."""

    def __init__(self, pointer: str, message: str) -> None:
        super().__init__(message)
        self.pointer = pointer


def known_dialects(session: Session) -> dict[str, str]:
    """Give the dialects of the data sources that were ever scanned, by name."""
    return dict(session.execute(select(DataSource.name, DataSource.dialect)).all())


def check_monitor(
    monitor_id: str | None, spec: MonitorSpec, dialects: dict[str, str], *, now: datetime
) -> Check:
    """Give the check that a monitor asks.

    Args:
        monitor_id: None for a new one.
        spec: What the monitor says.
        dialects: Of the known data sources, by name. The check is compiled for its data source
            where that is known, and only parsed where it is not.
        now: Time that `NOW` in the spec stands for.

    Raises:
        MonitorRuleError: with line and column in the YAML document that the monitor is.
    """
    name = monitor_id or NEW_MONITOR
    sources = frozenset({*dialects, *filter(None, [spec.data_source])})
    settings = ParseSettings(
        data_sources=sources,
        default_data_source=spec.data_source,
        are_all_sources_known=False,
        now=now,
    )
    try:
        check = check_of_monitor(name, spec, settings, Location(f"monitors/{name}.yml"))
        _compile(check, spec, dialects)
    except SpecErrorGroup as group:
        raise MonitorRuleError(_pointer(group.errors[0], name, spec), str(group)) from None
    return check


def _compile(check: Check, spec: MonitorSpec, dialects: dict[str, str]) -> None:
    source = spec.data_source or (next(iter(dialects)) if len(dialects) == 1 else None)
    if source is None or source not in dialects:
        return
    try:
        dialect = get_dialect(dialects[source])
    except ConfigError:
        return  # scanned by a program that knows more dialects than this server
    compared = sources_compared_with([check]) - {source}
    try:
        others = {name: Engine(get_dialect(dialects[name])) for name in compared}
    except (ConfigError, KeyError):
        return  # compares with a data source that this server does not know
    plan = compile_checks([check], dialect=dialect, data_source=source, others=others)
    errors = [planned.error for planned in plan.checks if planned.error is not None]
    if errors:
        raise SpecErrorGroup(errors)


def _pointer(error: SpecError, name: str, spec: MonitorSpec) -> str:
    """Name the field whose lines in the YAML document hold the error."""
    (document,) = read_documents(render_monitor(name, spec), error.location.file)
    assert isinstance(document.root, Mapping)  # noqa: S101 - it was rendered from one
    fields = [
        key.text for key, _ in document.root.entries if key.location.line <= error.location.line
    ]
    return f"/spec/{fields[-1]}" if fields else "/spec"
