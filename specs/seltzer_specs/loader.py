"""Spec files to checks, monitors and mistakes."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from seltzer_specs.checks import Check
from seltzer_specs.checks_document.document import parse_checks_document
from seltzer_specs.collection import paused_collection
from seltzer_specs.distribution_reference import is_distribution_reference
from seltzer_specs.documents import document_kind, is_versioned
from seltzer_specs.errors import SpecError, SpecErrorGroup
from seltzer_specs.location import Location
from seltzer_specs.measured import MeasuredMetric, each_once
from seltzer_specs.named_files import NamedFiles
from seltzer_specs.problems import Problems, describe
from seltzer_specs.snapshot import Catalogue
from seltzer_specs.soda_sql.recognize import is_scan_file
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.headers import parse_file
from seltzer_specs.spec_file import SpecFile
from seltzer_specs.surveys import DiscoveredDataset, ProfiledColumn, SpecNote, WaitingSection
from seltzer_specs.templates import collect_templates
from seltzer_specs.variables import Variables
from seltzer_specs.yaml_reader import Document, Node, Scalar, read_what_can_be
from seltzer_specs.yaml_reader import Mapping as MappingNode

if TYPE_CHECKING:  # pydantic, behind them, takes longer to import than a thousand checks to parse
    from seltzer_specs.monitors import LocatedMonitor
    from seltzer_specs.wire.monitor import MonitorSpec

_HEADER = re.compile(r"(?:checks|configurations|filter|for each|reconciliation)\b.*?(?= - |$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParseSettings:
    """What parsing needs to know from outside the files.

    Attributes:
        data_sources: Names that may stand before a dataset, as in `warehouse.orders`.
        default_data_source: Data source of a dataset that names none.
        are_all_sources_known: False where there may be data sources beside `data_sources`.
        variables: Values given by the user (`-v`); they win over all others.
        project_variables: Values of the project file; a file's own `variables:` win over them.
        environment: Environment variables that specs may read; None keeps them out.
        notify: Receivers of checks and monitors that name none.
        catalogues: Catalogues by data source, where they are known.
        named_files: Where files are read that specs name (SQL, distribution references); None reads
            none.
        now: Value of `${NOW}`.
    """

    data_sources: frozenset[str] = frozenset()
    default_data_source: str | None = None
    are_all_sources_known: bool = True
    variables: Mapping[str, str] = field(default_factory=dict[str, str])
    project_variables: Mapping[str, str] = field(default_factory=dict[str, str])
    environment: Mapping[str, str] | None = field(default=None, repr=False)
    notify: tuple[str, ...] = ()
    catalogues: Mapping[str, Catalogue] = field(default_factory=dict[str, Catalogue], repr=False)
    named_files: NamedFiles | None = field(default=None, repr=False)
    now: datetime


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What the files say.

    Attributes:
        checks: In the order of file paths and lines, the monitors' own checks included.
        monitors: In the order of file paths and lines.
        errors: All mistakes, in the same order. A check with a mistake is not in `checks`.
        discovered: Datasets to register.
        profiled: Columns to profile.
        measured: Metrics to measure without judging them.
        waiting: Sections whose patterns need a catalogue that `settings` did not have.
        notes: What people should know, though it is no mistake.
    """

    checks: tuple[Check, ...]
    monitors: "tuple[LocatedMonitor, ...]"
    errors: tuple[SpecError, ...]
    discovered: tuple[DiscoveredDataset, ...] = ()
    profiled: tuple[ProfiledColumn, ...] = ()
    measured: tuple[MeasuredMetric, ...] = ()
    waiting: tuple[WaitingSection, ...] = ()
    notes: tuple[SpecNote, ...] = ()


def parse_specs(files: Iterable[SpecFile], settings: ParseSettings) -> LoadResult:
    """Parse spec files of any supported kind.

    The result does not depend on the order of `files`.
    """
    problems = Problems()
    checks: list[Check] = []
    monitors: list[LocatedMonitor] = []
    context = make_context(settings, problems)
    with paused_collection():
        documents: list[Document] = []
        for file in sorted(files, key=lambda file: file.path):
            found, errors = read_what_can_be(file.text, file.path)
            problems.errors.extend(errors)
            documents.extend(found)
        templates = collect_templates((document.root for document in documents), problems)
        context = replace(context, templates=templates)
        for document in documents:
            _parse_document(document, context, settings, checks, monitors)
    _refuse_repeated_monitors(monitors, problems)
    return LoadResult(
        _with_unique_ids(checks, problems),
        tuple(monitors),
        SpecErrorGroup(problems.errors).errors,
        discovered=tuple(context.findings.discovered),
        profiled=tuple(context.findings.profiled),
        measured=each_once(context.findings.measured),
        waiting=tuple(dict.fromkeys(context.findings.waiting)),
        notes=tuple(dict.fromkeys(context.findings.notes)),
    )


