"""Where in a spec file check lines and conditions stand, by the keys that lead there."""

from collections.abc import Sequence

from seltzer_specs.fmt.nesting import ITEM


def is_check_place(path: Sequence[str]) -> bool:
    """Tell whether check lines stand at a path: items of a list of checks, or a monitor's check.

    A line with keys below it is the key of a mapping there.
    """
    if len(path) == 1:
        return path[0] == "check"
    return path[-1] == ITEM and _is_list_of_checks(path[-2])


def is_condition_place(path: Sequence[str]) -> bool:
    """Tell whether a path leads to `warn:` or `fail:` of a check."""
    return path[-1] in ("warn", "fail") and len(path) > 2 and is_check_place(path[:-2])


def _is_list_of_checks(key: str) -> bool:
    return key == "checks" or key.startswith("checks for ")
