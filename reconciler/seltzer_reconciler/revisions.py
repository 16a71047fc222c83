"""The spec files of a commit, chosen by the project's patterns as on disk."""

import posixpath
from collections.abc import Iterable, Sequence
from pathlib import Path

from seltzer_reconciler.git_repo import GitRepo
from seltzer_specs.errors import ConfigError
from seltzer_specs.named_files import NamedFileError, decode_text, join_beside, missing_file
from seltzer_specs.selection import Selection
from seltzer_specs.spec_file import SpecFile


def read_revision(
    repo: GitRepo, ref: str, *, root: Path, patterns: Sequence[str]
) -> tuple[SpecFile, ...]:
    """Read a project's spec files as they are in a commit.

    Args:
        repo: The repository.
        ref: Branch, tag or SHA.
        root: Folder of the project file, inside the repository.
        patterns: `specs` of the project: files, folders and patterns relative to `root`.
    """
    under = root.resolve().relative_to(repo.root.resolve()).as_posix()
    files = repo.read_files(ref, under="" if under == "." else under)
    return tuple(select_files(files, patterns))


class CommitFiles:
    """The files that specs of a commit name, in that commit.

    Args:
        repo: The repository, open for as long as files are read.
        ref: Branch, tag or SHA.
        root: Folder of the project file, inside the repository.
    """

    def __init__(self, repo: GitRepo, ref: str, *, root: Path) -> None:
        self._repo = repo
        self._ref = ref
        self._under = root.resolve().relative_to(repo.root.resolve()).as_posix()

    def read(self, path: str, *, beside: str) -> str:
        """Give a file's text, see `NamedFiles`."""
        place = join_beside(path, beside)
        if place.startswith(".."):
            raise NamedFileError(f'"{path}" lies outside the project; move the file into it')
        try:
            data = self._repo.read_bytes(self._ref, posixpath.normpath(f"{self._under}/{place}"))
        except ConfigError as error:
            raise NamedFileError(f'"{path}" is too large; shorten it') from error
        if data is None:
            raise NamedFileError(missing_file(path, beside))
        return decode_text(data, path)


def select_files(files: Iterable[SpecFile], patterns: Sequence[str]) -> list[SpecFile]:
    """Keep the files that a project's patterns name, in their order."""
    wanted = [Selection(pattern) for pattern in patterns]
    return [file for file in files if any(choice.is_match(file.path) for choice in wanted)]
