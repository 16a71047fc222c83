"""Frozen dataclasses that are made as fast as others.

A frozen dataclass stores each field by `object.__setattr__`: a check takes 2.6 us to make and not
1.0, and making checks, metrics and measures was a fifth of parsing and compiling. So classes of
which there are many for each check are frozen to the type checkers, which read all of our code, and
not once the program runs.

Source: https://threeofwands.com/attra-iv-zero-overhead-frozen-attrs-classes/.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:
    import dataclasses

    def dataclass(*, frozen: bool, slots: bool, kw_only: bool = False) -> Callable[[type], type]:
        """Make a frozen dataclass, equal and hashed by its fields."""
        if not frozen:
            raise TypeError("only for frozen dataclasses; use `dataclasses.dataclass`")
        return dataclasses.dataclass(unsafe_hash=True, slots=slots, kw_only=kw_only)
