"""From a workspace to query plans, one per data source."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from seltzer_cli.measuring import measured_of
from seltzer_cli.surveying import surveys_of
from seltzer_cli.workspace import Workspace
from seltzer_compiler.compile import compile_checks
from seltzer_compiler.drafts.draft import Engine
from seltzer_compiler.plan import ScanPlan
from seltzer_compiler.statistics import NO_STATISTICS, Statistics
from seltzer_dialects.base import Dialect
from seltzer_dialects.registry import dialect_of, get_dialect
from seltzer_specs.checks import Check
from seltzer_specs.checks.compared import sources_compared_with
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.errors import ConfigError, SpecError


def compile_workspace(
    workspace: Workspace, *, data_source: str | None, dialect: str | None = None
) -> tuple[ScanPlan, ...]:
    """Compile the checks of one data source, or of all that have checks.

    Args:
        workspace: What to compile.
        data_source: Only this one.
        dialect: Compile for this dialect; with it no data source needs to be configured.
    """
    names = [data_source] if data_source is not None else data_sources_with_checks(workspace)
    return tuple(
        compile_source(workspace, name, workspace.checks_for(name), dialect=dialect)
        for name in names
    )


def find_uncompiled(workspace: Workspace) -> tuple[SpecError, ...]:
    """Give the mistakes that only compiling finds, such as a condition that is no SQL.

    Checks of a data source that is not configured have no dialect, so theirs are not looked for.
    """
    plans = (
        compile_source(workspace, name, workspace.checks_for(name))
        for name in data_sources_with_checks(workspace)
        if name in workspace.data_sources
    )
    return errors_of(plans)


def errors_of(plans: Iterable[ScanPlan]) -> tuple[SpecError, ...]:
    """Give the mistakes of checks that could not be compiled."""
    return tuple(check.error for plan in plans for check in plan.checks if check.error is not None)


def data_sources_with_checks(workspace: Workspace) -> list[str]:
    """Give the names of all data sources that specs ask about, sorted; the default first."""
    fallback = workspace.default_data_source or next(iter(workspace.data_sources), "default")
    specs = workspace.specs
    asked = (*specs.checks, *specs.discovered, *specs.profiled, *specs.measured)
    named = {
        item.dataset.data_source if item.dataset and item.dataset.data_source else fallback
        for item in asked
    }
    return sorted(named, key=lambda name: (name != fallback, name))


def compile_source(
    workspace: Workspace,
    name: str,
    checks: Sequence[Check],
    *,
    dialect: str | None = None,
    statistics: Mapping[str, Statistics] | None = None,
) -> ScanPlan:
    """Compile some checks for one data source.

    Args:
        workspace: What to compile.
        name: The data source.
        checks: Its checks.
        dialect: Compile for this dialect; with it no data source needs to be configured.
        statistics: What is known of the data, by data source.

    Raises:
        ConfigError: neither a dialect nor a data source of that name is known.
    """
    settings = workspace.data_sources.get(name)
    known = statistics or {}
    return compile_checks(
        checks,
        dialect=_dialect(workspace, name, dialect),
        data_source=name,
        schema=settings.schema if settings is not None else None,
        others=_others(workspace, name, checks, dialect, known),
        surveys=surveys_of(workspace, name),
        measured=measured_of(workspace, name),
        statistics=known.get(name, NO_STATISTICS),
    )


def _dialect(workspace: Workspace, name: str, dialect: str | None) -> Dialect:
    if dialect is not None:
        return get_dialect(dialect)
    if workspace.data_sources:
        return dialect_of(workspace.data_source(name))
    raise ConfigError("which dialect? give --dialect, a seltzer.yml, or -c with a configuration")


def other_data_sources(
    workspace: Workspace, name: str, checks: Sequence[Check]
) -> dict[str, DataSourceSettings]:
    """Give the configured data sources that checks of one compare with, by name."""
    return {
        other: workspace.data_sources[other]
        for other in sorted(sources_compared_with(checks) - {name})
        if other in workspace.data_sources
    }


def _others(
    workspace: Workspace,
    name: str,
    checks: Sequence[Check],
    dialect: str | None,
    known: Mapping[str, Statistics],
) -> dict[str, Engine]:
    if dialect is not None:
        names = sources_compared_with(checks) - {name}
        return {other: Engine(get_dialect(dialect)) for other in names}
    found: dict[str, Engine] = {}
    for other, settings in other_data_sources(workspace, name, checks).items():
        # A check that needs a data source of an unknown type is an error, and no other check.
        with suppress(ConfigError):
            found[other] = Engine(
                dialect_of(settings), settings.schema, known.get(other, NO_STATISTICS)
            )
    return found
