"""Git without touching the work tree: files are read from objects, commits made from an index.

Nothing is checked out, no hook runs and no remote is contacted, so a hostile repository has
nothing to run.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import git
from git.exc import BadName, GitCommandError, InvalidGitRepositoryError, NoSuchPathError
from gitdb import IStream  # type: ignore[import-untyped]  # gitdb has no types

from seltzer_specs.errors import ConfigError, RefusedError
from seltzer_specs.spec_file import SpecFile

BOT_NAME = "seltzer"
BOT_EMAIL = "seltzer@localhost"
MAX_FILE_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class FileEdit:
    """A file before and after; `before` is None for a new file.

    Attributes:
        path: Relative to the repository's root, with forward slashes.
    """

    path: str
    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class CommitInfo:
    """A commit that was made: its SHA, its branch, and whether there was anything to commit."""

    sha: str
    branch: str
    is_new: bool


class GitRepo:
    """One local repository.

    Args:
        path: Any folder inside it.

    Raises:
        ConfigError: the folder is in no Git repository.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._repo = git.Repo(path, search_parent_directories=True)
        except (InvalidGitRepositoryError, NoSuchPathError) as error:
            raise ConfigError(f"{path} is in no Git repository; run `git init`") from error
        if self._repo.working_tree_dir is None:
            raise ConfigError(f"{path} is a bare Git repository; use a clone with files")
        self.root = Path(self._repo.working_tree_dir)

    def __enter__(self) -> "GitRepo":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back the processes that Git keeps running for reads."""
        self._repo.close()

    def resolve(self, ref: str) -> str:
        """Give the commit that a branch, tag or SHA names.

        Raises:
            ConfigError: there is no such commit.
        """
        if ref.startswith("-"):
            raise ConfigError(f'"{ref}" is no commit; give a branch, a tag or a SHA')
        try:
            return self._repo.commit(ref).hexsha
        except (BadName, ValueError, IndexError, GitCommandError) as error:
            if self.head_commit() is None:
                raise ConfigError(f"{self.root.name} has no commit yet; make one first") from error
            raise ConfigError(
                f'no commit "{ref}" in {self.root.name}; fetch it (on GitHub, check out with '
                "`fetch-depth: 0`), or give another branch or SHA"
            ) from error

    def head_commit(self) -> str | None:
        """Give the SHA of HEAD; None in a repository without commits."""
        return self._repo.head.commit.hexsha if self._repo.head.is_valid() else None

    def is_dirty(self) -> bool:
        """Tell whether files that Git keeps differ from the commit, or new ones are not ignored."""
        return self._repo.is_dirty(untracked_files=True, submodules=False)

    def merge_base(self, first: str, second: str) -> str:
        """Give the newest common ancestor, or `first` where there is none."""
        found = self._repo.merge_base(self.resolve(first), self.resolve(second))
        return found[0].hexsha if found else self.resolve(first)

    def read_files(self, ref: str, *, under: str = "") -> tuple[SpecFile, ...]:
        """Read all YAML files of a commit, without symbolic links.

        Args:
            ref: Branch, tag or SHA.
            under: Folder relative to the repository's root; empty for all.

        Returns:
            Files sorted by path; paths are relative to `under`.
        """
        tree = self._repo.commit(self.resolve(ref)).tree
        prefix = PurePosixPath(under)
        files: list[SpecFile] = []
        for blob in tree.traverse():
            if not isinstance(blob, git.Blob) or blob.mode == git.Blob.link_mode:
                continue
            path = PurePosixPath(str(blob.path))
            if path.suffix in (".yml", ".yaml") and path.is_relative_to(prefix):
                files.append(SpecFile(str(path.relative_to(prefix)), _text(blob)))
        return tuple(sorted(files, key=lambda file: file.path))

    def read_bytes(self, ref: str, path: str) -> bytes | None:
        """Give the content of a plain file of a commit; None for anything else, links included.

        Raises:
            ConfigError: it is larger than files of specs are.
        """
        node: Any = self._repo.commit(self.resolve(ref)).tree  # Any: GitPython's are untyped
        for part in PurePosixPath(path).parts:
            found = [child for child in node if child.name == part] if node.type == "tree" else []
            if not found:
                return None
            node = found[0]
        is_file = isinstance(node, git.Blob) and node.mode != git.Blob.link_mode
        return _bytes(node) if is_file else None

    def has_path(self, ref: str, path: str) -> bool:
        """Tell whether a commit has anything at a path, or a file or link on the way to it."""
        node: Any = self._repo.commit(self.resolve(ref)).tree  # Any: GitPython's are untyped
        for part in PurePosixPath(path).parts:
            if node.type != "tree":
                return True
            found = [child for child in node if child.name == part]
            if not found:
                return False
            node = found[0]
        return True

    def commit_on_branch(
        self,
        edits: Iterable[FileEdit],
        *,
        branch: str,
        base_ref: str,
        message: str,
        co_authors: Sequence[str] = (),
    ) -> CommitInfo:
        """Commit edits on a branch that starts at `base_ref`; the work tree stays as it is.

        A branch of the same name is moved only when every commit on it is Seltzer's own.

        Raises:
            RefusedError: somebody else committed to the branch.
        """
        parent = self._repo.commit(self.resolve(base_ref))
        self._refuse_foreign(branch, parent)
        # Any: GitPython's index takes and gives partly unknown types.
        index: Any = git.IndexFile.from_tree(self._repo, parent)
        for edit in edits:
            index.add([self._entry(edit)])
        if index.write_tree().hexsha == parent.tree.hexsha:
            return CommitInfo(parent.hexsha, branch, is_new=False)
        actor = git.Actor(BOT_NAME, BOT_EMAIL)
        trailers = "".join(f"\nCo-authored-by: {author}" for author in co_authors)
        commit = index.commit(
            f"{message}\n{trailers}".strip() + "\n",
            parent_commits=[parent],
            head=False,
            author=actor,
            committer=actor,
            skip_hooks=True,
        )
        self._repo.create_head(branch, commit.hexsha, force=True)
        return CommitInfo(commit.hexsha, branch, is_new=True)

    def _refuse_foreign(self, branch: str, base: git.Commit) -> None:
        heads: Mapping[str, git.Head] = {head.name: head for head in self._repo.heads}
        if branch not in heads:
            return
        if not self._repo.head.is_detached and self._repo.active_branch.name == branch:
            raise RefusedError(f"{branch} is checked out; switch to another branch first")
        foreign = [
            commit
            for commit in self._repo.iter_commits(f"{base.hexsha}..{heads[branch].commit.hexsha}")
            if commit.author.email != BOT_EMAIL
        ]
        if foreign:
            raise RefusedError(
                f"{branch} holds {len(foreign)} commits of other people; merge or delete it first"
            )

    def _entry(self, edit: FileEdit) -> git.BaseIndexEntry:
        data = edit.after.encode()
        database: Any = self._repo.odb  # Any: gitdb has no types
        stream: Any = database.store(IStream(b"blob", len(data), io.BytesIO(data)))
        sha: bytes = stream.binsha
        return git.BaseIndexEntry((git.Blob.file_mode, sha, 0, edit.path))


def _text(blob: git.Blob) -> str:
    return _bytes(blob).decode("utf-8")


def _bytes(blob: git.Blob) -> bytes:
    if blob.size > MAX_FILE_BYTES:
        raise ConfigError(f"{blob.path}: {blob.size} bytes, at most {MAX_FILE_BYTES} are read")
    # Any: gitdb has no types.
    stream: Any = blob.data_stream
    data: bytes = stream.read()
    return data
