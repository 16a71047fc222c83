"""Incidents in words."""

from collections.abc import Sequence

from seltzer_server.workflows.messages import FailingCheck
from seltzer_server.workflows.number_text import render_number
from seltzer_server.workflows.scan_checks import Group, ScanCheck

TITLE_LENGTH = 200
"""Far below what the column takes, so that a message's header can hold most of it."""


def make_title(group: Group) -> str:
    """Give the title of a group's incident; it stays, whatever happens later."""
    if len(group.checks) == 1:
        title = f"{group.scope}: {group.checks[0].name}"
    elif group.dataset_id is None:
        datasets = len({check.dataset_id for check in group.checks})
        title = f"{group.scope}: {describe_bad(group.checks)} in {datasets:,} datasets"
    else:
        title = f"{group.scope}: {describe_bad(group.checks)}"
    return title if len(title) <= TITLE_LENGTH else title[: TITLE_LENGTH - 1] + "…"


def describe_bad(checks: Sequence[ScanCheck]) -> str:
    """Give `3 checks fail, 1 check cannot be computed`."""
    errors = sum(check.outcome == "error" for check in checks)
    fails = len(checks) - errors
    parts: list[str] = []
    if fails:
        parts.append(f"{count_checks(fails)} {'fails' if fails == 1 else 'fail'}")
    if errors:
        parts.append(f"{count_checks(errors)} cannot be computed")
    return ", ".join(parts)


def describe_good(good: int, left: int) -> str:
    """Give `2 checks pass again, 1 check is still bad`."""
    text = f"{count_checks(good)} {'passes' if good == 1 else 'pass'} again"
    return (
        f"{text}, {count_checks(left)} {'is' if left == 1 else 'are'} still bad" if left else text
    )


def count_checks(count: int) -> str:
    """Give `1 check` or `10,000 checks`."""
    return f"{count:,} check" if count == 1 else f"{count:,} checks"


def describe_check(check: ScanCheck) -> FailingCheck:
    """Give a check as messages show it."""
    place = f"{check.file}:{check.line}" if check.file and check.line else check.file
    return FailingCheck(name=check.name, outcome=check.outcome, reason=_reason(check), place=place)


def _reason(check: ScanCheck) -> str | None:
    if check.reason is not None:
        return check.reason
    if check.outcome == "error":
        codes = [code for code in (check.error_code, check.sqlstate) if code]
        return f"could not be computed ({', '.join(codes)})" if codes else "could not be computed"
    if check.value is None:
        return None
    value = f"value {render_number(check.value)}"
    return f"{value}, threshold {check.threshold}" if check.threshold else value
