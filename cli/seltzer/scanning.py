"""`seltzer.scan`: a scan for programs that have specs, connections or data frames at hand."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timezone
from os import PathLike, fspath
from typing import TYPE_CHECKING, TypeAlias

from seltzer.report import Report
from seltzer_specs.errors import ConfigError

if TYPE_CHECKING:
    from seltzer_cli.workspace import Workspace
    from seltzer_dialects.opened.source import OpenSource
    from seltzer_specs.spec_file import SpecFile

StrPath: TypeAlias = str | PathLike[str]
FRAMES = "frames"
"""Name of the data source that `frames` make."""


def scan(
    specs: StrPath | Sequence[StrPath] = (),
    *,
    data_source: str | None = None,
    project: StrPath | Mapping[str, object] | None = None,
    configuration: StrPath | Sequence[StrPath] = (),
    templates: StrPath | Sequence[StrPath] = (),
    variables: Mapping[str, object] | None = None,
    connections: Mapping[str, object] | None = None,
    frames: Mapping[str, object] | None = None,
    select: str | Sequence[str] = (),
    exclude: str | Sequence[str] = (),
    data_time: datetime | None = None,
    push: bool = False,
    threads: int | None = None,
    query_timeout_s: float | None = None,
    strict: bool = True,
) -> Report:
    """Run the checks of a data source.

    Args:
        specs: Files, folders or patterns; a text with a line feed or `: ` in it is YAML itself.
            Without any, those of the project.
        data_source: Which one; without it the only one of `connections` and `frames`, else the
            project's default.
        project: A `seltzer.yml`, or its content as a mapping; without it the one of the current
            folder or above, as on the command line.
        configuration: Soda `configuration.yml` files; they replace the project.
        templates: Files of check templates, beside those among the specs.
        variables: Values of `${NAME}` in the specs.
        connections: Data sources that are open already, by name: DuckDB connections, engines and
            connections of SQLAlchemy, Spark sessions. They stay open.
        frames: Frames of pandas and Polars and tables of Arrow, by the dataset that each is; they
            are the data source `frames`.
        select: Selectors of docs/selecting.md; any of them chooses a check.
        exclude: Selectors of checks that are left out.
        data_time: The time that the data speaks of, in UTC where it says no zone; now without it.
        push: True pushes the results to the project's server, or to one that is embedded.
        threads: Queries at a time in one data source.
        query_timeout_s: Seconds that one query may take.
        strict: False scans what can be read although the specs have mistakes, which the report
            then has.

    Raises:
        SpecErrorGroup: the specs have mistakes.
        ConfigError: an argument or the project is wrong, or nothing is selected.
        RefusedError: the scan would read more than the data source's `max_bytes`.
    """
    from seltzer_cli.expanding import expand_waiting
    from seltzer_cli.reporting import complete_report, is_incomplete
    from seltzer_cli.scanning import ScanOptions, scan_workspace
    from seltzer_cli.selecting import locate_changes, parse_selection

    _require_limits(threads, query_timeout_s)
    moment = _in_utc(data_time)
    paths, texts = _split(_several(specs))
    selection = parse_selection(_words(select), _words(exclude))
    workspace = _open(
        paths,
        texts,
        project=project,
        configurations=[fspath(path) for path in _several(configuration)],
        templates=[fspath(path) for path in _several(templates)],
        variables={name: str(value) for name, value in (variables or {}).items()},
        data_source=data_source,
        now=moment,
        opened=_opened(connections or {}, frames or {}),
    )
    if strict:
        workspace.require_valid()
    workspace, unread = expand_waiting(workspace, data_source)
    options = ScanOptions(
        data_source=data_source,
        data_time=moment,
        is_pushed=push,
        timeout_s=query_timeout_s,
        threads=threads,
        selection=locate_changes(selection, workspace, spec_paths=paths),
    )
    delivery = scan_workspace(workspace, options)
    return Report(
        scan=complete_report(workspace, delivery, selection=selection, unread=unread),
        mistakes=workspace.specs.errors,
        is_delivered=delivery.is_delivered,
        is_incomplete=is_incomplete(delivery, unread=unread),
        messages=delivery.notes,
    )


def _open(
    paths: Sequence[str],
    texts: Sequence[str],
    *,
    project: StrPath | Mapping[str, object] | None,
    configurations: Sequence[str],
    templates: Sequence[str],
    variables: Mapping[str, str],
    data_source: str | None,
    now: datetime | None,
    opened: "Mapping[str, OpenSource]",
) -> "Workspace":
    from seltzer_cli.workspace import open_workspace

    content = {"name": "program", **project} if isinstance(project, Mapping) else None
    file = fspath(project) if isinstance(project, str | PathLike) else None
    workspace = open_workspace(
        paths,
        configurations=configurations,
        project_file=file,
        project_text=json.dumps(content, indent=1) if content is not None else None,
        templates=templates,
        variables=variables,
        data_source=data_source,
        now=now,
        loaded=_loaded(paths, texts),
        opened=opened,
    )
    if not workspace.files:
        raise ConfigError("no specs: give some, or list them under specs: in seltzer.yml")
    return workspace


def _loaded(paths: Sequence[str], texts: Sequence[str]) -> "tuple[SpecFile, ...] | None":
    """Give files and texts together; None leaves reading to the workspace."""
    if not texts:
        return None
    from seltzer_cli.workspace import load_specs
    from seltzer_specs.spec_file import SpecFile

    named = [SpecFile(f"text-{number}.yml", text) for number, text in enumerate(texts, start=1)]
    return (*load_specs(paths), *named)


def _opened(
    connections: Mapping[str, object], frames: Mapping[str, object]
) -> "dict[str, OpenSource]":
    from seltzer_dialects.opened.frames import open_frames
    from seltzer_dialects.opened.source import open_source

    if frames and FRAMES in connections:
        raise ConfigError(f'"{FRAMES}" is the data source of frames; name the connection otherwise')
    same: dict[int, OpenSource] = {}
    found: dict[str, OpenSource] = {}
    for name, session in connections.items():
        # One session under two names still runs one statement at a time.
        if id(session) not in same:
            same[id(session)] = open_source(name, session)
        found[name] = same[id(session)]
    if frames:
        found[FRAMES] = open_frames(frames)
    return found


def _several(value: StrPath | Sequence[StrPath]) -> Sequence[StrPath]:
    return [value] if isinstance(value, str | PathLike) else value


def _words(value: str | Sequence[str]) -> Sequence[str]:
    return [value] if isinstance(value, str) else value


def _split(specs: Iterable[StrPath]) -> tuple[list[str], list[str]]:
    """Tell paths from YAML."""
    paths: list[str] = []
    texts: list[str] = []
    for spec in specs:
        is_text = isinstance(spec, str) and ("\n" in spec or ": " in spec)
        (texts if is_text else paths).append(fspath(spec))
    return paths, texts


def _in_utc(moment: datetime | None) -> datetime | None:
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=timezone.utc)


def _require_limits(threads: int | None, query_timeout_s: float | None) -> None:
    from seltzer_specs.scan_limits import MAX_QUERY_TIMEOUT_S, MAX_THREADS

    if threads is not None and not 1 <= threads <= MAX_THREADS:
        raise ConfigError(f"threads wants a whole number from 1 to {MAX_THREADS}, got {threads}")
    if query_timeout_s is not None and not 0 < query_timeout_s <= MAX_QUERY_TIMEOUT_S:
        raise ConfigError(f"query_timeout_s wants seconds, for example 600, got {query_timeout_s}")
