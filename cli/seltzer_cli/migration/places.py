"""Where migrated files go, and how a project file names them."""

import os
from collections.abc import Collection, Sequence
from pathlib import Path, PurePosixPath

from seltzer_specs.errors import ConfigError


def spec_entries(specs: Collection[str], others: Collection[str]) -> tuple[str, ...]:
    """Give the folders and files that hold all specs and nothing else.

    Args:
        specs: Paths of spec files.
        others: Paths of YAML files beside them that are no specs.
    """
    found: list[str] = []
    _collect("", sorted(specs), sorted(others), found)
    return tuple(found)


def _collect(folder: str, specs: Sequence[str], others: Sequence[str], found: list[str]) -> None:
    folders: dict[str, list[str]] = {}
    for path in specs:
        rest = path[len(folder) :]
        name, slash, _ = rest.partition("/")
        if slash:
            folders.setdefault(f"{folder}{name}/", []).append(path)
        else:
            found.append(path)
    for name, paths in folders.items():
        if any(other.startswith(name) for other in others):
            _collect(name, paths, others, found)
        else:
            found.append(name)


def inside(path: str) -> str:
    """Give a path that stays below the folder it is written to, for files named by others.

    Raises:
        ConfigError: it does not.
    """
    if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
        raise ConfigError(f'"{path}" lies outside of this folder; go there to migrate it')
    return path


def paths_from(folder: Path) -> str:
    """Give the current folder as seen from another; empty where they are one."""
    here, there = Path.cwd().resolve(), folder.resolve()
    return "" if here == there else PurePosixPath(os.path.relpath(here, there)).as_posix()
