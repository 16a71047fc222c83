"""First checks for datasets: profiled, proposed, run, and only then written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path

from seltzer_cli.snapshots import fetch_snapshot
from seltzer_cli.workspace import Workspace
from seltzer_compiler.bind.finder import Finder
from seltzer_compiler.compile import compile_checks
from seltzer_compiler.plan import ScanPlan
from seltzer_compiler.surveys import SurveyRequest
from seltzer_dialects.registry import get_dialect
from seltzer_scanner.result import ScanResult
from seltzer_scanner.scaffold import Proposal, propose_checks, render_scaffold
from seltzer_scanner.scan import run_scan
from seltzer_scanner.survey import SurveyResult
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.errors import ConfigError
from seltzer_specs.loader import parse_specs
from seltzer_specs.names import DatasetRef, Name, exact_name
from seltzer_specs.snapshot import Catalogue, SnapshotDataset
from seltzer_specs.spec_file import SpecFile
from seltzer_specs.yaml_writer import render_yaml


@dataclass(frozen=True, slots=True)
class Scaffold:
    """Checks of one dataset.

    Attributes:
        dataset: Its name.
        text: A Checks document; None where nothing can be proposed.
        checks: How many it has.
    """

    dataset: str
    text: str | None
    checks: int = 0


@dataclass(frozen=True, slots=True)
class Discoverer:
    """Writes checks for one data source.

    Attributes:
        workspace: The project.
        settings: The data source.
    """

    workspace: Workspace
    settings: DataSourceSettings

    def scaffolds(self, names: Sequence[str], *, has_values: bool) -> list[Scaffold]:
        """Give checks for the datasets that names and patterns mean; all without any.

        Raises:
            ConfigError: a name or a pattern matches nothing.
        """
        now = datetime.now(timezone.utc)
        requests = self._requests(names)
        result = self._run(self._plan(requests), now)
        return [self._scaffold(survey, now, has_values=has_values) for survey in result.surveys]

    def _requests(self, names: Sequence[str]) -> list[SurveyRequest]:
        dialect = get_dialect(self.settings.type)
        snapshot = fetch_snapshot(self.settings, root=self.workspace.root)
        catalogue = Catalogue(snapshot, dialect.NAME_CASE)
        finder = Finder(snapshot, dialect)
        requests: list[SurveyRequest] = []
        for asked in self._asked(names, catalogue):
            dataset = finder.dataset(asked.dataset)
            if dataset is not None:
                ref = _reference(dataset, catalogue)
                columns = tuple(
                    (exact_name(c.name, catalogue.name_case), c.type) for c in dataset.columns
                )
                requests.append(replace(asked, dataset=ref, columns=columns))
        return requests

    def _asked(self, names: Sequence[str], catalogue: Catalogue) -> list[SurveyRequest]:
        source = self.settings.name
        parsing = replace(
            self.workspace.settings, catalogues={source: catalogue}, default_data_source=source
        )
        text = render_yaml({"discover datasets": {"datasets": list(names) or ["%"]}})
        found = parse_specs([SpecFile("DATASET", text)], parsing)
        if found.errors:
            raise ConfigError("; ".join(error.message for error in found.errors))
        return [SurveyRequest(dataset=d.dataset, location=d.location) for d in found.discovered]

    def _plan(self, requests: Sequence[SurveyRequest]) -> ScanPlan:
        return compile_checks(
            [],
            dialect=get_dialect(self.settings.type),
            data_source=self.settings.name,
            schema=self.settings.schema,
            surveys=requests,
        )

    def _run(self, plan: ScanPlan, now: datetime) -> ScanResult:
        dialect, root = get_dialect(self.settings.type), self.workspace.root
        return run_scan(
            plan,
            lambda: dialect.connect(self.settings, root=root),
            dialect=dialect,
            data_time=now,
            clock=lambda: datetime.now(timezone.utc),
        )

    def _scaffold(self, survey: SurveyResult, now: datetime, *, has_values: bool) -> Scaffold:
        name = survey.survey.dataset
        if survey.row_count is None:
            raise ConfigError(f'"{name}" cannot be read: {survey.error}')
        proposals = propose_checks(survey, now=now, has_values=has_values)
        kept = self._those_that_hold(name, proposals, now) if proposals else []
        if not kept:
            return Scaffold(str(name), None)
        text, _ = render_scaffold(name.name, kept, data_source=self._source_to_write())
        return Scaffold(str(name), text, len(kept))

    def _those_that_hold(
        self, name: DatasetRef, proposals: Sequence[Proposal], now: datetime
    ) -> list[Proposal]:
        """Run the proposals as a scan would; a profile is no proof."""
        source = self.settings.name
        text, lines = render_scaffold(name.name, proposals, data_source=source)
        specs = parse_specs([SpecFile("discover", text)], self.workspace.settings)
        plan = compile_checks(
            specs.checks,
            dialect=get_dialect(self.settings.type),
            data_source=source,
            schema=self.settings.schema,
        )
        passed = {
            check.plan.check.location.line
            for check in self._run(plan, now).checks
            if check.judgement.outcome == "pass"
        }
        return [p for p, line in zip(proposals, lines, strict=True) if line in passed]

    def _source_to_write(self) -> str | None:
        name = self.settings.name
        return None if self.workspace.default_data_source == name else name


def write_scaffold(scaffold: Scaffold, folder: Path) -> tuple[Path, bool]:
    """Write a document into a folder, never over a file.

    Returns:
        The path, and whether it was written.
    """
    stem = "".join(c if c.isalnum() or c in "._-" else "_" for c in scaffold.dataset)
    path = folder / f"{stem.lstrip('.') or 'dataset'}.yml"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as stream:
            stream.write(scaffold.text or "")
    except FileExistsError:
        return path, False
    return path, True


def _reference(dataset: SnapshotDataset, catalogue: Catalogue) -> DatasetRef:
    names = (dataset.schema, dataset.name) if dataset.needs_schema else (dataset.name,)
    parts: tuple[Name, ...] = tuple(exact_name(name, catalogue.name_case) for name in names)
    return DatasetRef(parts)
