"""Files that a command rewrites: found one by one, so that a bad one does not stop the others."""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from seltzer_specs.disk import find_disk
from seltzer_specs.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Target:
    """One file.

    Attributes:
        name: As messages name it.
        path: Where it is.
    """

    name: str
    path: Path


def find_targets(
    paths: Sequence[str], *, root: Path
) -> tuple[tuple[Target, ...], tuple[ConfigError, ...]]:
    """Give the files that paths name, and one error for each path that names none.

    Args:
        paths: Files, folders or patterns; those outside of `root` are found as well.
        root: Folder that relative paths start from.
    """
    found: dict[Path, Target] = {}
    errors: list[ConfigError] = []
    for path in paths:
        try:
            targets = _find(path, root)
        except ConfigError as error:
            errors.append(error)
            continue
        found.update({target.path: target for target in targets})
    return tuple(sorted(found.values(), key=lambda target: target.name)), tuple(errors)


def _find(path: str, root: Path) -> list[Target]:
    absolute = (root / path).absolute()
    if absolute.is_relative_to(root) and ".." not in Path(path).parts:
        return [Target(name, file) for name, file in find_disk([path], root=root).items()]
    files = find_disk([absolute.name], root=absolute.parent)
    return [Target((Path(path).parent / name).as_posix(), file) for name, file in files.items()]


def write_whole(path: Path, text: str) -> None:
    """Write a file so that readers see the old text or the new one, and nothing between.

    Raises:
        ConfigError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
        Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(name).replace(path)
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}") from error
