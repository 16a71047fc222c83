"""Files that survive a crash: whole or not there, never half."""

import os
from pathlib import Path


def make_folder(folder: Path) -> None:
    """Create a folder for its owner alone, and make its entry in the parent durable."""
    if folder.is_dir():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    sync_folder(folder.parent)


def write_durably(path: Path, content: bytes) -> None:
    """Write a file so that after a crash it is there whole, or not at all.

    Raises:
        OSError: it could not be written; nothing is left behind.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def move_durably(path: Path, folder: Path) -> Path:
    """Move a file into another folder of the same file system."""
    make_folder(folder)
    target = folder / path.name
    path.replace(target)
    sync_folder(folder)
    sync_folder(path.parent)
    return target


def sync_folder(folder: Path) -> None:
    """Make the entries of a folder durable: a rename alone is not."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
