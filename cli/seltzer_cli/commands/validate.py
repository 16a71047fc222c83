"""`seltzer validate`: read every spec, show every mistake."""

import click

from seltzer_cli.binding import bind_workspace
from seltzer_cli.expanding import show_remarks
from seltzer_cli.options import spec_arguments, template_option
from seltzer_cli.planning import find_uncompiled
from seltzer_cli.workspace import open_workspace
from seltzer_specs.errors import SpecErrorGroup


@click.command()
@spec_arguments
@template_option
def validate(
    specs: tuple[str, ...],
    data_source: str | None,
    configurations: tuple[str, ...],
    variables: dict[str, str],
    project_file: str | None,
    templates: tuple[str, ...],
) -> int:
    """Check specs without a connection: one line per mistake, exit 1 if there is any."""
    workspace = open_workspace(
        specs,
        configurations=configurations,
        project_file=project_file,
        templates=templates,
        variables=variables,
        data_source=data_source,
    )
    workspace = bind_workspace(workspace)
    mistakes = SpecErrorGroup((*workspace.specs.errors, *find_uncompiled(workspace)))
    if mistakes.errors:
        raise mistakes
    show_remarks(workspace)
    files, monitors = len(workspace.files), len(workspace.specs.monitors)
    checks = len(workspace.specs.checks)
    click.echo(
        f"{files} file{'' if files == 1 else 's'}, {checks} check{'' if checks == 1 else 's'} "
        f"({monitors} from monitors): no mistakes{_count_notes(len(workspace.specs.notes))}"
    )
    return 0


def _count_notes(count: int) -> str:
    return f", {count} note{'' if count == 1 else 's'}" if count else ""
