"""The project file `seltzer.yml`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from seltzer_specs.data_sources import DataSourceSettings

PROJECT_FILE = "seltzer.yml"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """The server that scans are pushed to."""

    url: str
    api_key: SecretStr


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """What `seltzer.yml` says.

    Attributes:
        name: Under which scans are kept.
        default_data_source: For checks and commands that name none.
        specs: Files, folders and patterns, relative to the project file.
        server: None runs the embedded server.
        variables: For `${NAME}` in specs.
        state_dir: Folder of the embedded server and the spool, relative to the project file.
        notify: Receivers for checks and monitors that name none.
        policy: Rules of safety and review, by name.
    """

    name: str
    default_data_source: str | None = None
    data_sources: tuple[DataSourceSettings, ...] = ()
    specs: tuple[str, ...] = ("checks/", "monitors/")
    server: ServerSettings | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    state_dir: str = ".seltzer"
    notify: tuple[str, ...] = ()
    policy: Mapping[str, str | int | float | bool] = field(default_factory=dict)


def parse_project(text: str, file: str, environment: Mapping[str, str]) -> Project:
    """Parse a project file.

    Args:
        text: Its content.
        file: Its name for messages.
        environment: Values of `${env.NAME}`.

    Raises:
        SpecErrorGroup: all mistakes in it, among them unset environment variables.
    """
    raise NotImplementedError


def find_project_file(start: Path) -> Path | None:
    """Give the `seltzer.yml` of a folder or of the nearest folder above it."""
    folder = start.resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / PROJECT_FILE).is_file():
            return candidate / PROJECT_FILE
    return None
