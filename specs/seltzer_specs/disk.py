"""Spec files from disk, chosen by paths and patterns, never from outside the root."""

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from seltzer_specs.errors import ConfigError
from seltzer_specs.selection import Selection
from seltzer_specs.spec_file import SpecFile

MAX_BYTES = 1_000_000


def load_disk(paths: Sequence[str], *, root: Path) -> tuple[SpecFile, ...]:
    """Read the spec files that paths and patterns name.

    Args:
        paths: Files, folders (all `.yml` and `.yaml` below them) and glob patterns, relative to
            `root`; absolute ones must lie inside it.
        root: Folder that nothing is read outside of.

    Returns:
        Each file once, sorted by path.

    Raises:
        ConfigError: a path leaves the root or goes through a symbolic link, a pattern matches
            nothing, or a file is too large or not UTF-8.
    """
    found = find_disk(paths, root=root)
    return tuple(SpecFile(name, read_spec(found[name], name)) for name in sorted(found))


def find_disk(paths: Sequence[str], *, root: Path) -> dict[str, Path]:
    """Give the spec files that paths and patterns name, by their path from the root.

    Args:
        paths: As for `load_disk`.
        root: Folder that nothing is found outside of.

    Raises:
        ConfigError: a path leaves the root or goes through a symbolic link, or a pattern matches
            nothing.
    """
    base = root.resolve()
    return {
        file.relative_to(base).as_posix(): file for path in paths for file in _expand(path, base)
    }


def _expand(path: str, base: Path) -> list[Path]:
    relative = _relative(path, base)
    selection = Selection(relative)
    target = base / selection.fixed
    _refuse_links(target, base, path)
    if selection.has_wildcard or target.is_dir():
        found = _walk(target) if target.is_dir() else ()
        files = [f for f in found if selection.is_match(f.relative_to(base).as_posix())]
        if selection.has_wildcard and not files:
            raise ConfigError(f'the pattern "{path}" matches no spec file; check its spelling')
        return files
    if not target.is_file():
        raise ConfigError(f'there is no file or folder "{path}" in {base}')
    return [target]


def _relative(path: str, base: Path) -> str:
    """Give a path relative to the root, refused where it leads out of it."""
    pure = PurePosixPath(path)
    if pure.is_absolute():
        try:
            pure = pure.relative_to(base.as_posix())
        except ValueError as error:
            raise ConfigError(f'"{path}" lies outside {base}; only files in it are read') from error
    if ".." in pure.parts:
        raise ConfigError(f'"{path}" holds ".."; give a path inside {base}')
    return pure.as_posix()


def _refuse_links(target: Path, base: Path, path: str) -> None:
    part = target
    while part != base:
        if part.is_symlink():
            raise ConfigError(f'"{path}" is or goes through a symbolic link; give the real path')
        part = part.parent


def _walk(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        if entry.is_symlink() or entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _walk(entry)
        elif entry.is_file():
            yield entry


def read_spec(file: Path, name: str) -> str:
    """Give a file's text.

    Args:
        file: Where it is.
        name: Its name for messages.

    Raises:
        ConfigError: it is too large, not UTF-8, or cannot be read.
    """
    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise ConfigError(f"{name} has {size} bytes, at most {MAX_BYTES} are read; split it")
        return file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{name} is not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except OSError as error:
        raise ConfigError(f"{name} cannot be read: {error.strerror}") from error
