"""Cloud-authored monitors and edits become commits on a branch of a real repository."""

from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

import git
import pytest

from seltzer_reconciler.git_repo import BOT_EMAIL, GitRepo
from seltzer_reconciler.plan import plan_monitors
from seltzer_reconciler.pull import PullResult, pull_to_branch, render_pull
from seltzer_reconciler.revisions import read_revision, select_files
from seltzer_specs.errors import ConfigError, RefusedError, SpecErrorGroup
from seltzer_specs.loader import ParseSettings, parse_specs
from seltzer_specs.spec_file import SpecFile
from seltzer_specs.wire.monitor import MonitorRecord, MonitorSpec

T0 = datetime(2026, 1, 1, tzinfo=timezone.utc)
SETTINGS = ParseSettings(now=T0)
PATTERNS = ("checks/", "monitors/")
AUTHOR = git.Actor("Kim", "kim@example.org")
FILE = """\
# Monitors of orders.
apiVersion: seltzer/v1
kind: Monitor
id: mon_000001
name: Orders     # short
dataset: orders
check: row_count > 0
"""
SPEC = MonitorSpec(name="Orders", dataset="orders", check="row_count > 0")
CLOUD = MonitorSpec(name="Totals: “all”", dataset="orders", check="min(total) >= 0", owner="kim")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project in a subfolder of a repository with one commit."""
    folder = tmp_path / "repo" / "quality"
    (folder / "monitors").mkdir(parents=True)
    (folder / "checks").mkdir()
    (folder / "monitors" / "orders.yml").write_text(FILE, encoding="utf-8")
    (folder / "checks" / "orders.yml").write_text("checks for orders:\n- row_count > 0\n", "utf-8")
    with git.Repo.init(tmp_path / "repo", initial_branch="main") as repo:
        repo.git.add(all=True)
        repo.index.commit("first", author=AUTHOR, committer=AUTHOR)
    return folder


def record(identity: str, spec: MonitorSpec, *, base: MonitorSpec | None = None) -> MonitorRecord:
    return MonitorRecord(
        id=identity, etag="e", rev=1, spec=spec, base=base, origin="cloud",
        created_at=T0, updated_at=T0, updated_by="Kim <script>",
    )  # fmt: skip


def pull(
    root: Path,
    records: list[MonitorRecord],
    *,
    base: str = "main",
    patterns: Sequence[str] = PATTERNS,
) -> PullResult:
    return pull_to_branch(
        records,
        root=root,
        patterns=patterns,
        settings=SETTINGS,
        branch="seltzer/pull",
        base_ref=base,
    )


def show(root: Path, ref: str, path: str) -> str:
    with git.Repo(root, search_parent_directories=True) as repo:
        return str(repo.git.show(f"{ref}:{path}", strip_newline_in_stdout=False))


def test_a_cloud_monitor_is_appended_and_the_rest_of_the_file_is_untouched(root: Path) -> None:
    records = [record("mon_000001", SPEC, base=SPEC), record("mon_cloud1", CLOUD)]

    result = pull(root, records)

    text = show(root, "seltzer/pull", "quality/monitors/orders.yml")
    assert text.startswith(FILE)
    assert result.commit is not None
    parsed = parse_specs([SpecFile("m.yml", text)], SETTINGS)
    assert [(m.id, m.spec) for m in parsed.monitors] == [
        ("mon_000001", SPEC),
        ("mon_cloud1", CLOUD),
    ]
    assert plan_monitors(parsed.monitors, records, commit=None).summary["pull"] == 0


def test_an_edit_in_the_cloud_changes_its_value_alone(root: Path) -> None:
    edited = SPEC.model_copy(update={"check": "row_count > 9"})

    pull(root, [record("mon_000001", edited, base=SPEC)])

    text = show(root, "seltzer/pull", "quality/monitors/orders.yml")
    assert text == FILE.replace("row_count > 0", "row_count > 9")


def test_a_pull_leaves_the_work_tree_the_index_and_the_branch_alone(root: Path) -> None:
    (root / "monitors" / "orders.yml").write_text("not saved yet", encoding="utf-8")
    with git.Repo(root, search_parent_directories=True) as repo:
        before = (repo.head.commit.hexsha, repo.active_branch.name, repo.git.status("--short"))

        pull(root, [record("mon_000001", SPEC, base=SPEC), record("mon_cloud1", CLOUD)])

        after = (repo.head.commit.hexsha, repo.active_branch.name, repo.git.status("--short"))
    assert after == before
    assert (root / "monitors" / "orders.yml").read_text(encoding="utf-8") == "not saved yet"


def test_the_commit_names_the_bot_and_the_author_in_the_cloud(root: Path) -> None:
    pull(root, [record("mon_000001", SPEC, base=SPEC), record("mon_cloud1", CLOUD)])

    with git.Repo(root, search_parent_directories=True) as repo:
        commit = repo.commit("seltzer/pull")
        assert commit.author.email == BOT_EMAIL
        assert "mon_cloud1" in str(commit.message)
        assert "Co-authored-by: Kim <script> <Kim_script@" in str(commit.message)


def test_pulling_twice_gives_the_same_tree(root: Path) -> None:
    records = [record("mon_000001", SPEC, base=SPEC), record("mon_cloud1", CLOUD)]

    pull(root, records)
    with git.Repo(root, search_parent_directories=True) as repo:
        first = repo.commit("seltzer/pull").tree.hexsha
        pull(root, records)
        assert repo.commit("seltzer/pull").tree.hexsha == first


def test_nothing_to_pull_makes_no_branch(root: Path) -> None:
    result = pull(root, [record("mon_000001", SPEC, base=SPEC)])

    assert result.commit is None
    assert render_pull(result) == "nothing to pull: Git has all that the cloud has"
    with git.Repo(root, search_parent_directories=True) as repo:
        assert [head.name for head in repo.heads] == ["main"]


def test_a_branch_with_somebodys_commit_is_not_moved(root: Path) -> None:
    records = [record("mon_000001", SPEC, base=SPEC), record("mon_cloud1", CLOUD)]
    pull(root, records)
    with git.Repo(root, search_parent_directories=True) as repo:
        repo.git.checkout("seltzer/pull")
        repo.index.commit("mine", author=AUTHOR, committer=AUTHOR)
        mine = repo.head.commit.hexsha
        repo.git.checkout("main")

        with pytest.raises(RefusedError, match="holds 1 commits of other people"):
            pull(root, records)

        assert repo.commit("seltzer/pull").hexsha == mine


def test_a_hostile_dataset_name_cannot_leave_the_folder(root: Path) -> None:
    evil = CLOUD.model_copy(update={"dataset": '"../../evil"'})

    result = pull(root, [record("mon_000001", SPEC, base=SPEC), record("mon_cloud1", evil)])

    assert [edit.path for edit in result.edits] == ["monitors/evil.yml"]


def test_a_cloud_monitor_that_git_cannot_hold_is_refused_and_nothing_is_written(root: Path) -> None:
    broken = CLOUD.model_copy(update={"check": "no such check"})

    with pytest.raises((RefusedError, SpecErrorGroup)):
        pull(root, [record("mon_000001", SPEC, base=SPEC), record("mon_cloud1", broken)])

    with git.Repo(root, search_parent_directories=True) as repo:
        assert [head.name for head in repo.heads] == ["main"]


def test_a_broken_spec_in_the_base_stops_the_pull(root: Path) -> None:
    (root / "checks" / "orders.yml").write_text("checks for orders: 5\n", encoding="utf-8")
    with git.Repo(root, search_parent_directories=True) as repo:
        repo.git.add(all=True)
        repo.index.commit("broken", author=AUTHOR, committer=AUTHOR)

    with pytest.raises(SpecErrorGroup, match=r"checks/orders\.yml:1:"):
        pull(root, [record("mon_cloud1", CLOUD)])


@pytest.mark.parametrize("ref", ["nope", "--output=/tmp/x", "-x"])
def test_a_ref_that_is_no_commit_is_one_clear_error(root: Path, ref: str) -> None:
    with pytest.raises(ConfigError, match="commit"):
        pull(root, [record("mon_cloud1", CLOUD)], base=ref)


def test_files_are_read_from_the_commit_without_symbolic_links(root: Path) -> None:
    (root / "checks" / "link.yml").symlink_to("/etc/hostname")
    with git.Repo(root, search_parent_directories=True) as repo:
        repo.git.add(all=True)
        repo.index.commit("link", author=AUTHOR, committer=AUTHOR)
    (root / "checks" / "orders.yml").unlink()

    with GitRepo(root) as reader:
        files = read_revision(reader, "HEAD", root=root, patterns=PATTERNS)

    assert [file.path for file in files] == ["checks/orders.yml", "monitors/orders.yml"]


@pytest.mark.parametrize(
    ("pattern", "chosen"),
    [
        ("checks/", ["checks/a.yml", "checks/deep/b.yaml"]),
        ("checks/*.yml", ["checks/a.yml"]),
        ("checks/**/*.yaml", ["checks/deep/b.yaml"]),
        ("**/*.yml", ["checks/a.yml", "other.yml"]),
        ("./checks/a.yml", ["checks/a.yml"]),
        (".", ["checks/a.yml", "checks/deep/b.yaml", "other.yml"]),
    ],
)
def test_patterns_choose_as_on_disk(pattern: str, chosen: list[str]) -> None:
    files = [SpecFile(path, "") for path in ("checks/a.yml", "checks/deep/b.yaml", "other.yml")]

    assert [file.path for file in select_files(files, [pattern])] == chosen


@pytest.mark.parametrize(
    ("patterns", "path"),
    [
        (("checks/",), "checks/customers.yml"),
        (("checks/*.yml",), "checks/customers.yml"),
        (("checks/*.yaml",), "checks/customers.yaml"),
        (("checks/**/*.yml", "monitors/m*.yml"), "checks/monitors/customers.yml"),
        (("*/monitors/*.yml", "checks/orders.yml"), "checks/orders.yml"),
        (("checks/orders.yml",), "checks/orders.yml"),
        ((".",), "monitors/customers.yml"),
    ],
)
def test_a_new_monitor_goes_where_the_project_reads_it(
    root: Path, patterns: tuple[str, ...], path: str
) -> None:
    cloud = CLOUD.model_copy(update={"dataset": "customers"})

    result = pull(root, [record("mon_cloud1", cloud)], patterns=patterns)

    assert [edit.path for edit in result.edits] == [path]
    assert "id: mon_cloud1" in show(root, "seltzer/pull", f"quality/{path}")


def test_a_file_that_the_project_does_not_read_is_never_overwritten(root: Path) -> None:
    target = root / "checks" / "customers.yml"
    target.symlink_to("orders.yml")
    with git.Repo(root, search_parent_directories=True) as repo:
        repo.git.add(all=True)
        repo.index.commit("link", author=AUTHOR, committer=AUTHOR)
    cloud = CLOUD.model_copy(update={"dataset": "customers"})

    with pytest.raises(RefusedError, match="exists, but `specs:` of the project does not read it"):
        pull(root, [record("mon_cloud1", cloud)], patterns=("checks/",))

    with git.Repo(root, search_parent_directories=True) as repo:
        assert [head.name for head in repo.heads] == ["main"]


def test_a_project_without_a_place_for_monitors_refuses_the_pull(root: Path) -> None:
    with pytest.raises(RefusedError, match="has no place for new monitors"):
        pull(root, [record("mon_cloud1", CLOUD)], patterns=("checks/o*.yml",))


def test_an_edit_that_breaks_its_file_is_refused_and_says_so(root: Path) -> None:
    text = FILE.replace("name: Orders ", "name: &n Orders ") + "description: *n\n"
    (root / "monitors" / "orders.yml").write_text(text, encoding="utf-8")
    with git.Repo(root, search_parent_directories=True) as repo:
        repo.git.add(all=True)
        repo.index.commit("anchor", author=AUTHOR, committer=AUTHOR)
    base = SPEC.model_copy(update={"description": "Orders"})
    cloud = base.model_copy(update={"name": "Other"})

    with pytest.raises(RefusedError, match="would not read back; change this monitor by hand"):
        pull(root, [record("mon_000001", cloud, base=base)])


def test_lines_that_are_added_end_like_those_of_the_file(root: Path) -> None:
    text = FILE.replace("\n", "\r\n")
    (root / "monitors" / "orders.yml").write_bytes(text.encode())
    with git.Repo(root, search_parent_directories=True) as repo:
        repo.git.execute(["git", "-c", "core.autocrlf=false", "add", "--all"])
        repo.index.commit("windows", author=AUTHOR, committer=AUTHOR)
    cloud = SPEC.model_copy(update={"owner": "kim", "name": "Other"})

    result = pull(root, [record("mon_000001", cloud, base=SPEC), record("mon_cloud1", CLOUD)])

    after = result.edits[0].after
    assert after.count("\n") == after.count("\r\n") > FILE.count("\n")


def commit_file(root: Path, text: str) -> None:
    (root / "monitors" / "orders.yml").write_text(text, encoding="utf-8")
    with git.Repo(root, search_parent_directories=True) as repo:
        repo.git.add(all=True)
        repo.index.commit("edit", author=AUTHOR, committer=AUTHOR)


def test_a_monitor_that_does_not_read_back_is_left_out_and_the_others_go_on(root: Path) -> None:
    commit_file(root, FILE.replace("name: Orders ", "name: &n Orders ") + "description: *n\n")
    base = SPEC.model_copy(update={"description": "Orders"})
    cloud = base.model_copy(update={"name": "Other"})

    result = pull(root, [record("mon_000001", cloud, base=base), record("mon_cloud1", CLOUD)])

    (line,) = result.refused
    assert line.startswith("mon_000001 was left out: an edit would not read back")
    assert "id: mon_cloud1" in show(root, "seltzer/pull", "quality/monitors/orders.yml")
    assert result.commit is not None


def test_a_field_is_added_to_a_monitor_on_one_line(root: Path) -> None:
    line = (
        "{apiVersion: seltzer/v1, kind: Monitor, id: mon_000001, name: Orders, dataset: orders, "
        'check: "row_count > 0"}  # short\n'
    )
    commit_file(root, line)
    cloud = SPEC.model_copy(update={"owner": "kim", "tags": ("a", "b")})

    result = pull(root, [record("mon_000001", cloud, base=SPEC)])

    assert result.refused == ()
    assert result.edits[0].after == line.replace(
        '"row_count > 0"', '"row_count > 0", owner: kim, tags: [a, b]'
    )
