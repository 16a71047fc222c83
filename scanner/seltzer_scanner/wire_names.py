"""Names for the wire that cannot carry values of the data."""

import re

from seltzer_compiler.plan import CheckPlan
from seltzer_scanner.foreign_text import identifier
from seltzer_scanner.groups import Group
from seltzer_specs.checks import CheckOfMetric, FailedRowsCheck

_QUOTED = re.compile("['\"`]")


def public_name(plan: CheckPlan, group: Group | None = None) -> str:
    """Give a check's name: the one its author gave it, or else words that hold no literal.

    The definition stands in for a missing name. It is sent only where it cannot quote the data:
    a column in quotes looks like a text, and a query can hold anything. The values of a group are
    sent only where its check exposes them.
    """
    check = plan.check
    if group is not None:
        return identifier(f"{check.name} [{group.public}]")
    if check.name != check.definition:
        return identifier(check.name)
    label = plan.metric.label if plan.metric is not None else check.kind.replace("_", " ")
    if isinstance(check, FailedRowsCheck):
        return identifier(label)
    is_query = isinstance(check, CheckOfMetric) and check.metric.form != "builtin"
    if is_query or _QUOTED.search(check.definition):
        return identifier(label)
    return identifier(check.definition)
