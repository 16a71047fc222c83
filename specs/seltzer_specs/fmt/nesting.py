"""In which collection each token stands, and where that collection is to be indented."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seltzer_specs.fmt.tokens import Token

STEP = 2
ITEM = "[]"
_STARTS = frozenset({"FlowSequenceStart", "FlowMappingStart"})
_ENDS = frozenset({"FlowSequenceEnd", "FlowMappingEnd"})


@dataclass(slots=True)
class Frame:
    """A collection that is open.

    Attributes:
        is_mapping: False for a list.
        is_flow: True for `[a, b]` and `{a: b}`.
        is_bare: True for a list whose items stand in the column of its key.
        column: Of its items, as they stand.
        indent: Of its items, as they should stand.
        key: Text of the key that the walk is at.
        is_at_key: True before the `:`.
    """

    is_mapping: bool
    is_flow: bool
    is_bare: bool
    column: int
    indent: int
    key: str = ""
    is_at_key: bool = False


def walk(tokens: Sequence[Token]) -> Iterator[tuple[Token, list[Frame]]]:
    """Give each token that stands in the text, with the collections around it.

    The list is changed by the next step.
    """
    frames: list[Frame] = []
    for token in tokens:
        if _is_virtual(token, frames):
            continue
        yield token, frames
        if token.kind in _STARTS:
            frames.append(_open(token, frames, is_mapping=token.kind == "FlowMappingStart"))
            frames[-1].is_flow = True
        elif token.kind in _ENDS:
            frames.pop()
        elif token.kind == "Scalar" and frames and frames[-1].is_at_key:
            frames[-1].key = token.value


def path_of(frames: Sequence[Frame]) -> tuple[str, ...]:
    """Give the keys and list marks that lead to where the walk is."""
    return tuple(frame.key if frame.is_mapping else ITEM for frame in frames)


def _is_virtual(token: Token, frames: list[Frame]) -> bool:
    """Open and close what a token opens and closes; tell whether it has no character itself."""
    kind = token.kind
    if kind in ("BlockMappingStart", "BlockSequenceStart"):
        frames.append(_open(token, frames, is_mapping=kind == "BlockMappingStart"))
    elif kind == "BlockEnd":
        _close_bare(frames)
        frames.pop()
    elif kind in ("Key", "Value"):
        _close_bare(frames)
        if frames:
            frames[-1].is_at_key = kind == "Key"
            frames[-1].key = "" if kind == "Key" else frames[-1].key
    elif kind == "BlockEntry" and frames and frames[-1].is_mapping:
        frames.append(_open(token, frames, is_mapping=False))
        frames[-1].is_bare = True
    return kind in ("BlockMappingStart", "BlockSequenceStart", "BlockEnd", "StreamStart")


def _open(token: Token, frames: list[Frame], *, is_mapping: bool) -> Frame:
    indent = frames[-1].indent + STEP if frames else 0
    return Frame(
        is_mapping=is_mapping, is_flow=False, is_bare=False, column=token.column, indent=indent
    )


def _close_bare(frames: list[Frame]) -> None:
    if frames and frames[-1].is_bare:
        frames.pop()
