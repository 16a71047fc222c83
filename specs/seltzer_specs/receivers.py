"""Receivers of incidents: `slack:#shop-data`."""

import re

from seltzer_specs.problems import did_you_mean

KINDS = ("slack",)
RECEIVER = re.compile(r"(?P<kind>[a-z]+):(?P<target>\S(?:.*\S)?)")


def receiver_mistake(text: str) -> str | None:
    """Say what is wrong with a receiver; None when nothing is."""
    match = RECEIVER.fullmatch(text)
    if match is None:
        return f'a receiver is KIND:TARGET, such as slack:#shop-data, got "{text}"'
    if match["kind"] not in KINDS:
        return f'unknown kind of receiver "{match["kind"]}"{did_you_mean(match["kind"], KINDS)}'
    return None
