"""Which checks are due: a time of their schedule has come since they were last scanned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from seltzer_client.api import ServerClient
from seltzer_scanner.foreign_text import identifier
from seltzer_specs.checks import Check
from seltzer_specs.errors import ServerError
from seltzer_specs.schedules import next_time

PAGE = "500"
MAX_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class Due:
    """What is due.

    Attributes:
        ids: Ids of the checks.
        notes: Lines for people.
    """

    ids: frozenset[str]
    notes: tuple[str, ...] = ()


def find_due(
    checks: Sequence[Check], client: ServerClient | None, *, data_source: str, now: datetime
) -> Due:
    """Find the checks that are due: those without a schedule always are.

    Where the server does not say when a check was last scanned, it is due: a check too often is
    noticed, one too few is not.

    Args:
        checks: Of one data source.
        client: The server; None where there is none.
        data_source: Which one that is.
        now: Aware time of the scan.
    """
    try:
        last = _last_times(client, data_source) if client is not None else {}
    except ServerError as error:
        every = frozenset(check.id for check in checks)
        return Due(every, (f"every check is taken as due: {error}",))
    coming = {c.id: moment for c in checks if (moment := _coming(c, last, now)) is not None}
    ids = frozenset(check.id for check in checks if check.id not in coming)
    if not coming:
        return Due(ids)
    count = len(coming)
    first = min(coming.values()).isoformat(timespec="minutes")
    line = f"{count} check{' is' if count == 1 else 's are'} not due, the next at {first}"
    return Due(ids, (line,))


def _coming(check: Check, last: Mapping[str, datetime], now: datetime) -> datetime | None:
    """Give when a check is due next; None where it is now."""
    scanned_at = last.get(identifier(check.id))
    if check.schedule is None or scanned_at is None:
        return None
    moment = next_time(check.schedule, check.timezone, after=scanned_at)
    return moment if moment > now else None


def _last_times(client: ServerClient, data_source: str) -> dict[str, datetime]:
    """Give when each check was last scanned, by its id.

    Raises:
        ServerError: the server does not say.
    """
    found: dict[str, datetime] = {}
    params = {"data_source": data_source, "limit": PAGE}
    for _ in range(MAX_PAGES):
        page = client.fetch_json("/api/v1/checks", params)
        found.update(_read(page))
        after = page.get("next")
        if after is None or after == params.get("cursor"):
            return found
        params = {**params, "cursor": str(after)}
    return found


def _read(page: Any) -> dict[str, datetime]:
    """Read one page of the listing; Any is what JSON is.

    Raises:
        ServerError: it is no such page.
    """
    try:
        return {
            item["key"]: datetime.fromisoformat(item["last_data_time"]) for item in page["items"]
        }
    except (KeyError, TypeError, ValueError) as error:
        raise ServerError("the server's listing of checks cannot be read") from error
