"""`seltzer migrate`: SodaCL, Soda SQL and their configurations as versioned documents."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from seltzer_cli.migration.given import Given, lines_of, read_given
from seltzer_cli.migration.places import inside
from seltzer_cli.migration.run import Result, migrate_all
from seltzer_cli.options import spec_arguments, template_option
from seltzer_cli.rewriting import write_whole
from seltzer_cli.workspace import Workspace, open_workspace
from seltzer_specs.errors import ConfigError
from seltzer_specs.project import PROJECT_FILE, Project, find_project_file, parse_project
from seltzer_specs.spec_file import SpecFile

EPILOG = """Exit codes: 0 done, 1 a file stays for a mistake (the others are migrated), 2 a file
would change (--check)."""


@click.command(epilog=EPILOG)
@spec_arguments
@template_option
@click.option("--out", type=click.Path(path_type=Path), help="Write all files below this folder.")
@click.option("--in-place", "is_in_place", is_flag=True, help="Write over the files.")
@click.option("--check", "is_check", is_flag=True, help="Write nothing; exit 2 if a file changes.")
def migrate(
    specs: tuple[str, ...],
    data_source: str | None,
    configurations: tuple[str, ...],
    variables: dict[str, str],
    project_file: str | None,
    templates: tuple[str, ...],
    *,
    out: Path | None,
    is_in_place: bool,
    is_check: bool,
) -> int:
    """Rewrite SodaCL and Soda SQL files as versioned documents; checks, ids and SQL stay.

    A Soda configuration.yml or warehouse.yml, given with -c or among the files, becomes a
    seltzer.yml, without any secret in it. Without --out and --in-place everything is shown and
    nothing is written. What a document cannot say stays beside it, in NAME_sodacl.yml.
    """
    if out is not None and is_in_place:
        raise click.UsageError("--out and --in-place exclude each other; give one of them")
    given, root = _read(specs, configurations, project_file)
    workspace = open_workspace(
        specs,
        configurations=[file.path for file in given.configurations],
        project_file=project_file,
        variables=variables,
        data_source=data_source,
        templates=templates,
        loaded=given.specs,
    )
    folder = out if out is not None else root
    result = migrate_all(workspace, given, data_source=data_source, folder=folder)
    for line in result.lines:
        click.echo(line, err=True)
    if is_check or not (is_in_place or out is not None):
        _show(result, is_check=is_check)
    elif _write(result, folder, is_new=out is not None):
        click.echo(_next_step(folder, workspace, variables), err=True)
    for line in lines_of(result.failures):
        click.echo(line, err=True)
    return _finish(result, len(workspace.files) + len(given.unread), is_check=is_check)


def _finish(result: Result, count: int, *, is_check: bool) -> int:
    summary = f"{len(result.changed)} of {count} files migrate"
    stays = f"; as they are stay {', '.join(result.stays)}" if result.stays else ""
    click.echo(f"{summary}{stays}", err=True)
    if result.failures:
        return 1
    return 2 if is_check and (result.changed or result.project is not None) else 0


def _read(
    specs: Sequence[str], configurations: Sequence[str], project_file: str | None
) -> tuple[Given, Path]:
    """Read all files one by one, and give the folder that their paths start from."""
    paths, root = list(specs), Path.cwd()
    if not specs and not configurations:
        project, root = _project(project_file)
        paths = [path for path in project.specs if (root / path).exists() or "*" in path]
    environment = dict(os.environ)
    return read_given(paths, configurations, root=root, environment=environment), root


def _project(project_file: str | None) -> tuple[Project, Path]:
    path = Path(project_file) if project_file else find_project_file(Path.cwd())
    if path is None or not path.is_file():
        raise ConfigError(
            f"no {PROJECT_FILE} in this folder or above, and no files given; name files or "
            "folders, and the Soda configuration with -c"
        )
    path = path.resolve()
    return parse_project(path.read_text("utf-8"), path.name, dict(os.environ)), path.parent


def _show(result: Result, *, is_check: bool) -> None:
    files = [file for outcome in result.changed for file in outcome.files]
    if is_check:
        for outcome in result.changed:
            click.echo(f"would migrate {outcome.file.path}")
        files = []
    if result.project is not None and is_check:
        click.echo(f"would write {PROJECT_FILE}")
    for file in [*files, *([result.project] if result.project is not None else [])]:
        if not is_check:
            click.echo(f"# {file.path}\n{file.text}", nl=False)


def _next_step(folder: Path, workspace: Workspace, variables: Mapping[str, str]) -> str:
    """Say what to run; what was given here is not in the project, and is to be given again."""
    options = "".join(f" -v {name}=…" for name in variables)
    where = "" if folder.resolve() == Path.cwd() else f" in {folder}"
    source = " -d NAME" if workspace.default_data_source is None else ""
    names = f" with one of {', '.join(sorted(workspace.data_sources))}" if source else ""
    return f"next{where}: seltzer validate{options}, then seltzer scan{source}{options}{names}"


def _write(result: Result, folder: Path, *, is_new: bool) -> bool:
    """Write all files, and tell whether a project file is among them."""
    outcomes = result.outcomes if is_new else result.changed
    files: Mapping[Path, str] = {
        folder / inside(file.path): file.text for outcome in outcomes for file in outcome.files
    }
    if is_new:
        files = {**{folder / inside(p): text for p, text in result.companions.items()}, **files}
    if result.project is not None and _is_free(result, result.project, folder):
        files = {**files, folder / PROJECT_FILE: result.project.text}
    taken = next((path for path in files if is_new and path.exists()), None)
    if taken is not None:
        raise ConfigError(f"{taken} exists already; give --out a new folder")
    for path, text in files.items():
        write_whole(path, text)
    return result.project is not None and folder / PROJECT_FILE in files


def _is_free(result: Result, project: SpecFile, folder: Path) -> bool:
    """Tell whether a project file may be written; note a failure where another stands there."""
    path = folder / PROJECT_FILE
    if not path.exists():
        return True
    if path.read_text("utf-8") != project.text:
        error = f"{path} exists already and stays as it is; what it would be is shown without "
        result.failures.append(ConfigError(f"{error}--in-place"))
    return False
