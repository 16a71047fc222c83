"""Every error of Seltzer, in one tree.

    SeltzerError                    1   base of all; `exit_code` is what the command line returns
    ├── SpecError                   1   one mistake in one place of a spec file
    │   ├── UnsetVariableError      1   the environment lacks what a connection reads
    │   └── UnsupportedError        1   the dialect cannot compute this metric
    ├── SpecErrorGroup              1   all mistakes of a load, in file order
    ├── ConfigError                 1   project file, Soda configuration or command-line value
    ├── ConnectError                12  a data source cannot be reached
    ├── QueryError                  12  a query failed; `code` and `sqlstate` may leave the machine
    ├── ServerError                 1   the server answered with a problem document
    │   └── StaleError              4   the object changed since it was read (HTTP 412)
    ├── DeliveryError               7   results are spooled but could not be delivered
    ├── ConflictError               3   both sides changed one field
    ├── RefusedError                5   stopped by a safety rule or a policy
    ├── OutcomeError                1   a scan did not come out as it should; has its `report`
    │   ├── ChecksFailedError       10  a check failed
    │   ├── ChecksWarnedError       11  a check warned, where that was not allowed
    │   └── NotComputedError        12  a check or a survey could not be computed
    └── PartlyAppliedError          6   some actions of a plan were not carried out

A message says where, what, got and what to do:
`checks/orders.yml:12:5: threshold "must_be_at_most" wants a number, got "ten"; write 10`.
"""

from collections.abc import Iterable
from typing import ClassVar

from seltzer_specs.location import Location


class SeltzerError(Exception):
    """Base of all errors that the command line shows as one line."""

    exit_code: ClassVar[int] = 1


class SpecError(SeltzerError):
    """One mistake in one place of a spec file.

    Args:
        message: What is wrong, what was found and what to do; lower case, no full stop.
        location: Where it stands.
        rule: Stable kebab-case name of the kind of mistake, used by SARIF and by tests.
    """

    def __init__(self, message: str, *, location: Location, rule: str = "invalid-spec") -> None:
        # Messages quote files: a line feed or an escape sequence in one must not reach a terminal.
        self.message = "".join(c if c.isprintable() else " " for c in message)
        super().__init__(self.message)
        self.location = location
        self.rule = rule

    def __str__(self) -> str:
        return f"{self.location}: {self.message}"


class UnsetVariableError(SpecError):
    """The environment lacks a variable; what needs no connection works without it."""

    def __init__(self, message: str, *, location: Location) -> None:
        super().__init__(message, location=location, rule="variable")


class UnsupportedError(SpecError):
    """The dialect cannot compute this metric; found at compile time."""

    def __init__(self, message: str, *, location: Location) -> None:
        super().__init__(message, location=location, rule="unsupported-metric")


class SpecErrorGroup(SeltzerError):  # noqa: N818  # "group" says what it is
    """All mistakes of one load, in the order of files and lines."""

    def __init__(self, errors: Iterable[SpecError]) -> None:
        self.errors = tuple(
            sorted(errors, key=lambda e: (e.location.file, e.location.line, e.location.column))
        )
        super().__init__("\n".join(str(error) for error in self.errors))


class ConfigError(SeltzerError):
    """The project file, a Soda configuration or a command-line value is wrong."""


class ConnectError(SeltzerError):
    """A data source cannot be reached; the text never holds a secret.

    Args:
        text: Why.
        is_transient: True where it may be reached a moment later: nobody answers yet, or there
            are too many sessions; never for a wrong password or name.
    """

    exit_code: ClassVar[int] = 12

    def __init__(self, text: str, *, is_transient: bool = False) -> None:
        super().__init__(text)
        self.is_transient = is_transient


_OF_ROWS = frozenset({"type_mismatch", "other"})
"""Codes of failures that a row may have caused, so that the engine may quote it."""


class QueryError(SeltzerError):
    """A query failed.

    Args:
        text: The driver's message. It may quote row values until a `DiscreetConnection` has hidden
            them, and it stays on this machine.
        code: Enumerated class of the failure that may leave the machine:
            `syntax`, `missing_object`, `type_mismatch`, `permission`, `timeout`, `cancelled`,
            `connection`, `resources` or `other`.
        sqlstate: The five-character SQLSTATE, where the engine gives one.
        is_repeatable: True where the statement was not begun, or was undone by the engine in
            favour of another one, so that it may be sent again.
        quotes_rows: Whether the text may quote a row; None tells by the code, as most of them are
            of statements that no row was read for.
    """

    exit_code: ClassVar[int] = 12

    def __init__(
        self,
        text: str,
        *,
        code: str = "other",
        sqlstate: str | None = None,
        is_repeatable: bool = False,
        quotes_rows: bool | None = None,
    ) -> None:
        super().__init__(text)
        self.quotes_rows = code in _OF_ROWS if quotes_rows is None else quotes_rows
        self.text = text
        self.code = code
        self.sqlstate = sqlstate
        self.is_repeatable = is_repeatable

    def with_text(self, text: str) -> "QueryError":
        """Give the same failure in other words."""
        return QueryError(
            text,
            code=self.code,
            sqlstate=self.sqlstate,
            is_repeatable=self.is_repeatable,
            quotes_rows=self.quotes_rows,
        )


class ServerError(SeltzerError):
    """The server answered with a problem document (RFC 9457) or with nonsense."""

    def __init__(self, message: str, *, status: int = 0, code: str = "unknown") -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class StaleError(ServerError):
    """The object changed since it was read: its etag no longer matches."""

    exit_code: ClassVar[int] = 4


class DeliveryError(SeltzerError):
    """Results are safe in the spool but could not be delivered."""

    exit_code: ClassVar[int] = 7


class ConflictError(SeltzerError):
    """Repository and cloud both changed one field."""

    exit_code: ClassVar[int] = 3


class RefusedError(SeltzerError):
    """Stopped by a safety rule or a policy."""

    exit_code: ClassVar[int] = 5


class OutcomeError(SeltzerError):
    """A scan did not come out as it should; raised for programs that ask for it.

    Args:
        message: Which checks, and why.
        report: The report of the scan.
    """

    def __init__(self, message: str, *, report: object) -> None:
        super().__init__(message)
        self.report = report


class ChecksFailedError(OutcomeError):
    """At least one check failed."""

    exit_code: ClassVar[int] = 10


class ChecksWarnedError(OutcomeError):
    """At least one check warned, where that was not allowed."""

    exit_code: ClassVar[int] = 11


class NotComputedError(OutcomeError):
    """At least one check, or something else that was asked for, could not be computed."""

    exit_code: ClassVar[int] = 12


class PartlyAppliedError(SeltzerError):
    """Some actions of a plan were carried out and some were not."""

    exit_code: ClassVar[int] = 6
