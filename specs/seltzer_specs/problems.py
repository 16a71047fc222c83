"""Mistakes, collected: one bad check never hides another."""

from collections.abc import Iterable

from seltzer_specs.errors import SpecError
from seltzer_specs.location import Location
from seltzer_specs.yaml_reader import Mapping, Node, Scalar, Sequence

MAX_LISTED = 12
"""More words than these help nobody in one line."""

MAX_SHOWN = 60


class Problems:
    """The mistakes found so far."""

    def __init__(self) -> None:
        self.errors: list[SpecError] = []
        self._incomplete: list[tuple[SpecError, tuple[str, ...]]] = []

    def add(self, message: str, location: Location, rule: str) -> None:
        """Note one mistake."""
        self.errors.append(SpecError(message, location=location, rule=rule))

    def add_incomplete(
        self, message: str, location: Location, rule: str, *, keys: Iterable[str]
    ) -> None:
        """Note that one of some keys is missing, which a misspelt key beside it may be."""
        self.add(message, location, rule)
        self._incomplete.append((self.errors[-1], tuple(keys)))

    def prefer_unknown_keys(self, before: int) -> None:
        """Drop what is missing among the mistakes from a place on, where it is only misspelt."""
        found = self.errors[before:]
        hints = [e.message.partition("; ")[2] for e in found if e.rule == "unknown-key"]
        if not hints:
            return
        misspelt = {
            id(error)
            for error, keys in self._incomplete
            if any(_names(hint, key) for hint in hints for key in keys)
        }
        self.errors[before:] = [error for error in found if id(error) not in misspelt]

    def unknown_key(
        self, key: Scalar, known: Iterable[str], *, of: str, hint: str | None = None
    ) -> None:
        """Note a key that the language does not have there.

        Args:
            key: The key.
            known: Keys that stand there.
            of: What it stands below, for the message.
            hint: Where it belongs; None where that is not known.
        """
        hint = f"; {hint}" if hint else did_you_mean(key.text, known) or "; remove it"
        self.add(
            f'unknown key "{key.text}" of {of}{hint}',
            key.location,
            "unknown-key",
        )


def _names(hint: str, key: str) -> bool:
    """Tell whether a hint says that a key was meant."""
    return f'did you mean "{key}' in hint or f"`{key}`" in hint or f"`{key}:`" in hint


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Give `; did you mean "x"?` for the nearest known word, else all of a few, else nothing."""
    import difflib  # only mistakes need it

    words = sorted(set(known))
    near = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    if near:
        return f'; did you mean "{near[0]}"?'
    return f"; known: {', '.join(words)}" if 0 < len(words) <= MAX_LISTED else ""


def describe(node: Node) -> str:
    """Say what a node is, for `wants …, got …`."""
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    if not node.text:
        return "nothing"
    shown = " ".join(node.text.split())
    shown = shown if len(shown) <= MAX_SHOWN else f"{shown[:MAX_SHOWN]}…"
    return f'"{shown}"' if isinstance(node.value, str) else shown
