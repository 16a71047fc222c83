"""What is to be migrated: spec files and Soda configurations, read one by one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from seltzer_cli.rewriting import Target, find_targets
from seltzer_specs.disk import read_spec
from seltzer_specs.errors import ConfigError, SeltzerError, SpecErrorGroup
from seltzer_specs.project import PROJECT_FILE
from seltzer_specs.soda_configuration import HEADER, parse_soda_configuration
from seltzer_specs.soda_sql.warehouse import is_warehouse
from seltzer_specs.spec_file import SpecFile
from seltzer_specs.yaml_reader import Mapping, read_what_can_be

ENV_VARS_FILE = "env_vars.yml"


@dataclass(slots=True)
class Given:
    """The files.

    Attributes:
        specs: Files of checks.
        configurations: Soda configurations without mistakes, those given with `-c` first.
        others: Paths of files that stay where they are and are no specs.
        lines: What people are told.
        failures: One for each file that cannot be read, and for each wrong configuration.
        unread: Names of the spec files among them.
    """

    specs: list[SpecFile] = field(default_factory=list[SpecFile])
    configurations: list[SpecFile] = field(default_factory=list[SpecFile])
    others: list[str] = field(default_factory=list[str])
    lines: list[str] = field(default_factory=list[str])
    failures: list[SeltzerError] = field(default_factory=list[SeltzerError])
    unread: list[str] = field(default_factory=list[str])


def read_given(
    paths: Sequence[str],
    configurations: Sequence[str],
    *,
    root: Path,
    environment: dict[str, str],
) -> Given:
    """Read files; one that cannot be read stops no other.

    A Soda configuration among the files of a folder is one, as if it was given with `-c`.

    Args:
        paths: Files, folders and patterns.
        configurations: Soda configurations.
        root: What paths are relative to.
        environment: Values of variables in configurations.
    """
    found = Given()
    named = [_named(name, found) for name in configurations]
    targets, errors = find_targets(paths, root=root)
    found.failures += errors
    taken = {target.path.resolve() for target in named if target is not None}
    for target in [t for t in named if t is not None]:
        _take_configuration(target, found, environment)
    for target in targets:
        if target.path.resolve() not in taken:
            _take(target, found, environment)
    return found


def _named(name: str, found: Given) -> Target | None:
    path = Path(name)
    if path.is_file():
        return Target(name, path)
    found.failures.append(ConfigError(f"no configuration file at {name}; give the path after -c"))
    return None


def _take(target: Target, found: Given, environment: dict[str, str]) -> None:
    name = PurePosixPath(target.name).name
    if name == ENV_VARS_FILE:
        found.others.append(target.name)
        found.lines.append(
            f"{target.name} holds secrets and stays where it is; export what it holds instead"
        )
        return
    if name == PROJECT_FILE:
        found.others.append(target.name)
        return
    try:
        file = SpecFile(target.name, read_spec(target.path, target.name))
    except SeltzerError as error:
        found.failures.append(error)
        found.unread.append(target.name)
        return
    if is_configuration(file):
        _take_configuration(target, found, environment)
    else:
        found.specs.append(file)


def _take_configuration(target: Target, found: Given, environment: dict[str, str]) -> None:
    found.others.append(target.name)
    try:
        file = SpecFile(target.name, read_spec(target.path, target.name))
        parse_soda_configuration(file.text, file.path, environment)
    except SeltzerError as error:
        found.failures.append(error)
        return
    found.configurations.append(file)


def is_configuration(file: SpecFile) -> bool:
    """Tell whether a file is a Soda configuration and holds no checks."""
    documents, _ = read_what_can_be(file.text, file.path)
    roots = [document.root for document in documents if isinstance(document.root, Mapping)]
    return any(
        is_warehouse(root) or any(HEADER.fullmatch(key.text.strip()) for key, _ in root.entries)
        for root in roots
    )


def lines_of(failures: Iterable[SeltzerError]) -> list[str]:
    """Give all mistakes of all files, one line each."""
    found: list[str] = []
    for failure in failures:
        errors = failure.errors if isinstance(failure, SpecErrorGroup) else (failure,)
        found += [str(error) for error in errors]
    return list(dict.fromkeys(found))
