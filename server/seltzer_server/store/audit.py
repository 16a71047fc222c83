"""Who changed what, appended in the transaction of the change."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from seltzer_server.store.tables import AuditEntry


def note_change(
    session: Session,
    *,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Append one entry; `action` is such as `monitor.update`, `subject` the object's id."""
    session.add(
        AuditEntry(at=at, actor=actor, action=action, object=subject, before=before, after=after)
    )
