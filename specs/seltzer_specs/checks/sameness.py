"""Whether two checks say the same, wherever they stand."""

from dataclasses import replace

from seltzer_specs.checks import Check, GroupByCheck
from seltzer_specs.sodacl.identifiers import join_spaces


def says_the_same(was: Check, now: Check) -> bool:
    """Compare what checks say, not where they stand, how they are spaced or what they share."""
    if join_spaces(was.definition) != join_spaces(now.definition):
        return False
    if isinstance(was, GroupByCheck) and isinstance(now, GroupByCheck):
        parts = zip(was.checks, now.checks, strict=False)
        if len(was.checks) != len(now.checks) or not all(says_the_same(*pair) for pair in parts):
            return False
        was = replace(was, checks=now.checks)
    return replace(was, location=now.location, definition=now.definition) == now
