"""Judge scans once, whoever asks first: the background thread or a client that wants verdicts."""

import threading
from datetime import timedelta
from typing import Final

from seltzer_server.background import MORE_TO_DO, Backoff
from seltzer_server.clock import Clock
from seltzer_server.store.engine import Store
from seltzer_server.store.read_scans import find_unevaluated
from seltzer_server.workflows.evaluate import evaluate_scan
from seltzer_specs.wire.ingest import ScanVerdicts

SCANS_PER_ROUND: Final = 100


class Evaluator:
    """Judges scans, one at a time in this process.

    Args:
        store: Where the scans are.
        clock: Gives the time of what follows from a verdict.
        notify: Receivers of incidents whose checks name none.
    """

    def __init__(self, store: Store, clock: Clock, *, notify: tuple[str, ...] = ()) -> None:
        self._store = store
        self._clock = clock
        self._notify = notify
        self._lock = threading.Lock()
        self._backoff = Backoff(first=timedelta(seconds=30), longest=timedelta(hours=1))

    def evaluate(self, scan_id: str) -> ScanVerdicts:
        """Give the verdicts on a scan, made now where there are none."""
        with self._lock:
            return evaluate_scan(
                self._store, scan_id, now=self._clock(), default_notify=self._notify
            )

    def evaluate_waiting(self) -> object:
        """Judge the scans that nobody judged, oldest data first.

        One that fails waits longer each time and does not keep the others from being judged.
        """
        limit = SCANS_PER_ROUND + len(self._backoff)
        with self._store.read() as session:
            waiting = find_unevaluated(session, limit)
        for scan_id in waiting:
            now = self._clock()
            if not self._backoff.may_try(scan_id, now):
                continue
            self._backoff.note_failure(scan_id, now)
            self.evaluate(scan_id)
            self._backoff.note_success(scan_id)
        return MORE_TO_DO if len(waiting) == limit else None
