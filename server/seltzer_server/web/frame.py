"""What stands around every page: the navigation with what needs attention."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from seltzer_server.store.tables import Incident


@dataclass(frozen=True, slots=True)
class Frame:
    """Numbers of the navigation; None where they were not read."""

    open_incidents: int | None


EMPTY_FRAME: Final = Frame(open_incidents=None)


def read_frame(session: Session) -> Frame:
    """Read what the navigation shows."""
    is_open = Incident.state != "resolved"
    query = select(func.count()).select_from(Incident).where(is_open)
    return Frame(open_incidents=session.scalar(query) or 0)
