"""What came out of a scan, for programs."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from seltzer_specs.errors import (
    ChecksFailedError,
    ChecksWarnedError,
    DeliveryError,
    NotComputedError,
    SpecError,
    SpecErrorGroup,
)

if TYPE_CHECKING:
    from seltzer_specs.wire.base import Outcome
    from seltzer_specs.wire.scan_report import ReportCheck, ScanReport

Format: TypeAlias = Literal["text", "json", "junit", "sarif", "markdown"]
FailOn: TypeAlias = Literal["warn", "skipped"]

_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Report:
    """A scan of one data source.

    Attributes:
        scan: Everything, as `seltzer.scan/1` has it.
        mistakes: What in the specs could not be read; empty where mistakes are raised.
        is_delivered: False when results were to be pushed and wait in the spool.
        is_incomplete: True when something besides checks could not be done, such as a profile.
        messages: Lines for people about what was not as usual.
    """

    scan: "ScanReport"
    mistakes: tuple[SpecError, ...] = ()
    is_delivered: bool = True
    is_incomplete: bool = False
    messages: tuple[str, ...] = ()

    @property
    def outcome(self) -> "Outcome":
        """Give the worst outcome; with mistakes in the specs it is never better than `error`."""
        is_broken = bool(self.mistakes) or self.is_incomplete
        return "error" if is_broken and self.scan.outcome != "fail" else self.scan.outcome

    @property
    def checks(self) -> "tuple[ReportCheck, ...]":
        """Give all checks, in file order."""
        return self.scan.checks

    @property
    def failed(self) -> "tuple[ReportCheck, ...]":
        """Give the checks that were computed and are bad."""
        return self.of("fail")

    @property
    def warned(self) -> "tuple[ReportCheck, ...]":
        """Give the checks that were computed and warn."""
        return self.of("warn")

    @property
    def not_computed(self) -> "tuple[ReportCheck, ...]":
        """Give the checks that could not be computed; they did not pass."""
        return self.of("error")

    @property
    def skipped(self) -> "tuple[ReportCheck, ...]":
        """Give the checks that had nothing to evaluate; they did not pass."""
        return self.of("skipped")

    @property
    def passed(self) -> "tuple[ReportCheck, ...]":
        """Give the checks that were computed and are good."""
        return self.of("pass")

    def of(self, outcome: "Outcome") -> "tuple[ReportCheck, ...]":
        """Give the checks with an outcome."""
        return tuple(check for check in self.scan.checks if check.outcome == outcome)

    def exit_code(self, *, fail_on: Collection[FailOn] = ()) -> int:
        """Give what the command line would exit with, see docs/exit-codes.md.

        Args:
            fail_on: Outcomes beyond fail and error that must not be 0.
        """
        from seltzer_cli.reporting import code_of_scan
        from seltzer_scanner.outcome import exit_code

        code = exit_code(self.scan, fail_on=fail_on, is_delivered=self.is_delivered)
        return code_of_scan(
            code, has_mistakes=bool(self.mistakes), is_incomplete=self.is_incomplete
        )

    def raise_for_outcome(self, *, fail_on: Collection[FailOn] = ()) -> "Report":
        """Give this report where all is well, so that a task can end with it.

        Args:
            fail_on: Outcomes beyond fail and error that are not well.

        Raises:
            ChecksFailedError: a check failed.
            SpecErrorGroup: something in the specs could not be read.
            NotComputedError: something could not be computed, or was skipped and must not be.
            DeliveryError: results were to be pushed and wait in the spool.
            ChecksWarnedError: a check warned and must not.
        """
        code = self.exit_code(fail_on=fail_on)
        if code == 10:
            raise ChecksFailedError(self._told("failed", self.failed), report=self)
        if code == 1:
            raise SpecErrorGroup(self.mistakes)
        if code == 12:
            raise NotComputedError(self._lost(fail_on), report=self)
        if code == 7:
            raise DeliveryError("; ".join(self.messages) or "results wait in the spool")
        if code == 11:
            raise ChecksWarnedError(self._told("warned", self.warned), report=self)
        return self

    def render(self, form: Format = "text") -> str:
        """Give the report in a format of docs/report-formats.md."""
        from seltzer_scanner.formats import render_report

        return render_report(self.scan, form)

    def to_json(self) -> str:
        """Give `seltzer.scan/1` as text."""
        return self.render("json")

    def to_dict(self) -> dict[str, Any]:
        """Give `seltzer.scan/1` as JSON has it. Any: it is JSON."""
        return self.scan.model_dump(mode="json")

    def __repr__(self) -> str:
        from seltzer_scanner.formats.text import summary_line

        return f"<Report {self.outcome}: {summary_line(self.scan)}>"

    def __str__(self) -> str:
        return self.render("text")

    def _repr_html_(self) -> str:
        from seltzer.notebook import render_html

        return render_html(self)

    def _lost(self, fail_on: Collection[FailOn]) -> str:
        if self.not_computed:
            return self._told("could not be computed", self.not_computed)
        if "skipped" in fail_on and self.skipped:
            return self._told("skipped", self.skipped)
        return "; ".join(error.message for error in self.scan.errors) or "the scan is incomplete"

    def _told(self, verb: str, checks: "tuple[ReportCheck, ...]") -> str:
        from seltzer_scanner.formats.words import count, place_of, title, why

        lines = [f"{title(c)}: {why(c)} ({place_of(c.location)})" for c in checks[:_SHOWN]]
        more = [f"and {len(checks) - _SHOWN} more"] if len(checks) > _SHOWN else []
        total = count(len(self.scan.checks), "check")
        return f"{len(checks)} of {total} {verb}: {'; '.join([*lines, *more])}"