def make_context(settings: ParseSettings, problems: Problems) -> Context:
    """Give the context in which every file starts."""
    return Context(
        problems=problems,
        variables=Variables(
            given={"NOW": settings.now.isoformat(), **settings.variables},
            declared=settings.project_variables,
            environment=settings.environment,
        ),
        now=settings.now,
        data_sources=settings.data_sources,
        default_data_source=settings.default_data_source,
        are_all_sources_known=settings.are_all_sources_known,
        notify=settings.notify,
        catalogues=settings.catalogues,
        named_files=settings.named_files,
    )


def check_of_monitor(
    id: str,  # noqa: A002  # the word of the language
    spec: "MonitorSpec",
    settings: ParseSettings,
    location: Location,
) -> Check:
    """Give the check that a monitor asks, wherever the monitor was authored.

    Raises:
        SpecErrorGroup: the monitor's check, dataset or schedule is wrong.
    """
    from seltzer_specs.monitors import check_of_monitor as _check_of_monitor

    context = make_context(settings, Problems())
    return _check_of_monitor(id, spec, context, location)


def _parse_document(
    document: Document,
    context: Context,
    settings: ParseSettings,
    checks: list[Check],
    monitors: "list[LocatedMonitor]",
) -> None:
    root, sources = document.root, settings.data_sources
    if not isinstance(root, MappingNode):
        context.problems.add(
            f"a spec is a mapping such as `checks for orders:`, got {describe(root)}"
            f"{_colon_hint(root)}",
            root.location,
            "not-a-mapping",
        )
        return
    if is_distribution_reference(root):
        return
    if not is_versioned(root):
        if is_scan_file(root):
            from seltzer_specs.soda_sql.scan_file import parse_scan_file

            checks.extend(parse_scan_file(root, context))
            return
        checks.extend(parse_file(root, context, data_sources=sources))
        return
    kind = document_kind(root, context.problems)
    if kind == "Checks":
        checks.extend(parse_checks_document(root, context))
    elif kind == "Monitor":
        from seltzer_specs.monitors import parse_monitor_document

        found = parse_monitor_document(root, context)
        if found is not None:
            monitors.append(found[0])
            checks.extend(check for check in found[1:] if check is not None)


def _colon_hint(root: Node) -> str:
    """Point at a header without its colon, which YAML joins with the lines below it."""
    header = _HEADER.match(root.text) if isinstance(root, Scalar) else None
    return f'; write ":" behind "{header[0].strip()}"' if header is not None else ""


def _with_unique_ids(checks: list[Check], problems: Problems) -> tuple[Check, ...]:
    """Number repeated derived ids, and refuse repeated explicit ones."""
    first: dict[str, Check] = {}
    counts = Counter[str]()
    unique: list[Check] = []
    for check in checks:
        if first.setdefault(check.id, check) is check:
            unique.append(check)
            continue
        counts[check.id] += 1
        if check.has_given_id or first[check.id].has_given_id:
            if check.location == first[check.id].location:
                _refuse_same_id(check, problems)
            elif check.monitor_id is None:
                problems.add(
                    f'the id "{check.id}" stands twice, first at {first[check.id].location}; '
                    "give one of the checks another id",
                    check.location,
                    "duplicate-id",
                )
        else:
            unique.append(replace(check, id=f"{check.id}.{counts[check.id] + 1}"))
    return tuple(unique)


def _refuse_same_id(check: Check, problems: Problems) -> None:
    """Refuse, once, an id that all checks of a section over many datasets would have."""
    message = (
        f'the id "{check.id}" is the same for every dataset or column; put its variable into the id'
    )
    if not any(e.location == check.location and e.message == message for e in problems.errors):
        problems.add(message, check.location, "duplicate-id")


def _refuse_repeated_monitors(monitors: "list[LocatedMonitor]", problems: Problems) -> None:
    first: dict[str, LocatedMonitor] = {}
    for monitor in monitors:
        if monitor.id in first:
            problems.add(
                f"the monitor id {monitor.id} stands twice, first at "
                f"{first[monitor.id].location}; a copied monitor needs an id of its own",
                monitor.location,
                "duplicate-id",
            )
        first.setdefault(monitor.id, monitor)
    monitors[:] = list(first.values())
