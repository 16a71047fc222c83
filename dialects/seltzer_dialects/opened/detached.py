"""A session that was taken out of a pool."""

from typing import Protocol

from seltzer_dialects.connection import Connection
from seltzer_dialects.opened.borrowed import BorrowedConnection


class Closable(Protocol):
    """What a pool gave."""

    def close(self) -> None:
        """Close it."""
        ...


class DetachedConnection(BorrowedConnection):
    """Passes statements on, and closes the session in the end.

    Args:
        inner: The session.
        owner: What the pool gave; were it collected, the session would be closed under our feet.
    """

    def __init__(self, inner: Connection, *, owner: Closable) -> None:
        super().__init__(inner)
        self._owner = owner

    def close(self) -> None:
        """Close the session; it does not go back."""
        self._owner.close()
