"""Fills a store with one scan in which every name is hostile, or merely unlucky."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from seltzer_server.store.engine import Store
from seltzer_server.store.tables import (
    Base,
    CheckDef,
    CheckResult,
    Dataset,
    DataSource,
    Incident,
    IncidentEvent,
    IncidentMember,
    Monitor,
    OutboxMessage,
    Scan,
    SchemaChange,
    SchemaVersion,
    Series,
)

XSS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "'-alert(3)-'",
    "</script><svg onload=alert(4)>",
    "javascript:alert(5)",
    "{{ 7*7 }}${7*7}",
    "\u202eright to left\u202c",
    "Ωmega & <b>bold</b>",
    "a" * 256,
)
"""Names that a hostile or merely unlucky data source can have."""


def fill_hostile(store: Store, now: datetime) -> None:
    """Fill an empty store with one scan in which every name is hostile."""
    with store.write() as session:
        for number, text in enumerate(XSS, start=1):
            _add_hostile(session, number, text, now)


def _add_hostile(session: Session, number: int, text: str, now: datetime) -> None:
    def add(row: Base) -> Any:
        session.add(row)
        session.flush()
        return row

    source = add(DataSource(name=text, dialect="duckdb"))
    dataset = add(
        Dataset(data_source_id=source.id, name=text, owner=text, first_seen=now, last_seen=now)
    )
    series = add(
        Series(
            data_source_id=source.id,
            dataset_id=dataset.id,
            key=f"{number:064x}",
            label=text,
            column=text,
        )
    )
    check = add(
        CheckDef(
            data_source_id=source.id,
            dataset_id=dataset.id,
            series_id=series.id,
            key=text,
            name=text,
            kind="metric",
            column=text,
            threshold=text,
            severity="critical",
            owner=text,
            tags=[text],
            notify=[text],
            monitor_id=f"mon_hostile{number:03}",
            file=text,
            line=1,
            evaluate=None,
            last_outcome="fail",
            last_data_time=now,
        )
    )
    scan = add(
        Scan(
            public_id=f"{number:032x}",
            data_source_id=source.id,
            definition=text,
            data_time=now,
            started_at=now,
            ended_at=now,
            received_at=now,
            outcome="fail",
            git_sha="abcdef0",
            client=text,
            failed=1,
        )
    )
    add(
        CheckResult(
            check_id=check.id,
            scan_id=scan.id,
            series_id=series.id,
            data_time=now,
            outcome="fail",
            value=1.5,
            reason=text,
        )
    )
    versions = [
        add(
            SchemaVersion(
                dataset_id=dataset.id,
                hash=f"{number}{place:063x}"[:64],
                columns=[{"name": text, "type": text, "nullable": None, "position": 0}],
                first_seen=now + timedelta(seconds=place),
                last_seen=now + timedelta(seconds=place),
            )
        )
        for place in range(2)
    ]
    add(
        SchemaChange(
            dataset_id=dataset.id,
            from_id=versions[0].id,
            to_id=versions[1].id,
            data_time=now,
            kind="column type change",
            column=text,
            before=text,
            after=text,
            breaking=True,
        )
    )
    incident = add(
        Incident(
            public_id=f"inc_{number:026}",
            fingerprint=f"{number:064x}",
            dataset_id=dataset.id,
            title=text,
            severity="critical",
            state="open",
            version=1,
            opened_at=now,
            updated_at=now,
        )
    )
    body = {"text": text, "receivers": [text], "title": text}
    add(IncidentEvent(incident_id=incident.id, seq=1, at=now, actor=text, kind="opened", body=body))
    add(IncidentMember(incident_id=incident.id, check_id=check.id, is_active=True, since=now))
    add(
        OutboxMessage(
            key=f"{number}",
            receiver=text,
            incident_id=incident.id,
            kind="opened",
            payload={},
            state="dead",
            created_at=now,
            next_at=now,
            last_error=text,
        )
    )
    add(
        Monitor(
            id=f"mon_hostile{number:03}",
            etag="e",
            rev=1,
            spec={"name": text, "dataset": text, "check": text, "owner": text},
            base={"name": "other", "dataset": text, "check": text},
            base_commit="abcdef0",
            origin="cloud",
            created_at=now,
            updated_at=now,
            updated_by=text,
        )
    )
