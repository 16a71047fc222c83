"""Cloud-authored monitors and edits to YAML on a branch."""

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from seltzer_reconciler.git_repo import CommitInfo, FileEdit, GitRepo
from seltzer_reconciler.plan import plan_monitors
from seltzer_reconciler.revisions import CommitFiles, read_revision, select_files
from seltzer_reconciler.text import plain
from seltzer_reconciler.yaml_edit import append_document, set_field
from seltzer_specs.errors import RefusedError, SpecErrorGroup
from seltzer_specs.loader import LoadResult, ParseSettings, parse_specs
from seltzer_specs.monitors import render_monitor
from seltzer_specs.selection import MAGIC
from seltzer_specs.spec_file import SpecFile
from seltzer_specs.wire.monitor import MonitorRecord
from seltzer_specs.wire.plan import PlanAction, PlanDocument


@dataclass(frozen=True, slots=True)
class PullResult:
    """What a pull wrote.

    Attributes:
        plan: The plan it followed, without what was refused.
        edits: Files before and after, by path relative to the project.
        refused: A line for each monitor that could not be written, and why.
        commit: The commit; None in a dry run or when there was nothing to pull.
    """

    plan: PlanDocument
    edits: tuple[FileEdit, ...]
    commit: CommitInfo | None
    refused: tuple[str, ...] = ()


def pull_to_branch(
    actual: Sequence[MonitorRecord],
    *,
    root: Path,
    patterns: Sequence[str],
    settings: ParseSettings,
    branch: str,
    base_ref: str,
    is_dry_run: bool = False,
) -> PullResult:
    """Write what the cloud has and Git has not on a branch that starts at a commit.

    The edited files are parsed back, and a plan over them must have nothing left to pull; only
    then the commit is made. A monitor that does not read back is left out and told; the others go
    on.

    Args:
        actual: All monitors of the cloud.
        root: Folder of the project file.
        patterns: `specs` of the project.
        settings: How to parse specs.
        branch: Branch to create or move.
        base_ref: Commit that the branch starts at.
        is_dry_run: Give the edits only.

    Raises:
        SpecErrorGroup: a spec of that commit is wrong.
        RefusedError: nothing reads back as the cloud has it, or the branch is not ours.
    """
    with GitRepo(root) as repo:
        settings = replace(settings, named_files=CommitFiles(repo, base_ref, root=root))
        files = read_revision(repo, base_ref, root=root, patterns=patterns)
        specs = _parse(files, settings)
        plan = plan_monitors(specs.monitors, actual, commit=repo.resolve(base_ref))
        layout = _layout(patterns)
        prefix = root.resolve().relative_to(repo.root.resolve()).as_posix()

        def attempt(part: PlanDocument) -> tuple[FileEdit, ...]:
            edits = pull_edits(part, actual, files=files, layout=layout)
            _refuse_overwrites(repo, base_ref, [_under(prefix, edit) for edit in edits])
            _prove(part, actual, files=files, edits=edits, settings=settings, patterns=patterns)
            return edits

        plan, edits, refused = _what_reads_back(plan, attempt)
        if is_dry_run or not edits:
            return PullResult(plan, edits, None, refused)
        commit = repo.commit_on_branch(
            [_under(prefix, edit) for edit in edits],
            branch=branch,
            base_ref=base_ref,
            message=_message(plan),
            co_authors=_authors(plan, actual),
        )
        return PullResult(plan, edits, commit, refused)


def _what_reads_back(
    plan: PlanDocument, attempt: Callable[[PlanDocument], tuple[FileEdit, ...]]
) -> tuple[PlanDocument, tuple[FileEdit, ...], tuple[str, ...]]:
    """Give the part of a plan that can be written, its edits, and why the rest cannot.

    Raises:
        RefusedError: of the only monitor, where there is one.
    """
    try:
        return plan, attempt(plan), ()
    except RefusedError:
        if len(_pulled(plan)) < 2:
            raise
    # One by one: with the ones before it, so that two edits of one file are proven together.
    kept, edits = plan.model_copy(update={"actions": ()}), tuple[FileEdit, ...]()
    refused: list[str] = []
    for action in _pulled(plan):
        wider = plan.model_copy(update={"actions": (*kept.actions, action)})
        try:
            edits = attempt(wider)
        except RefusedError as error:
            refused.append(f"{action.id} was left out: {error}")
        else:
            kept = wider
    return kept, edits, tuple(refused)


def pull_edits(
    plan: PlanDocument,
    actual: Sequence[MonitorRecord],
    *,
    files: Sequence[SpecFile],
    layout: str,
) -> tuple[FileEdit, ...]:
    """Turn the pulls of a plan into edits of files.

    Args:
        plan: Its actions with a field in direction `pull` are taken.
        actual: The monitors that the plan saw.
        files: Files of the desired state.
        layout: Path of a new monitor's file, with `{dataset}` in it.

    Returns:
        Edits sorted by path.
    """
    before = {file.path: file.text for file in files}
    after: dict[str, str] = dict(before)
    records = {record.id: record for record in actual}
    for action in plan.actions:
        if action.location is not None:
            _edit_fields(after, action)
        elif action.verb == "pull":
            _append_monitor(after, records[action.id], layout)
    return tuple(
        FileEdit(path, before.get(path), text)
        for path, text in sorted(after.items())
        if before.get(path) != text
    )


NOTHING = "nothing to pull: Git has all that the cloud has"


