"""The thread beside the requests: evaluates scans, delivers messages, keeps key uses."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum

LOG = logging.getLogger("seltzer.server")

INTERVAL_S = 5.0
"""How often it looks for work that nobody announced, for example messages due again."""


class _MoreToDo(Enum):
    MORE_TO_DO = "more to do"


MORE_TO_DO = _MoreToDo.MORE_TO_DO
"""What a duty returns when it stopped before it was through, so that others get their turn."""


class Background:
    """Runs a list of duties again and again until it is stopped.

    Args:
        duties: Functions by name; each does what is due now and returns.
        keep_key_uses: Stores when keys were last used.
    """

    def __init__(
        self,
        duties: dict[str, Callable[[], object]],
        keep_key_uses: Callable[[dict[str, datetime]], None],
    ) -> None:
        self._duties = {**duties, "key uses": self._flush_key_uses}
        self._keep_key_uses = keep_key_uses
        self._key_uses: dict[str, datetime] = {}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._is_stopping = False
        self._thread: threading.Thread | None = None

    @property
    def is_alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Start the thread."""
        self._thread = threading.Thread(target=self._run, name="background", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Tell that there is something to do."""
        self._wake.set()

    def stop(self) -> None:
        """Do one last round, so that messages about the newest scan still go out, and stop."""
        self._is_stopping = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def note_key_use(self, key_id: str, at: datetime) -> None:
        """Remember a key's use until the next round; a request must not wait for a write."""
        with self._lock:
            self._key_uses[key_id] = at

    def run_once(self) -> None:
        """Do all duties once; a duty that fails is logged and does not stop the others."""
        for name, duty in self._duties.items():
            try:
                if duty() is MORE_TO_DO:
                    self._wake.set()
            except Exception:  # an edge: a thread has no caller to tell
                LOG.exception("background duty %s failed", name)

    def _run(self) -> None:
        is_last = False
        while not is_last:
            # Read before the round: what was stored before the stop is still worked on.
            is_last = self._is_stopping
            self._wake.clear()
            self.run_once()
            if not is_last and not self._is_stopping:
                self._wake.wait(INTERVAL_S)

    def _flush_key_uses(self) -> None:
        with self._lock:
            uses, self._key_uses = self._key_uses, {}
        if uses:
            self._keep_key_uses(uses)


class Backoff:
    """Remembers what failed lately, so that it is not tried again at once.

    Args:
        first: Pause after the first failure; doubles with each further one.
        longest: Upper end of the pause.
    """

    def __init__(self, *, first: timedelta, longest: timedelta) -> None:
        self._first = first
        self._longest = longest
        self._failures: dict[str, tuple[int, datetime]] = {}

    def __len__(self) -> int:
        return len(self._failures)

    def may_try(self, name: str, now: datetime) -> bool:
        """Tell whether the pause is over."""
        return name not in self._failures or self._failures[name][1] <= now

    def note_failure(self, name: str, now: datetime) -> None:
        """Start the next, longer pause."""
        count = self._failures.get(name, (0, now))[0]
        pause = min(self._first * 2 ** min(count, 20), self._longest)
        self._failures[name] = (count + 1, now + pause)

    def note_success(self, name: str) -> None:
        """Forget earlier failures."""
        self._failures.pop(name, None)
