"""The report of a scan with all that went before it, and its exit code."""

from seltzer_cli.scanning import Delivery
from seltzer_cli.selecting import CheckSelection
from seltzer_cli.workspace import Workspace
from seltzer_scanner.outcome import FAILED, NOT_COMPUTED
from seltzer_scanner.report import build_report
from seltzer_specs.errors import SpecError
from seltzer_specs.location import Location
from seltzer_specs.surveys import SpecNote
from seltzer_specs.wire.scan_report import (
    ReportError,
    ReportLocation,
    ReportNote,
    ReportSelection,
    ScanReport,
)


def complete_report(
    workspace: Workspace,
    delivery: Delivery,
    *,
    selection: CheckSelection,
    unread: tuple[SpecError, ...],
) -> ScanReport:
    """Give the report of a scan, mistakes of the specs first.

    Args:
        workspace: What was scanned.
        delivery: The scan.
        selection: Which checks were asked for.
        unread: Sections whose catalogue could not be read.
    """
    report = build_report(delivery.result)
    return report.model_copy(
        update={
            "errors": (*_mistakes(workspace, unread), *report.errors),
            "notes": tuple(map(_note, workspace.specs.notes)),
            "selection": _selection(selection, delivery),
        }
    )


def is_incomplete(delivery: Delivery, *, unread: tuple[SpecError, ...]) -> bool:
    """Tell whether something besides checks was asked for and could not be done."""
    result = delivery.result
    return (
        bool(unread)
        or any(survey.has_failed for survey in result.surveys)
        or any(measured.error is not None for measured in result.measured)
    )


def code_of_scan(code: int, *, has_mistakes: bool, is_incomplete: bool) -> int:
    """Give the exit code of a scan, with what is no outcome of a check.

    Args:
        code: What follows from the report alone.
        has_mistakes: Whether something in the specs could not be read.
        is_incomplete: Whether something besides checks could not be done.
    """
    if code == FAILED:
        return code
    if has_mistakes:
        return 1
    return NOT_COMPUTED if is_incomplete else code


def _selection(selection: CheckSelection, delivery: Delivery) -> ReportSelection | None:
    if not selection:
        return None
    return ReportSelection(
        select=tuple(map(str, selection.select)),
        exclude=tuple(map(str, selection.exclude)),
        left_out=delivery.left_out,
    )


def _mistakes(workspace: Workspace, unread: tuple[SpecError, ...]) -> tuple[ReportError, ...]:
    return tuple(
        ReportError(
            code=error.rule,
            message=error.message,
            location=_location(error.location),
        )
        for error in (*workspace.specs.errors, *unread)
    )


def _note(note: SpecNote) -> ReportNote:
    return ReportNote(code=note.rule, message=note.message, location=_location(note.location))


def _location(location: Location) -> ReportLocation:
    return ReportLocation(file=location.file, line=location.line, column=location.column)