def render_pull(result: PullResult) -> str:
    """Give a pull for people: the edits as a unified diff, then the branch."""
    if not result.edits:
        return "nothing was pulled" if result.refused else NOTHING
    lines = [line for edit in result.edits for line in diff_lines(edit)]
    if result.commit is None:
        return "\n".join([*lines, "dry run: nothing was written"])
    place = f"branch {result.commit.branch} at {result.commit.sha[:12]}"
    files = f"{len(result.edits)} file{'' if len(result.edits) == 1 else 's'}"
    return "\n".join([*lines, f"{files} on {place}; open a pull request from it"])


def diff_lines(edit: FileEdit) -> list[str]:
    """Give one edit as the lines of a unified diff."""
    old = edit.before.splitlines() if edit.before is not None else []
    name = "/dev/null" if edit.before is None else f"a/{edit.path}"
    diff = difflib.unified_diff(old, edit.after.splitlines(), name, f"b/{edit.path}", lineterm="")
    return [plain(line) for line in diff]


def _edit_fields(texts: dict[str, str], action: PlanAction) -> None:
    if action.location is None:
        return
    for change in action.fields:
        if change.direction == "pull" and change.path:
            file = action.location.file
            texts[file] = set_field(
                texts[file],
                file=file,
                monitor_id=action.id,
                path=change.path,
                value=change.actual,
            )


def _append_monitor(texts: dict[str, str], record: MonitorRecord, layout: str) -> None:
    path = layout.format(dataset=_slug(record.spec.dataset))
    texts[path] = append_document(texts.get(path), render_monitor(record.id, record.spec))


def _slug(text: str) -> str:
    """Make a file name of a dataset's name; no separator or dot can leave the folder."""
    return re.sub(r"[^A-Za-z0-9_-]+", "_", text).strip("_") or "monitors"


def _layout(patterns: Sequence[str]) -> str:
    """Find where new monitors go: a place that the project reads, one named for monitors first.

    Raises:
        RefusedError: a new file would be read nowhere.
    """
    places = [place for pattern in patterns or ("monitors/",) for place in _places(pattern)]
    read = [place for place in places if select_files([SpecFile(place, "")], patterns or (".",))]
    if not read:
        raise RefusedError(
            "`specs:` of the project has no place for new monitors; add a folder, for example "
            "monitors/"
        )
    return next((place for place in read if "monitor" in place), read[0])


def _places(pattern: str) -> list[str]:
    """Give the files that a pattern has for monitors of a dataset, `{dataset}` in their names."""
    clean = pattern.removeprefix("./").rstrip("/")
    if clean in ("", "."):
        return ["monitors/{dataset}.yml"]
    if "{" in clean or "}" in clean:
        return []  # its braces would be taken for the dataset's place
    if not MAGIC.search(clean):
        is_file = clean.endswith((".yml", ".yaml"))
        return [clean if is_file else f"{clean}/{{dataset}}.yml"]
    fixed = MAGIC.split(clean, maxsplit=1)[0]
    folder = fixed[: fixed.rfind("/") + 1]
    names = ("{dataset}.yml", "{dataset}.yaml")
    return [f"{folder}{below}{name}" for below in ("", "monitors/") for name in names]


def _refuse_overwrites(repo: GitRepo, ref: str, edits: Sequence[FileEdit]) -> None:
    """Make sure that what is new to the project is new to the repository.

    Raises:
        RefusedError: there is a file, a folder or a link that the project does not read.
    """
    for edit in edits:
        if edit.before is None and repo.has_path(ref, edit.path):
            raise RefusedError(
                f"{edit.path} exists, but `specs:` of the project does not read it; nothing was "
                "written, so that it is not lost: move it, or add it to specs:"
            )


def _prove(
    plan: PlanDocument,
    actual: Sequence[MonitorRecord],
    *,
    files: Sequence[SpecFile],
    edits: Sequence[FileEdit],
    settings: ParseSettings,
    patterns: Sequence[str],
) -> None:
    """Make sure that the edited files say what the cloud says, and that the project reads them."""
    texts: Mapping[str, str] = {
        **{file.path: file.text for file in files},
        **{edit.path: edit.after for edit in edits},
    }
    edited = [SpecFile(path, text) for path, text in sorted(texts.items())]
    try:
        specs = _parse(select_files(edited, patterns), settings)
    except SpecErrorGroup as error:
        raise RefusedError(
            f"an edit would not read back; change this monitor by hand and pull again: {error}"
        ) from error
    again = plan_monitors(specs.monitors, actual, commit=plan.commit)
    wanted = {action.id for action in plan.actions}
    left = [action.id for action in _pulled(again) if action.id in wanted]
    if left:
        raise RefusedError(
            f"{', '.join(left)} would not read back as the cloud has it; nothing was written"
        )


def _parse(files: Sequence[SpecFile], settings: ParseSettings) -> LoadResult:
    specs = parse_specs(files, settings)
    if specs.errors:
        raise SpecErrorGroup(specs.errors)
    return specs


def _under(prefix: str, edit: FileEdit) -> FileEdit:
    path = edit.path if prefix == "." else f"{prefix}/{edit.path}"
    return FileEdit(path, edit.before, edit.after)


def _pulled(plan: PlanDocument) -> list[PlanAction]:
    return [a for a in plan.actions if any(change.direction == "pull" for change in a.fields)]


def _message(plan: PlanDocument) -> str:
    pulled = _pulled(plan)
    names = "\n".join(f"- {plain(action.name)} ({action.id})" for action in pulled)
    return f"monitors: pull {len(pulled)} from the cloud\n\n{names}\n"


def _authors(plan: PlanDocument, actual: Sequence[MonitorRecord]) -> list[str]:
    wanted = {action.id for action in _pulled(plan)}
    people = {record.updated_by for record in actual if record.id in wanted}
    return [f"{plain(name)} <{_slug(name)}@users.noreply.localhost>" for name in sorted(people)]
