"""How many groups leave this machine."""

from collections.abc import Sequence

from seltzer_scanner.result import CheckResult

MAX_GROUP_RESULTS = 5_000
"""Results of one group-by check in a push; the check's own result counts all of them."""


def pushed_checks(
    checks: Sequence[CheckResult], *, limit: int = MAX_GROUP_RESULTS
) -> tuple[CheckResult, ...]:
    """Leave out groups beyond the limit of their check.

    Which ones stay follows from their digests and not from their outcomes: a group that was
    pushed as failed is pushed again when it passes, so that its incident can end.
    """
    by_parent: dict[str, list[str]] = {}
    for check in checks:
        if check.group is not None:
            by_parent.setdefault(check.group.parent, []).append(check.group.digest)
    last = {
        parent: sorted(digests)[limit - 1]
        for parent, digests in by_parent.items()
        if len(digests) > limit
    }
    return tuple(
        check
        for check in checks
        if check.group is None
        or check.group.parent not in last
        or check.group.digest <= last[check.group.parent]
    )
