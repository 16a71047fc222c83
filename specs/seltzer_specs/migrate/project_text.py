"""Soda's `configuration.yml` and Soda SQL's `warehouse.yml` as a project file, comments kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from seltzer_specs.errors import RefusedError
from seltzer_specs.migrate.configuration_block import ConfigurationBlock, MovedSecret
from seltzer_specs.spec_file import SpecFile
from seltzer_specs.yaml_writer import render_yaml

SERVER = """\
# Without a server, history and monitors stay in .seltzer/ on this machine. With one:
# server:
#   url: https://seltzer.example.org
#   api_key: ${env.SELTZER_API_KEY}
"""


@dataclass(frozen=True, slots=True)
class ProjectMigration:
    """A project file, and what people are told.

    Attributes:
        text: Of `seltzer.yml`.
        sources: Names of its data sources.
        notes: One line each.
        secrets: Literal secrets of the old files; the environment holds them from now on.
        variables: Names of all variables that it reads.
    """

    text: str
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    secrets: tuple[MovedSecret, ...]
    variables: tuple[str, ...]


def migrate_configurations(
    files: Sequence[SpecFile],
    *,
    name: str,
    specs: Sequence[str],
    default_data_source: str | None = None,
    paths_from: str = "",
) -> ProjectMigration:
    """Give Soda configurations, which were read without mistakes, as one project file.

    Args:
        files: One of several configurations; a data source of a later one takes the place of one
            of the same name.
        name: Of the project.
        specs: Files and folders of specs.
        default_data_source: For checks that name none, where there are several.
        paths_from: Folder that paths of database files start from, as seen from the project's;
            empty where they are one.

    Raises:
        RefusedError: two secrets would be read from one variable.
    """
    blocks = [ConfigurationBlock(file, paths_from) for file in files]
    sources = {name: block for block in blocks for name in block.sources}
    texts = [block.text({n for n in block.sources if sources[n] is block}) for block in blocks]
    head = render_yaml({"name": name})
    if default_data_source is not None and len(sources) > 1:
        head += render_yaml({"default_data_source": default_data_source})
    tail = render_yaml({"specs": list(specs)}) if specs else ""
    secrets = tuple(note for block in blocks for note in block.secrets)
    _refuse_same(secrets)
    return ProjectMigration(
        text=f"{head}data_sources:\n{''.join(texts)}{tail}{SERVER}",
        sources=tuple(sources),
        notes=tuple(note for block in blocks for note in block.notes()),
        secrets=secrets,
        variables=tuple(dict.fromkeys(v for block in blocks for v in block.variables)),
    )


def _refuse_same(secrets: Sequence[MovedSecret]) -> None:
    """Refuse names of variables that two secrets would share, as `a-b` and `a_b` do."""
    first: dict[str, MovedSecret] = {}
    for secret in secrets:
        other = first.setdefault(secret.variable, secret)
        if other is not secret:
            raise RefusedError(
                f"{secret.place}: the secrets here and at {other.place} would both be read from "
                f"{secret.variable}; write one of them as a variable of the environment first"
            )
