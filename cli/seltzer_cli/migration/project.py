"""Soda configurations as a project file, with the proof that it reaches the same data sources."""

import re
from collections.abc import Collection, Mapping, Sequence

from seltzer_specs.data_sources import DataSourceSettings, Option
from seltzer_specs.errors import RefusedError, SpecErrorGroup
from seltzer_specs.migrate.configuration_block import DROPPED, source_name
from seltzer_specs.migrate.project_text import ProjectMigration, migrate_configurations
from seltzer_specs.project import PROJECT_FILE, parse_project
from seltzer_specs.soda_configuration import parse_soda_configuration
from seltzer_specs.spec_file import SpecFile

_NAME = re.compile(r"[A-Za-z_]\w*")


def migrate_project(
    configurations: Sequence[SpecFile],
    *,
    name: str,
    specs: Sequence[str],
    default_data_source: str | None,
    paths_from: str,
    environment: Mapping[str, str],
) -> ProjectMigration:
    """Give Soda configurations, which were read without mistakes, as a project file.

    Args:
        configurations: Later ones win.
        name: Of the project.
        specs: Files and folders of specs.
        default_data_source: For checks that name none.
        paths_from: Folder that paths of database files start from, as seen from the project's.
        environment: Names that are read before or after have values of their own in the proof,
            so that no value of it is needed.

    Raises:
        RefusedError: a data source would not stay the same.
    """
    found = migrate_configurations(
        configurations,
        name=name,
        specs=specs,
        default_data_source=default_data_source,
        paths_from=paths_from,
    )
    values = _values(configurations, environment)
    before = _sources(configurations, values)
    for secret in found.secrets:
        values[secret.variable] = str(before[secret.source].options[secret.option])
    try:
        project = parse_project(found.text, PROJECT_FILE, values)
    except SpecErrorGroup as error:
        raise RefusedError(f"no {PROJECT_FILE} is written: {error.errors[0]}") from error
    after = {source.name: source for source in project.data_sources}
    if (wrong := _different(before, after, is_moved=bool(paths_from))) is not None:
        raise RefusedError(f"no {PROJECT_FILE} is written: {wrong} would not stay the same")
    return found


def _values(configurations: Sequence[SpecFile], environment: Mapping[str, str]) -> dict[str, str]:
    """Give each word of the files a value of its own, as any of them may name a variable."""
    words = {word for file in configurations for word in _NAME.findall(file.text)}
    return {word: f"value of {word}" for word in {*words, *environment}}


def _sources(
    configurations: Sequence[SpecFile], values: Mapping[str, str]
) -> dict[str, DataSourceSettings]:
    found = [
        source
        for file in configurations
        for source in parse_soda_configuration(file.text, file.path, values)
    ]
    return {source_name(source.name): source for source in found}


def _different(
    before: Mapping[str, DataSourceSettings],
    after: Mapping[str, DataSourceSettings],
    *,
    is_moved: bool,
) -> str | None:
    """Name what differs; nothing of its value is told, as it may be a secret."""
    if set(before) != set(after):
        return "the data sources"
    for name, source in before.items():
        other = after[name]
        if (source.type, source.schema) != (other.type, other.schema):
            return f'"type" or "schema" of "{name}"'
        left, right = _told(source.options, is_moved), _told(other.options, is_moved)
        for option in sorted({*left, *right}):
            if left.get(option) != right.get(option):
                return f'the option "{option}" of "{name}"'
    return None


def _told(options: Mapping[str, Option], is_moved: bool) -> dict[str, str]:
    """Give options as text, which a value of the environment always is."""
    without: Collection[str] = ("path", "database") if is_moved else ()
    return {
        name: str(value)
        for name, value in options.items()
        if value is not None and name not in without and name not in DROPPED
    }
