"""All files of a migration together: the spec files, and the project file where there is none."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from seltzer_cli.migration.companions import Companions
from seltzer_cli.migration.file import Outcome, migrate_file
from seltzer_cli.migration.given import Given
from seltzer_cli.migration.places import paths_from, spec_entries
from seltzer_cli.migration.project import migrate_project
from seltzer_cli.migration.proof import find_difference, reads_environment
from seltzer_cli.workspace import Workspace
from seltzer_specs.errors import RefusedError, SeltzerError
from seltzer_specs.project import PROJECT_FILE
from seltzer_specs.spec_file import SpecFile


@dataclass(slots=True)
class Result:
    """What a migration found.

    Attributes:
        outcomes: What becomes of each spec file that could be read.
        project: The project file; None where there is one already, or nothing to make it of.
        companions: Files that specs name, by path.
        lines: What people are told.
        failures: One for each file that stays for a mistake.
        stays: Names of these files.
    """

    outcomes: list[Outcome] = field(default_factory=list[Outcome])
    project: SpecFile | None = None
    companions: dict[str, str] = field(default_factory=dict[str, str])
    lines: list[str] = field(default_factory=list[str])
    failures: list[SeltzerError] = field(default_factory=list[SeltzerError])
    stays: list[str] = field(default_factory=list[str])

    @property
    def changed(self) -> list[Outcome]:
        """Give the files that change."""
        return [outcome for outcome in self.outcomes if outcome.is_changed]


def migrate_all(
    workspace: Workspace, given: Given, *, data_source: str | None, folder: Path
) -> Result:
    """Migrate each file alone, and prove the whole once more.

    Args:
        workspace: The spec files that could be read.
        given: All files.
        data_source: Value of `-d`.
        folder: Where the project file will stand.

    Raises:
        RefusedError: the files say something else together.
    """
    result = Result(lines=[*given.lines], failures=[*given.failures], stays=[*given.unread])
    companions = Companions(workspace.settings.named_files)
    settings = replace(workspace.settings, named_files=companions)
    workspace = replace(workspace, settings=settings)
    _migrate_files(workspace, result)
    result.companions = companions.texts
    unset = {str(error) for error in workspace.specs.errors}
    for line in reads_environment(workspace.files, settings):
        if line in unset:  # the environment does not have it, either: a failure of its file
            continue
        result.lines.append(f"a project reads no environment: {line}")
    if given.configurations:
        _migrate_project(given, result, data_source=data_source, folder=folder)
    return result


def _migrate_files(workspace: Workspace, result: Result) -> None:
    shared = _shared(workspace.files)
    names = {file.path for file in workspace.files}
    for file in workspace.files:
        try:
            outcome = migrate_file(file, shared, workspace.settings, names)
        except SeltzerError as error:
            result.failures.append(error)
            result.stays.append(file.path)
            outcome = Outcome(file, (file,))
        result.outcomes.append(outcome)
        result.lines += outcome.lines
    after = [file for outcome in result.outcomes for file in outcome.files]
    if result.changed and not workspace.specs.errors:
        difference = find_difference(
            workspace.files,
            after,
            workspace.settings,
            is_respelled=any(outcome.is_respelled for outcome in result.outcomes),
        )
        if difference is not None:
            raise RefusedError(f"nothing is migrated: together, {difference}")


def _shared(files: Sequence[SpecFile]) -> list[SpecFile]:
    """Give the files that others need."""
    return [f for f in files if "templates:" in f.text or "kind: Template" in f.text]


def _migrate_project(
    given: Given, result: Result, *, data_source: str | None, folder: Path
) -> None:
    specs = {file.path for outcome in result.outcomes for file in outcome.files}
    try:
        found = migrate_project(
            given.configurations,
            name=Path.cwd().name or "scan",
            specs=spec_entries(specs, given.others),
            default_data_source=data_source,
            paths_from=paths_from(folder),
            environment=os.environ,
        )
    except SeltzerError as error:
        result.failures.append(error)
        return
    result.lines += found.notes
    names = ", ".join(file.path for file in given.configurations)
    result.lines.append(f"{PROJECT_FILE} takes the place of {names}")
    result.project = SpecFile(PROJECT_FILE, found.text)
