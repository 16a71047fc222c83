"""Tells an engine without time limits of its own to stop."""

from collections.abc import Callable
from threading import Lock, Timer


class Deadline:
    """Calls `interrupt` once when the time is over, unless it is left before.

    Args:
        interrupt: Stops the running statement; called from another thread.
        timeout_s: Seconds from entering; None for no limit.
    """

    def __init__(self, interrupt: Callable[[], None], timeout_s: float | None) -> None:
        self.is_over = False
        self._interrupt = interrupt
        self._has_left = False
        # Without the lock a late timer could stop the next statement instead.
        self._lock = Lock()
        self._timer = None if timeout_s is None else Timer(timeout_s, self._stop)

    def __enter__(self) -> "Deadline":
        if self._timer is not None:
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._has_left = True
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()

    def _stop(self) -> None:
        with self._lock:
            if not self._has_left:
                self.is_over = True
                self._interrupt()
