"""`seltzer fmt`: spec files in their canonical form."""

import difflib
import os
from pathlib import Path

import click

from seltzer_cli.options import project_option
from seltzer_cli.rewriting import Target, find_targets, write_whole
from seltzer_specs.disk import read_spec
from seltzer_specs.errors import ConfigError, SeltzerError
from seltzer_specs.fmt.format import format_text
from seltzer_specs.project import find_project_file, parse_project


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@project_option
@click.option("--check", "is_check", is_flag=True, help="Write nothing; exit 2 if a file differs.")
@click.option("--diff", "is_diff", is_flag=True, help="Write nothing; show what would change.")
def fmt(paths: tuple[str, ...], project_file: str | None, *, is_check: bool, is_diff: bool) -> int:
    """Rewrite spec files in their canonical form; comments and meaning stay.

    PATHs are files, folders or patterns; without any, the project file and the project's specs.
    """
    targets, errors = _find(paths, project_file)
    changed = 0
    failures: list[SeltzerError] = [*errors]
    for target in targets:
        try:
            changed += _format(target, is_dry=is_check or is_diff, is_diff=is_diff)
        except SeltzerError as error:
            failures.append(error)
    for failure in failures:
        click.echo(str(failure), err=True)
    kept = len(targets) - changed - (len(failures) - len(errors))
    click.echo(_summary(changed, kept, len(failures), is_dry=is_check or is_diff), err=True)
    if failures:
        return 1
    return 2 if changed and is_check else 0


def _format(target: Target, *, is_dry: bool, is_diff: bool) -> bool:
    """Format one file; tell whether it differs from its canonical form.

    Raises:
        SeltzerError: it cannot be read, formatted or written.
    """
    text = read_spec(target.path, target.name)
    formatted = format_text(text, target.name)
    if formatted == text:
        return False
    if not is_dry:
        write_whole(target.path, formatted)
        click.echo(f"formatted {target.name}")
    elif is_diff:
        click.echo(_diff(text, formatted, target.name), nl=False)
    else:
        click.echo(f"would format {target.name}")
    return True


def _diff(before: str, after: str, name: str) -> str:
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{name}", f"b/{name}"
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _find(
    paths: tuple[str, ...], project_file: str | None
) -> tuple[tuple[Target, ...], tuple[ConfigError, ...]]:
    if paths:
        return find_targets(paths, root=Path.cwd())
    path = Path(project_file).resolve() if project_file else find_project_file(Path.cwd())
    if path is None:
        raise ConfigError(
            "no seltzer.yml in this folder or above, and no files given; name files or folders"
        )
    project = parse_project(read_spec(path, path.name), path.name, dict(os.environ))
    specs = [entry for entry in project.specs if (path.parent / entry).exists() or "*" in entry]
    return find_targets([path.name, *specs], root=path.parent)


def _summary(changed: int, kept: int, failed: int, *, is_dry: bool) -> str:
    verb = "would be formatted" if is_dry else "formatted"
    shown = f"{changed} {verb}, {kept} left as they are"
    return f"{shown}, {failed} failed" if failed else shown
