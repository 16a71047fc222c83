"""A server on loopback, and a client whose waiting costs no time."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from tests.client.loopback import KEY, Loopback, serve_loopback

from seltzer_client.api import ServerClient
from seltzer_client.retry import RetryPolicy


@dataclass
class Time:
    """A clock that only sleeping moves."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list[float])

    def clock(self) -> float:
        """Give the time."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Move on."""
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    """A server on loopback."""
    with serve_loopback() as server:
        yield server


@pytest.fixture
def time() -> Time:
    """Time of the client's retries."""
    return Time()


@pytest.fixture
def client(loopback: Loopback, time: Time) -> Iterator[ServerClient]:
    """A client of the server that tries for five seconds of its own time."""
    policy = RetryPolicy(sleep=time.sleep, clock=time.clock, jitter=lambda: 1.0)
    with ServerClient(loopback.url, key=KEY, timeout_s=5, retry=policy) as found:
        yield found
