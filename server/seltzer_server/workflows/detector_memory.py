"""Detector states by the history that led to them, so that a new point costs one step.

A step takes milliseconds and a replay of a long history seconds. The state follows from the points
alone, so a digest of the points is all that names it: a late or corrected point makes another
digest, and nothing ever has to be invalidated.
"""

import hashlib
import struct
import threading
from collections import OrderedDict
from collections.abc import Sequence

from seltzer_server.detection import Point, State, Verdict, new_state, step

CAPACITY = 512
"""States kept; one takes about 50 kB."""


class DetectorMemory:
    """Replays histories and remembers where it got to.

    Args:
        capacity: States kept, the least recently used go first.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._states: OrderedDict[bytes, State] = OrderedDict()
        self._lock = threading.Lock()

    def judge(self, history: Sequence[Point], point: Point, *, sensitivity: str) -> Verdict:
        """Judge a point by what came before it.

        Args:
            history: Oldest first, all before the point.
            point: What is judged.
            sensitivity: `low`, `medium` or `high`.
        """
        state = self._learn(history)
        after, verdict = step(state, point, sensitivity=sensitivity)
        self._keep(_digests([*history, point])[-1], after)
        return verdict

    def _learn(self, history: Sequence[Point]) -> State:
        digests = _digests(history)
        done, state = self._recall(digests)
        for past in history[done:]:
            state, _ = step(state, past)
        if done < len(history):
            self._keep(digests[-1], state)
        return state

    def _recall(self, digests: Sequence[bytes]) -> tuple[int, State]:
        """Give the longest known beginning of a history: its length and its state."""
        with self._lock:
            for count in range(len(digests), 0, -1):
                state = self._states.get(digests[count - 1])
                if state is not None:
                    self._states.move_to_end(digests[count - 1])
                    return count, state
        return 0, new_state()

    def _keep(self, digest: bytes, state: State) -> None:
        with self._lock:
            self._states[digest] = state
            self._states.move_to_end(digest)
            while len(self._states) > self._capacity:
                self._states.popitem(last=False)


def _digests(points: Sequence[Point]) -> list[bytes]:
    """Give a digest for every beginning of the history, each made from the one before."""
    digests: list[bytes] = []
    last = b""
    for at, value in points:
        number = struct.pack("<d?d", at.timestamp(), value is None, value or 0.0)
        last = hashlib.blake2b(last + number, digest_size=16).digest()
        digests.append(last)
    return digests
