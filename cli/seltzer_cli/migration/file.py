"""One file migrated, with the proof that it says the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from seltzer_cli.migration.proof import find_difference
from seltzer_specs.documents import is_versioned
from seltzer_specs.errors import RefusedError, SpecErrorGroup
from seltzer_specs.fmt.proof import comments_of
from seltzer_specs.loader import ParseSettings, parse_specs
from seltzer_specs.migrate.migration import Migration
from seltzer_specs.migrate.soda_configurations import DataSourceNames
from seltzer_specs.migrate.soda_sql.migrate import migrate_soda_sql
from seltzer_specs.migrate.sodacl import migrate_sodacl
from seltzer_specs.soda_sql.recognize import is_scan_file
from seltzer_specs.sodacl.section_names import KNOWN
from seltzer_specs.spec_file import SpecFile
from seltzer_specs.yaml_reader import Mapping, read_documents

Migrate = Callable[[str, str], Migration]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one file.

    Attributes:
        file: As it is.
        files: What it becomes, the first under its own path; only itself where it stays.
        lines: What people are told.
        is_changed: False for a file that stays.
        is_respelled: True where the checks' own lines are others than before.
    """

    file: SpecFile
    files: tuple[SpecFile, ...]
    lines: tuple[str, ...] = ()
    is_changed: bool = False
    is_respelled: bool = False


def migrate_file(
    file: SpecFile, shared: Sequence[SpecFile], settings: ParseSettings, names: set[str]
) -> Outcome:
    """Migrate one file.

    Args:
        file: What to migrate.
        shared: Files that others need, such as those of templates.
        settings: How files are parsed.
        names: Paths of all files.

    Raises:
        SpecErrorGroup: the file has mistakes.
        SeltzerError: the documents could not be proven to say the same.
    """
    front_end = _front_end(file, settings)
    if front_end is None:
        return Outcome(file, (file,))
    others = [other for other in shared if other != file]
    mistakes = parse_specs([file, *others], settings).errors
    own = [error for error in mistakes if error.location.file == file.path]
    if own:
        raise SpecErrorGroup(own)
    migration = front_end(file.text, file.path)
    stays = tuple(
        f'{file.path}:{s.line}: "{s.header}" stays SodaCL: {s.reason}' for s in migration.staying
    )
    if migration.documents is None:
        return Outcome(file, (file,), stays)
    files = [SpecFile(file.path, migration.documents)]
    if migration.rest is not None:
        files.append(SpecFile(_beside(file.path, names), migration.rest))
    difference = find_difference(
        [file, *others],
        [*files, *others],
        settings,
        is_respelled=migration.is_respelled,
    )
    if difference is None and _lost_comments(file, files):
        difference = f'the comment "{_lost_comments(file, files)}" would be lost'
    if difference is not None:
        raise RefusedError(f"{file.path} is not migrated: {difference}")
    return Outcome(
        file,
        tuple(files),
        (*stays, *migration.notes, _summary(file, migration, files)),
        is_changed=True,
        is_respelled=migration.is_respelled,
    )


def _lost_comments(before: SpecFile, after: Sequence[SpecFile]) -> str:
    """Give a comment that none of the files has; empty where all are kept."""
    left = comments_of(before.text)
    for file in after:
        left -= comments_of(file.text)
    return next(iter(left), "")


def _front_end(file: SpecFile, settings: ParseSettings) -> Migrate | None:
    """Give what migrates a file, by what its first key says; None where nothing does.

    Another language adds its own line here.
    """
    starts = tuple(name.split(" ")[0] for name in KNOWN)
    for document in read_documents(file.text, file.path):
        root = document.root
        if not isinstance(root, Mapping) or is_versioned(root):
            continue
        if is_scan_file(root):
            return migrate_soda_sql
        if any(key.text.strip().startswith(starts) for key, _ in root.entries):
            names = DataSourceNames(settings.data_sources, settings.default_data_source)
            return partial(migrate_sodacl, data_sources=names)
    return None


def _beside(path: str, names: set[str]) -> str:
    pure = PurePosixPath(path)
    name = pure.with_name(f"{pure.stem}_sodacl{pure.suffix}").as_posix()
    if name in names or Path(name).exists():
        raise RefusedError(f"{path} is not migrated: {name} exists already; move it away")
    return name


def _summary(file: SpecFile, migration: Migration, files: Sequence[SpecFile]) -> str:
    count = migration.count
    beside = f"; what stays is in {files[1].path}" if len(files) > 1 else ""
    return f"{file.path}: {count} document{'' if count == 1 else 's'}{beside}"
