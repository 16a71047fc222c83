"""Files that specs name: SQL (`sql_file: sql/big.sql`) and distribution references.

They are read beside the spec, inside the project, from where the spec itself was read.
"""

import os
import posixpath
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

MAX_FILE_BYTES = 1_000_000


class NamedFileError(ValueError):
    """The file cannot be read; the message says why, and quotes none of its content."""


class NamedFiles(Protocol):
    """Where the texts of files come from: the disk, or a commit."""

    def read(self, path: str, *, beside: str) -> str:
        """Give a file's text.

        Args:
            path: As the spec names it, relative to the spec file's folder.
            beside: Path of the spec file, as messages name it.

        Raises:
            NamedFileError: it lies outside, is no plain file, is too large or not UTF-8.
        """
        ...


def join_beside(path: str, beside: str) -> str:
    """Give a path relative to what the spec file's path is relative to, without `.` and `..`.

    Raises:
        NamedFileError: it is absolute, or empty.
    """
    if not path.strip():
        raise NamedFileError("the path is empty; write for example files/orders.sql")
    if PurePosixPath(path).is_absolute() or "\\" in path:
        raise NamedFileError(
            f'"{path}" wants to be relative to the spec file, with "/" between folders'
        )
    return posixpath.normpath(posixpath.join(posixpath.dirname(beside), path))


@dataclass(frozen=True, slots=True)
class DiskFiles:
    """Files on disk.

    Attributes:
        folder: What the paths of spec files are relative to.
        root: Folder that nothing is read outside of; a spec file outside of it may name files in
            and below its own folder.
    """

    folder: Path
    root: Path

    def read(self, path: str, *, beside: str) -> str:
        """Give a file's text, see `NamedFiles`."""
        join_beside(path, beside)
        root = self.root.resolve()
        spec = Path(os.path.normpath(self.folder.resolve() / beside))
        if not spec.is_relative_to(root):
            root = spec.parent
        target = Path(os.path.normpath(spec.parent / path))
        if not target.is_relative_to(root):
            raise NamedFileError(f'"{path}" lies outside {root.name}; move the file into it')
        _refuse_links(target, root, path)
        return _read(target, path, beside)


def decode_text(data: bytes, path: str) -> str:
    """Give the text of a file's bytes.

    Raises:
        NamedFileError: too large, or not UTF-8.
    """
    if len(data) > MAX_FILE_BYTES:
        raise NamedFileError(f'"{path}" has more than {MAX_FILE_BYTES} bytes; shorten it')
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NamedFileError(
            f'"{path}" is not UTF-8 at byte {error.start}; save it as UTF-8'
        ) from error


def missing_file(path: str, beside: str) -> str:
    """Give the message about a file that is not there."""
    return f'there is no file "{path}"; the path is taken from the folder of {beside}'


def _refuse_links(target: Path, root: Path, path: str) -> None:
    part = target
    while part != root:
        if part.is_symlink():
            raise NamedFileError(f'"{path}" is or goes through a symbolic link; give the real path')
        part = part.parent


def _read(target: Path, path: str, beside: str) -> str:
    try:
        # A pipe or a device would wait or never end, so only plain files are opened.
        if not stat.S_ISREG(target.lstat().st_mode):
            raise NamedFileError(f'"{path}" is no plain file; name a file of text')
        with target.open("rb") as stream:
            return decode_text(stream.read(MAX_FILE_BYTES + 1), path)
    except FileNotFoundError as error:
        raise NamedFileError(missing_file(path, beside)) from error
    except (OSError, ValueError) as error:
        if isinstance(error, NamedFileError):
            raise
        raise NamedFileError(
            f'"{path}" cannot be read; check its name and its permissions'
        ) from error
