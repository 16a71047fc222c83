"""Sections whose checks no report can show, because they wait for a catalogue."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from seltzer_specs.surveys import WaitingSection
from seltzer_specs.wire.base import WireModel
from seltzer_specs.wire.scan_report import ReportLocation


class ReportedSection(WireModel):
    """A section without a schema snapshot: which checks it becomes is known when it is scanned.

    Attributes:
        change: `settled` waited in the base and does not in the head: it was removed, or its
            checks are compared now because a snapshot is committed.
    """

    change: Literal["added", "changed", "unchanged", "settled"]
    header: str
    data_source: str | None
    location: ReportLocation


def compare_waiting(
    before: Sequence[WaitingSection], after: Sequence[WaitingSection]
) -> tuple[ReportedSection, ...]:
    """Give each section that waits in the base or the head, those of the head first."""
    old = Counter(_key(section) for section in before)
    contents = {(_key(section), section.content) for section in before}
    left = old - Counter(_key(section) for section in after)
    found: list[ReportedSection] = []
    for section in after:
        key = _key(section)
        if (key, section.content) in contents:
            found.append(_reported(section, "unchanged"))
        else:
            found.append(_reported(section, "changed" if key in old else "added"))
    for section in before:
        if left[_key(section)]:
            left[_key(section)] -= 1
            found.append(_reported(section, "settled"))
    return tuple(found)


def _key(section: WaitingSection) -> tuple[str, str, str | None]:
    return section.location.file, section.header, section.data_source


def _reported(
    section: WaitingSection, change: Literal["added", "changed", "unchanged", "settled"]
) -> ReportedSection:
    place = section.location
    return ReportedSection(
        change=change,
        header=section.header,
        data_source=section.data_source,
        location=ReportLocation(file=place.file, line=place.line, column=place.column),
    )
