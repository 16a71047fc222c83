"""`seltzer validate`: read every spec, show every mistake."""

import json
from collections.abc import Callable
from pathlib import Path

import click

from seltzer_cli.annotations import render_annotations
from seltzer_cli.binding import bind_workspace
from seltzer_cli.expanding import show_remarks
from seltzer_cli.findings import Finding, findings_of
from seltzer_cli.options import spec_arguments, template_option
from seltzer_cli.planning import find_uncompiled
from seltzer_cli.sarif import render_sarif
from seltzer_cli.selecting import (
    CheckSelection,
    describe_left_out,
    parse_selection,
    select_checks,
    select_options,
)
from seltzer_cli.workspace import Workspace, open_workspace
from seltzer_specs.errors import SpecError, SpecErrorGroup


@click.command()
@spec_arguments
@template_option
@select_options
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    help="text; json; sarif for code scanning; github for annotations in a workflow.",
)
def validate(
    specs: tuple[str, ...],
    data_source: str | None,
    configurations: tuple[str, ...],
    variables: dict[str, str],
    project_file: str | None,
    templates: tuple[str, ...],
    select: tuple[str, ...],
    exclude: tuple[str, ...],
    format_: str,
) -> int:
    """Check specs without a connection: one line per mistake, exit 1 if there is any."""
    selection = parse_selection(select, exclude)

    def read() -> Workspace:
        workspace = open_workspace(
            specs,
            configurations=configurations,
            project_file=project_file,
            templates=templates,
            variables=variables,
            data_source=data_source,
        )
        if not workspace.specs.errors:  # a check that cannot be read cannot be chosen
            workspace = select_checks(
                workspace, selection, data_source=data_source, spec_paths=specs
            )
        return bind_workspace(workspace)

    workspace, errors = _read(read)
    if format_ == "text":
        return _show(workspace, errors, selection)
    notes = workspace.specs.notes if workspace is not None else ()
    folder = Path.cwd() if specs or workspace is None else workspace.root
    findings = findings_of(errors, notes, folder=folder)
    _print(format_, findings, workspace)
    return 1 if errors else 0


def _read(read: Callable[[], Workspace]) -> tuple[Workspace | None, tuple[SpecError, ...]]:
    """Give the workspace and all mistakes; none where the project file itself is wrong."""
    try:
        workspace = read()
    except SpecErrorGroup as wrong:
        return None, wrong.errors
    found = SpecErrorGroup((*workspace.specs.errors, *find_uncompiled(workspace)))
    return workspace, found.errors


def _show(
    workspace: Workspace | None, errors: tuple[SpecError, ...], selection: CheckSelection
) -> int:
    if errors or workspace is None:
        raise SpecErrorGroup(errors)
    show_remarks(workspace)
    files, checks = len(workspace.files), len(workspace.specs.checks)
    monitors = sum(check.monitor_id is not None for check in workspace.specs.checks)
    left = f"; {describe_left_out(selection, workspace.left_out)}" if selection else ""
    click.echo(
        f"{files} file{'' if files == 1 else 's'}, {checks} check{'' if checks == 1 else 's'} "
        f"({monitors} from monitors): no mistakes{_count_notes(len(workspace.specs.notes))}{left}"
    )
    return 0


def _print(format_: str, findings: tuple[Finding, ...], workspace: Workspace | None) -> None:
    if format_ == "github":
        for line in render_annotations(findings):
            click.echo(line)
    else:
        render = render_sarif(findings) if format_ == "sarif" else _as_json(findings, workspace)
        click.echo(json.dumps(render, indent=2, ensure_ascii=False))


def _as_json(findings: tuple[Finding, ...], workspace: Workspace | None) -> dict[str, object]:
    return {
        "schema": "seltzer.validation/1",
        "files": len(workspace.files) if workspace is not None else 0,
        "checks": len(workspace.specs.checks) if workspace is not None else 0,
        "left_out": workspace.left_out if workspace is not None else 0,
        "monitors": len(workspace.specs.monitors) if workspace is not None else 0,
        "findings": [
            {
                "level": finding.level,
                "rule": finding.rule,
                "message": finding.message,
                "location": {
                    "file": finding.location.file,
                    "line": finding.location.line,
                    "column": finding.location.column,
                },
            }
            for finding in findings
        ],
    }


def _count_notes(count: int) -> str:
    return f", {count} note{'' if count == 1 else 's'}" if count else ""
