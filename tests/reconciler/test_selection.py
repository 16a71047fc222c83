"""A project's patterns choose the same files on disk and in a commit."""

from pathlib import Path

import git
import pytest

from seltzer_reconciler.git_repo import GitRepo
from seltzer_reconciler.revisions import read_revision
from seltzer_specs.disk import load_disk

FILES = (
    "a.yml", "checks/a.yml", "checks/b.yml", "checks/ab.yml", "checks/!.yml", "checks/deep/c.yaml",
    "checks/.x/h.yml", "checks/.h.yml", ".ci/x.yml", ".ci/.y.yml", "checks/notes.txt",
    "checks/deep/er/d.yml",
)  # fmt: skip
AUTHOR = git.Actor("Kim", "kim@example.org")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    for name in FILES:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("checks for t: [row_count > 0]\n", encoding="utf-8")
    with git.Repo.init(folder) as repo:
        repo.git.add(all=True, force=True)
        repo.index.commit("first", author=AUTHOR, committer=AUTHOR)
    return folder


@pytest.mark.parametrize(
    ("pattern", "chosen"),
    [
        ("checks/[ab].yml", "checks/a.yml checks/b.yml"),
        ("checks/[!ab].yml", "checks/!.yml"),
        ("checks/[a-b]?.yml", "checks/ab.yml"),
        ("checks/*.yml", "checks/!.yml checks/a.yml checks/ab.yml checks/b.yml"),
        ("*/a.yml", "checks/a.yml"),
        ("**/a.yml", "a.yml checks/a.yml"),
        ("checks/**/*.yaml", "checks/deep/c.yaml"),
        ("checks/**/d.yml", "checks/deep/er/d.yml"),
        ("checks/deep/**", "checks/deep/c.yaml checks/deep/er/d.yml"),
        ("checks/d**p/*.yaml", "checks/deep/c.yaml"),
        ("checks/deep/", "checks/deep/c.yaml checks/deep/er/d.yml"),
        (".ci/", ".ci/x.yml"),
        (".ci/*.yml", ".ci/x.yml"),
        ("checks/.h.yml", "checks/.h.yml"),
        ("./checks//a.yml", "checks/a.yml"),
    ],
)
def test_disk_and_commit_agree(root: Path, pattern: str, chosen: str) -> None:
    on_disk = load_disk([pattern], root=root)
    with GitRepo(root) as repo:
        in_git = read_revision(repo, "HEAD", root=root, patterns=[pattern])

    assert [file.path for file in on_disk] == chosen.split()
    assert [file.path for file in in_git] == chosen.split()
