"""Try again what may succeed a moment later, for a bounded time."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from seltzer_client.errors import ServerBusyError, ServerUnreachable

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How long and how often to try.

    Delays have full jitter: a random part of a bound that doubles, so that many scanners that
    lost one server do not come back in step.

    Attributes:
        total_s: No attempt starts later than this after the first one.
        first_s: Bound of the first delay.
        most_s: Bound of any delay.
        sleep: Waits; exchanged in tests.
        clock: Monotonic seconds.
        jitter: Random number from 0 to 1.
    """

    total_s: float = 5.0
    first_s: float = 0.25
    most_s: float = 4.0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = random.random

    def run(self, attempt: Callable[[], Answer]) -> Answer:
        """Call until it succeeds, fails for good, or the time is over.

        Only for calls whose repetition changes nothing.

        Raises:
            ServerBusyError: the last answer, where the server kept asking to wait.
            ServerUnreachable: the last one, where no answer came.
        """
        start = self.clock()
        bound_s = self.first_s
        while True:
            try:
                return attempt()
            except (ServerBusyError, ServerUnreachable) as error:
                delay_s = self._delay_s(error, bound_s)
                if self.clock() - start + delay_s > self.total_s:
                    raise
            self.sleep(delay_s)
            bound_s = min(self.most_s, bound_s * 2)

    def _delay_s(self, error: ServerBusyError | ServerUnreachable, bound_s: float) -> float:
        delay_s = self.jitter() * bound_s
        if isinstance(error, ServerBusyError) and error.retry_after_s is not None:
            # The server knows best when; a little jitter on top keeps clients apart.
            return error.retry_after_s + min(delay_s, error.retry_after_s)
        return delay_s


NO_RETRY = RetryPolicy(total_s=-1.0)
"""One attempt."""
