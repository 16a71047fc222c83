"""What a sender is given and what it answers; one sender per way of sending."""

from dataclasses import dataclass
from typing import Protocol, TypeAlias

from seltzer_server.workflows.messages import IncidentMessage


@dataclass(frozen=True, slots=True)
class Thread:
    """Where an incident's first message stands in a channel."""

    channel_id: str
    ts: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message for one receiver.

    Attributes:
        key: Names the message for ever; goes along, so that a duplicate can be recognised.
        receiver: As written in the spec, for example `slack:#shop-data`.
        thread: None while the incident has no message there.
    """

    key: str
    receiver: str
    message: IncidentMessage
    thread: Thread | None


@dataclass(frozen=True, slots=True)
class Sent:
    """It was accepted; `thread` is where later messages of the incident go."""

    thread: Thread


@dataclass(frozen=True, slots=True)
class Paused:
    """The receiver takes nothing for a while, and this message was not accepted."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """It may work later; `text` is for people and holds no secret."""

    text: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """It will never work as things are; `text` is for people and holds no secret."""

    text: str


SendResult: TypeAlias = Sent | Paused | Failed | Rejected


class Sender(Protocol):
    """Sends messages to some kinds of receivers."""

    def can_send(self, receiver: str) -> bool:
        """Tell whether it knows how to send to a receiver."""
        ...

    def send(self, outgoing: Outgoing) -> SendResult:
        """Send one message; never raises for what the other side does."""
        ...
