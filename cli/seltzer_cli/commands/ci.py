"""`seltzer ci`: the report of a pull request, written, annotated and posted."""

import os
from pathlib import Path, PurePosixPath

import click

from seltzer_cli.annotations import render_annotations
from seltzer_cli.findings import Finding
from seltzer_cli.options import estimate_option, project_option
from seltzer_cli.workspace import COMPILE_NOW, Workspace, open_workspace
from seltzer_reconciler.github import ForbiddenError, GitHub, PullRequest, read_pull_request
from seltzer_reconciler.markdown import render_markdown
from seltzer_reconciler.report import PullRequestReport
from seltzer_specs.errors import ConfigError
from seltzer_specs.location import Location

NO_COMMENT = "no comment: a fork's pull request has no token that may write; see the job's summary"


@click.command()
@project_option
@click.option("--base", help="Commit to compare with; the pull request's base without it.")
@click.option("--head", help="Commit of the change; the work tree without it.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Write report.md and report.json here."
)
@click.option("--plan", "has_plan", is_flag=True, help="Also plan monitors against the server.")
@estimate_option
@click.option("--comment", "is_posting", is_flag=True, help="Post to the pull request on GitHub.")
def ci(
    project_file: str | None,
    base: str | None,
    head: str | None,
    out: Path | None,
    has_plan: bool,
    has_estimate: bool,
    is_posting: bool,
) -> int:
    """Report on a pull request: mistakes, changed checks, compiled-SQL diff, plan of monitors.

    Exit 1 with mistakes, 7 when the report could not be posted. A fork's pull request, which gets
    no secrets, is neither planned nor commented on; its report stands in the job's summary.
    """
    from seltzer_cli.reviewing import has_own_changes, review

    pull = read_pull_request(os.environ)
    base = base or (pull.base_sha if pull is not None else None)
    if base is None:
        raise ConfigError("compare with what? give --base; only a pull request knows its own")
    workspace = open_workspace((), project_file=project_file, now=COMPILE_NOW)
    if has_plan and _is_barred(workspace, pull):
        click.echo("no plan: a fork's pull request has no key of the server")
        has_plan = False
    if has_estimate and _lacks_secrets(workspace, pull):
        click.echo("no estimate: a fork's pull request has no secrets of the data sources")
        has_estimate = False
    report = review(workspace, base=base, head=head, has_plan=has_plan, has_estimate=has_estimate)
    if head is None and pull is not None and not has_own_changes(workspace):
        # A workflow checks out what the pull request proposes: that has a name.
        report = report.model_copy(update={"head": pull.head_sha})
    markdown = render_markdown(report)
    _save(report, markdown, out)
    _annotate(report, folder=_folder_in_repository(workspace))
    if is_posting:
        click.echo(_post(report, markdown, pull))
    click.echo(markdown.partition("\n")[0].removeprefix("### "))
    return 1 if report.mistakes else 0


def _is_barred(workspace: Workspace, pull: PullRequest | None) -> bool:
    """Tell whether the server's key is one of the secrets that a fork does not get."""
    server = workspace.project.server if workspace.project is not None else None
    return pull is not None and pull.is_fork and server is not None and bool(server.unset)


def _lacks_secrets(workspace: Workspace, pull: PullRequest | None) -> bool:
    """Tell whether connections need secrets that a fork does not get."""
    is_unset = any(source.unset for source in workspace.data_sources.values())
    return pull is not None and pull.is_fork and is_unset


def _save(report: PullRequestReport, markdown: str, out: Path | None) -> None:
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / "report.md").write_text(markdown, encoding="utf-8")
        text = report.model_dump_json(indent=2, by_alias=True)
        (out / "report.json").write_text(f"{text}\n", encoding="utf-8")
    for variable, content in (
        ("GITHUB_STEP_SUMMARY", markdown),
        ("GITHUB_OUTPUT", f"changed={str(report.is_changed).lower()}\n"),
    ):
        path = os.environ.get(variable)
        if path:
            with Path(path).open("a", encoding="utf-8") as stream:
                stream.write(content)


def _folder_in_repository(workspace: Workspace) -> PurePosixPath:
    """Give the project's folder as GitHub names it, from the repository's root."""
    from seltzer_reconciler.git_repo import GitRepo

    with GitRepo(workspace.root) as repo:
        return PurePosixPath(workspace.root.resolve().relative_to(repo.root.resolve()))


def _annotate(report: PullRequestReport, *, folder: PurePosixPath) -> None:
    """Print mistakes as workflow commands on GitHub, as plain lines elsewhere.

    GitHub shows one beside its line only where the file is named from the repository's root.
    """
    if os.environ.get("GITHUB_ACTIONS") != "true":
        for mistake in report.mistakes:
            place = mistake.location
            click.echo(f"{place.file}:{place.line}:{place.column}: {mistake.message}", err=True)
        return
    findings = [
        Finding(
            "error",
            mistake.rule,
            mistake.message,
            Location(mistake.location.file, mistake.location.line, mistake.location.column),
            str(folder / mistake.location.file),
        )
        for mistake in report.mistakes
    ]
    for line in render_annotations(findings):
        click.echo(line)


def _post(report: PullRequestReport, markdown: str, pull: PullRequest | None) -> str:
    token = os.environ.get("SELTZER_GITHUB_TOKEN") or os.environ.get("GITHUB_TOKEN")
    if pull is not None and pull.is_fork and not token:
        return NO_COMMENT
    if pull is None or not token:
        raise ConfigError(
            "--comment works in a pull request's workflow with GITHUB_TOKEN in the environment"
        )
    api_url = os.environ.get("GITHUB_API_URL", "https://api.github.com")
    with GitHub(api_url, token=token, repository=pull.repository) as github:
        try:
            return github.upsert_comment(pull, markdown, is_quiet=not report.is_changed)
        except ForbiddenError:
            if not pull.is_fork:
                raise
            return NO_COMMENT
