"""Quotes and the lines of checks: single texts are spelt in one way, and mean what they meant."""

from collections.abc import Sequence

from seltzer_specs.fmt.check_text import format_line, format_when
from seltzer_specs.fmt.nesting import Frame, path_of, walk
from seltzer_specs.fmt.places import is_check_place, is_condition_place
from seltzer_specs.fmt.splices import Splice, apply_splices
from seltzer_specs.fmt.tokens import Token, scan_tokens
from seltzer_specs.yaml_writer import is_plain

MAX_KEY = 100
"""Longer quoted keys are left alone: plain ones may not have more than 1024 characters."""


def spell_scalars(text: str) -> str:
    """Give a text without quotes that it does not need, and with check lines in one spelling."""
    tokens = scan_tokens(text)
    before: Token | None = None
    splices: list[Splice] = []
    for token, frames in walk(tokens):
        is_tagged = before is not None and before.kind == "Tag"
        if token.kind == "Scalar" and token.line == token.last_line and not token.is_block_scalar:
            spelt = _spell(token, frames, text) if not is_tagged else None
            if spelt is not None and spelt != text[token.start : token.end]:
                splices.append(Splice(token.start, token.end, spelt))
        before = token
    return apply_splices(text, splices)


def _spell(token: Token, frames: Sequence[Frame], text: str) -> str | None:
    raw = text[token.start : token.end]
    inner = raw[1:-1] if token.style else raw
    if inner != token.value:
        return None  # escapes are somebody's choice
    value = _value(token, frames)
    is_in_flow = bool(frames) and frames[-1].is_flow
    # Only a quoted key may touch its colon in a flow mapping.
    is_tight = is_in_flow and text[token.end : token.end + 1] == ":"
    if not token.style:
        return value if value != token.value and is_plain(value, in_flow=is_in_flow) else None
    if len(value) <= MAX_KEY and is_plain(value, in_flow=is_in_flow) and not is_tight:
        return value
    return f"{raw[0]}{value}{raw[-1]}"


def _value(token: Token, frames: Sequence[Frame]) -> str:
    if not frames:
        return token.value
    top = frames[-1]
    path = path_of(frames)
    if top.is_mapping and top.is_at_key:
        path = path[:-1]
        return format_line(token.value) if path and is_check_place(path) else token.value
    if is_check_place(path):
        return format_line(token.value)
    if top.is_mapping and is_condition_place(path):
        return format_when(token.value)
    return token.value
