"""`seltzer migrate`: SodaCL files as versioned documents."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import click

from seltzer_cli.migrating import find_difference, reads_environment
from seltzer_cli.options import spec_arguments, template_option
from seltzer_cli.rewriting import write_whole
from seltzer_cli.workspace import Workspace, open_workspace
from seltzer_specs.documents import is_versioned
from seltzer_specs.errors import ConfigError, RefusedError, SeltzerError
from seltzer_specs.fmt.proof import comments_of
from seltzer_specs.loader import parse_specs
from seltzer_specs.migrate.migration import Migration
from seltzer_specs.migrate.sodacl import migrate_sodacl
from seltzer_specs.sodacl.section_names import KNOWN
from seltzer_specs.spec_file import SpecFile
from seltzer_specs.yaml_reader import Mapping as MappingNode
from seltzer_specs.yaml_reader import read_documents

Migrate = Callable[[str, str], Migration]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one file.

    Attributes:
        file: As it is.
        files: What it becomes, the first under its own path; only itself where it stays.
        lines: What people are told.
        is_changed: False for a file that stays.
    """

    file: SpecFile
    files: tuple[SpecFile, ...]
    lines: tuple[str, ...] = ()
    is_changed: bool = False


@click.command()
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
    """Rewrite SodaCL files as versioned documents; checks, their ids and their SQL stay.

    Without --out and --in-place the documents are shown and nothing is written. What a document
    cannot say stays in a SodaCL file beside it, named NAME_sodacl.yml.
    """
    if out is not None and is_in_place:
        raise click.UsageError("--out and --in-place exclude each other; give one of them")
    workspace = open_workspace(
        specs,
        configurations=configurations,
        project_file=project_file,
        variables=variables,
        data_source=data_source,
        templates=templates,
    )
    found, failures = _migrate_all(workspace)
    for outcome in found:
        for line in outcome.lines:
            click.echo(line, err=True)
    for line in reads_environment(workspace.files, workspace.settings):
        click.echo(f"a project reads no environment: {line}", err=True)
    folder = out if out is not None else (_root(workspace, specs) if is_in_place else None)
    changed = [outcome for outcome in found if outcome.is_changed]
    if is_check or folder is None:
        _show(changed, is_check=is_check)
    else:
        _write(found if out is not None else changed, folder, is_new=out is not None)
    for failure in failures:
        click.echo(str(failure), err=True)
    click.echo(f"{len(changed)} of {len(workspace.files)} files migrate", err=True)
    if failures:
        return 1
    return 2 if is_check and changed else 0


def _migrate_all(workspace: Workspace) -> tuple[list[Outcome], list[SeltzerError]]:
    """Migrate each file alone, and prove the whole once more."""
    found: list[Outcome] = []
    failures: list[SeltzerError] = []
    shared = [file for file in workspace.files if "templates:" in file.text]
    shared += [f for f in workspace.files if "kind: Template" in f.text and f not in shared]
    names = {file.path for file in workspace.files}
    for file in workspace.files:
        try:
            found.append(_migrate(file, shared, workspace, names))
        except SeltzerError as error:
            failures.append(error)
            found.append(Outcome(file, (file,)))
    after = [file for outcome in found for file in outcome.files]
    if any(outcome.is_changed for outcome in found) and not workspace.specs.errors:
        difference = find_difference(workspace.files, after, workspace.settings)
        if difference is not None:
            raise RefusedError(f"nothing is migrated: together, {difference}")
    return found, failures


def _migrate(
    file: SpecFile, shared: list[SpecFile], workspace: Workspace, names: set[str]
) -> Outcome:
    """Migrate one file.

    Raises:
        SeltzerError: it has mistakes, or the documents could not be proven to say the same.
    """
    front_end = _front_end(file)
    if front_end is None:
        return Outcome(file, (file,))
    others = [other for other in shared if other != file]
    mistakes = parse_specs([file, *others], workspace.settings).errors
    own = [error for error in mistakes if error.location.file == file.path]
    if own:
        more = f" (and {len(own) - 1} more)" if len(own) > 1 else ""
        raise RefusedError(f"{file.path} is not migrated, it has a mistake{more}: {own[0]}")
    migration = front_end(file.text, file.path)
    stays = tuple(
        f'{file.path}:{s.line}: "{s.header}" stays SodaCL: {s.reason}' for s in migration.staying
    )
    if migration.documents is None:
        return Outcome(file, (file,), stays)
    files = [SpecFile(file.path, migration.documents)]
    if migration.rest is not None:
        files.append(SpecFile(_beside(file.path, names), migration.rest))
    difference = find_difference([file, *others], [*files, *others], workspace.settings)
    if difference is None and _lost_comments(file, files):
        difference = f'the comment "{_lost_comments(file, files)}" would be lost'
    if difference is not None:
        raise RefusedError(f"{file.path} is not migrated: {difference}")
    return Outcome(file, tuple(files), (*stays, _summary(file, migration, files)), is_changed=True)


def _lost_comments(before: SpecFile, after: list[SpecFile]) -> str:
    """Give a comment that none of the files has; empty where all are kept."""
    left = comments_of(before.text)
    for file in after:
        left -= comments_of(file.text)
    return next(iter(left), "")


def _front_end(file: SpecFile) -> Migrate | None:
    """Give what migrates a file, by what its first key says; None where nothing does.

    Another language adds its own line here.
    """
    starts = tuple(name.split(" ")[0] for name in KNOWN)
    for document in read_documents(file.text, file.path):
        root = document.root
        if not isinstance(root, MappingNode) or is_versioned(root):
            continue
        if any(key.text.strip().startswith(starts) for key, _ in root.entries):
            return migrate_sodacl
    return None


def _beside(path: str, names: set[str]) -> str:
    pure = PurePosixPath(path)
    name = pure.with_name(f"{pure.stem}_sodacl{pure.suffix}").as_posix()
    if name in names or Path(name).exists():
        raise RefusedError(f"{path} is not migrated: {name} exists already; move it away")
    return name


def _summary(file: SpecFile, migration: Migration, files: list[SpecFile]) -> str:
    count = migration.count
    beside = f"; what stays is in {files[1].path}" if len(files) > 1 else ""
    return f"{file.path}: {count} document{'' if count == 1 else 's'}{beside}"


def _show(changed: list[Outcome], *, is_check: bool) -> None:
    for outcome in changed:
        if is_check:
            click.echo(f"would migrate {outcome.file.path}")
            continue
        for file in outcome.files:
            click.echo(f"# {file.path}\n{file.text}", nl=False)


def _write(found: list[Outcome], folder: Path, *, is_new: bool) -> None:
    files: Mapping[Path, str] = {
        folder / _inside(file.path): file.text for outcome in found for file in outcome.files
    }
    taken = next((path for path in files if is_new and path.exists()), None)
    if taken is not None:
        raise ConfigError(f"{taken} exists already; give --out a new folder")
    for path, text in files.items():
        write_whole(path, text)


def _inside(path: str) -> str:
    """Give a path that stays below the folder it is written to, for files named by others."""
    if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
        raise ConfigError(f'"{path}" lies outside of this folder; go there to migrate it')
    return path


def _root(workspace: Workspace, specs: tuple[str, ...]) -> Path:
    """Give the folder that the files' paths start from."""
    return Path.cwd() if specs else workspace.root
