"""What a command works on: the project or Soda configuration, its data sources and its specs."""

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

from seltzer_cli.snapshots import load_catalogues
from seltzer_dialects.opened.source import OpenSource
from seltzer_specs.checks import Check
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.disk import load_disk
from seltzer_specs.errors import ConfigError, SpecErrorGroup
from seltzer_specs.loader import LoadResult, ParseSettings, parse_specs
from seltzer_specs.named_files import DiskFiles
from seltzer_specs.project import DEFAULT_SPECS, Project, find_project_file, parse_project
from seltzer_specs.soda_configuration import parse_soda_configuration
from seltzer_specs.spec_file import SpecFile

COMPILE_NOW = datetime(2000, 1, 1, tzinfo=timezone.utc)
"""`${NOW}` in SQL that is not run: the same specs give the same bytes on every day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """Everything that was read from disk for one command.

    Attributes:
        root: Folder of the project file, or the current folder.
        project: The project, or None when a Soda configuration or nothing was given.
        data_sources: By name.
        default_data_source: Used by checks and commands that name none.
        settings: How the specs were parsed.
        files: The spec files.
        specs: Their checks, monitors and mistakes.
        left_out: How many of their checks a selection has taken out of `specs`.
        opened: Data sources that the caller has open, by name.
    """

    root: Path
    project: Project | None
    data_sources: Mapping[str, DataSourceSettings]
    default_data_source: str | None
    settings: ParseSettings
    files: tuple[SpecFile, ...]
    specs: LoadResult
    left_out: int = 0
    opened: Mapping[str, OpenSource] = field(default_factory=dict[str, OpenSource])

    @property
    def state_dir(self) -> Path:
        """Folder of the embedded server and the spool."""
        name = self.project.state_dir if self.project is not None else ".seltzer"
        return self.root / name

    @property
    def definition(self) -> str:
        """Name under which scans are kept."""
        return self.project.name if self.project is not None else self.root.name or "scan"

    def require_valid(self) -> None:
        """Stop on any mistake in the specs.

        Raises:
            SpecErrorGroup: all of them.
        """
        if self.specs.errors:
            raise SpecErrorGroup(self.specs.errors)

    def data_source(self, name: str | None) -> DataSourceSettings:
        """Give one data source by name, or the default.

        Raises:
            ConfigError: there is none of that name, or no default.
            SpecErrorGroup: there is none at all, and the specs have mistakes.
        """
        wanted = name or self.default_data_source
        if wanted is None:
            if not self.data_sources:  # one of the files may be the configuration
                self.require_valid()
            raise ConfigError(
                "no data source: name one with -d, in seltzer.yml under data_sources, or in a "
                f"Soda configuration given with -c; known: {_names(self.data_sources)}"
            )
        if wanted not in self.data_sources:
            raise ConfigError(f'unknown data source "{wanted}"; known: {_names(self.data_sources)}')
        return self.data_sources[wanted]

    def checks_for(self, data_source: str) -> tuple[Check, ...]:
        """Give the checks that ask about a data source, in file order."""
        fallback = self.default_data_source or data_source
        return tuple(
            check
            for check in self.specs.checks
            if _data_source_of(check, fallback) in (data_source, None)
        )

    def count_elsewhere(self, data_source: str) -> Mapping[str, int]:
        """Count the checks that ask about other data sources, by their names."""
        fallback = self.default_data_source or data_source
        names = (_data_source_of(check, fallback) for check in self.specs.checks)
        return Counter(name for name in names if name not in (data_source, None))


def _data_source_of(check: Check, fallback: str) -> str | None:
    if check.dataset is None:
        return fallback
    return check.dataset.data_source or fallback


def _names(data_sources: Mapping[str, DataSourceSettings]) -> str:
    return ", ".join(sorted(data_sources)) or "none"


def open_workspace(
    spec_paths: Sequence[str],
    *,
    configurations: Sequence[str] = (),
    project_file: str | None = None,
    templates: Sequence[str] = (),
    variables: Mapping[str, str] | None = None,
    data_source: str | None = None,
    now: datetime | None = None,
    has_snapshots: bool = True,
    loaded: Sequence[SpecFile] | None = None,
    project_text: str | None = None,
    opened: Mapping[str, OpenSource] | None = None,
) -> Workspace:
    """Read configuration and specs for a command.

    Args:
        spec_paths: Files, folders or patterns; empty means the project's own `specs`.
        configurations: Soda `configuration.yml` files (`-c`); they replace the project file.
        project_file: Path of `seltzer.yml`; None looks in this folder and its parents.
        templates: Files of check templates (`-T`), beside those among the specs.
        variables: Values given with `-v`.
        data_source: Value of `-d`; the default of the specs where it is given.
        now: Value of `${NOW}`; the current time without it.
        has_snapshots: False leaves committed snapshots of catalogues unread.
        loaded: The spec files, where they were read already.
        project_text: Content of a project file; then none is read.
        opened: Data sources that the caller has open, by name; they win over those configured.

    Raises:
        ConfigError: there is neither a project nor a spec path, or one of them is wrong.
        SpecErrorGroup: a committed snapshot is wrong.
    """
    project, path = _find_project(project_file, project_text, configurations)
    root = path.parent if path is not None else Path.cwd()
    sources = {**_sources(project, configurations), **_opened(opened or {})}
    default = data_source or _default(project, sources, opened or {})
    if project is None and not spec_paths and not configurations and loaded is None:
        raise ConfigError(
            "no seltzer.yml in this folder or above; run `seltzer init`, or give a Soda "
            "configuration with -c, and the spec files"
        )
    settings = ParseSettings(
        data_sources=frozenset(sources),
        default_data_source=default,
        variables=variables or {},
        project_variables=project.variables if project is not None else {},
        # A Soda check file may read the environment, as it does in Soda. A project's may not:
        # its compiled SQL is shown in pull requests, where a secret must not turn up.
        environment=dict(os.environ) if configurations else None,
        notify=project.notify if project is not None else (),
        catalogues=load_catalogues(sources, root=root) if has_snapshots else {},
        named_files=DiskFiles(
            Path.cwd() if spec_paths else root,
            root if Path.cwd().is_relative_to(root) else Path.cwd(),
        ),
        now=now or datetime.now(timezone.utc),
    )
    files = tuple(loaded) if loaded is not None else _load(spec_paths, project, root)
    files = _with_templates(files, templates, has_paths=bool(spec_paths), root=root)
    return Workspace(
        root=root,
        project=project,
        data_sources=sources,
        default_data_source=default,
        settings=settings,
        files=files,
        specs=parse_specs(files, settings),
        opened=opened or {},
    )


def load_specs(paths: Sequence[str]) -> tuple[SpecFile, ...]:
    """Read spec files, folders and patterns; messages name them as given.

    Raises:
        ConfigError: there is no such file.
    """
    return _load_given(paths)


def _find_project(
    project_file: str | None, project_text: str | None, configurations: Sequence[str]
) -> tuple[Project | None, Path | None]:
    if configurations:
        return None, None
    if project_text is not None:
        return parse_project(project_text, "project", dict(os.environ)), None
    return _read_project(project_file)


def _opened(opened: Mapping[str, OpenSource]) -> Mapping[str, DataSourceSettings]:
    return {name: DataSourceSettings(name, source.dialect, {}) for name, source in opened.items()}


def _read_project(project_file: str | None) -> tuple[Project | None, Path | None]:
    path = Path(project_file) if project_file else find_project_file(Path.cwd())
    if path is None:
        return None, None
    path = path.resolve()
    if not path.is_file():
        raise ConfigError(f"no project file at {project_file}; run `seltzer init`")
    text = path.read_text(encoding="utf-8")
    return parse_project(text, str(path.name), dict(os.environ)), path


def _sources(
    project: Project | None, configurations: Sequence[str]
) -> Mapping[str, DataSourceSettings]:
    found: dict[str, DataSourceSettings] = {}
    for source in project.data_sources if project is not None else ():
        found[source.name] = source
    for name in configurations:
        path = Path(name)
        if not path.is_file():
            raise ConfigError(f"no configuration file at {name}; give the path after -c")
        text = path.read_text(encoding="utf-8")
        for source in parse_soda_configuration(text, name, dict(os.environ)):
            found[source.name] = source
    return found


def _default(
    project: Project | None,
    sources: Mapping[str, DataSourceSettings],
    opened: Mapping[str, OpenSource],
) -> str | None:
    if len(opened) == 1:
        return next(iter(opened))
    if project is not None and project.default_data_source is not None:
        return project.default_data_source
    return next(iter(sources)) if len(sources) == 1 else None


def _load(spec_paths: Sequence[str], project: Project | None, root: Path) -> tuple[SpecFile, ...]:
    if spec_paths:
        return _load_given(spec_paths)
    patterns = project.specs if project is not None else ()
    if patterns == DEFAULT_SPECS:
        patterns = tuple(pattern for pattern in patterns if (root / pattern).exists())
    return load_disk(patterns, root=root)


def _with_templates(
    files: tuple[SpecFile, ...], templates: Sequence[str], *, has_paths: bool, root: Path
) -> tuple[SpecFile, ...]:
    """Give the files and those of templates, each once, whichever way it was named."""
    folder = Path.cwd() if has_paths else root
    known = {(folder / file.path).resolve() for file in files}
    more = [f for f in _load_given(templates) if Path(f.path).resolve() not in known]
    return (*files, *more)


def _load_given(paths: Sequence[str]) -> tuple[SpecFile, ...]:
    """Load the files that the user named, wherever they are; messages name them as typed."""
    here = Path.cwd()
    files: dict[str, SpecFile] = {}
    for path in paths:
        if _is_below(path, here):
            found = load_disk([path], root=here)
        else:
            target = Path(path).absolute()
            found = tuple(
                SpecFile((Path(path).parent / file.path).as_posix(), file.text)
                for file in load_disk([target.name], root=target.parent)
            )
        files.update({file.path: file for file in found})
    return tuple(files[name] for name in sorted(files))


def _is_below(path: str, folder: Path) -> bool:
    return Path(path).absolute().is_relative_to(folder) and ".." not in Path(path).parts
