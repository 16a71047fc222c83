"""What is wrong with a metric's line or with a key below it, and what was meant."""

import re
from collections.abc import Iterable, Sequence

from seltzer_specs.problems import did_you_mean
from seltzer_specs.sodacl.check_line import CheckLine, CheckLineError, nearest_metric
from seltzer_specs.sodacl.definitions import USER_FORMS
from seltzer_specs.sodacl.near_lines import near_line
from seltzer_specs.yaml_reader import Scalar


def explain(error: CheckLineError, line: CheckLine, text: str, keys: Sequence[str]) -> str:
    """Point at a key that does not fit its check, or at what a line may be.

    Args:
        error: Why the line is no metric.
        line: Its parts.
        text: The line.
        keys: What stands below it.
    """
    meant = near_line(text) if error.rule == "unknown-metric" else None
    if meant is not None:
        return f'"{text}" is no check; {meant}'
    hint = next(filter(None, (_key_hint(key, line) for key in keys)), None)
    if hint is not None:
        return hint
    if error.rule != "unknown-metric":
        return str(error)
    if line.arguments:
        return str(error)
    near = nearest_metric(line.metric)
    hint = near if near.startswith("; did") else f"; define it with `{line.metric} expression:`"
    return f'unknown metric "{line.metric}"{hint}'


def _key_hint(key: str, line: CheckLine) -> str | None:
    """Say how the key of a user's own metric is written."""
    name, _, form = key.rpartition(" ")
    if key in USER_FORMS:
        return f'"{key}" wants the name of the metric in front; write `{line.metric} {key}:`'
    if not name:
        return None
    near = did_you_mean(form, USER_FORMS)
    if name == line.metric:
        known = near.replace('mean "', f'mean "{name} ')
        return f'unknown key "{key}"{known}'
    if form not in USER_FORMS:
        return None
    if " " in name:
        word = name.replace(" ", "_")
        return (
            f"the name of a metric is one word; write `{word}` in the line and "
            f'`{word} {form}:` below it, got "{name}"'
        )
    return (
        f'the check asks for "{line.metric}" and the key below it defines "{name}"; '
        f"write `{line.metric} {form}:`"
    )


def fraction_hint(line: CheckLine) -> str:
    """Say which fraction was meant by a percentile's arguments."""
    first, second = line.arguments
    percent = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)\s*%?", second)
    if percent is not None and 1 < float(percent[1]) <= 100:
        return f"; write {float(percent[1]) / 100:g}"
    if re.fullmatch(r"0?\.[0-9]+|[01]", first):
        return f"; the column comes first, as in {line.metric}({second}, {first})"
    return "; write for example 0.95"


def find_misspelt(keys: Sequence[Scalar], known: Iterable[str]) -> Scalar | None:
    """Give a key that nearly is one of those that a metric wants; None where there is none."""
    words = tuple(known)
    return next((key for key in keys if did_you_mean(key.text, words).startswith("; did")), None)
