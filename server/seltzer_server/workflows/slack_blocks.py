"""Incidents as Block Kit messages that Slack accepts, whatever the names in them. Pure.

Slack refuses a message whole when one text is too long, and refuses most surely when everything
fails at once. So every text has a budget, counted after escaping, and a list ends with `+ N more`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from seltzer_server.workflows.messages import FailingCheck, IncidentMessage

Block: TypeAlias = dict[str, Any]
"""A block as JSON, hence Any."""

HEADER_LENGTH: Final = 150
TEXT_LENGTH: Final = 3_000
NAME_LENGTH: Final = 150
REASON_LENGTH: Final = 300
LINES: Final = 12
"""Failing checks shown; more than a screenful is not read."""

_MARKS: Final = {"minor": "🟡", "major": "🟠", "critical": "🔴"}
_RESOLVED: Final = "🟢"
_INVISIBLE: Final = re.compile("[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
"""Control characters, and those that reorder or hide text; a name must read as it is."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message: blocks, and the text that notifications and screen readers show."""

    text: str
    blocks: tuple[Block, ...]


def render_incident(message: IncidentMessage, *, base_url: str | None) -> Rendered:
    """Give the incident's own message, in the state that the message was written in."""
    header = _headline(message)
    blocks: list[Block] = [{"type": "header", "text": _plain(header, HEADER_LENGTH)}]
    blocks.append(_section(_summary(message), message.checks, message.listed_of))
    blocks.append({"type": "context", "elements": [_mrkdwn(_context(message, base_url))]})
    return Rendered(escape(header, TEXT_LENGTH), tuple(blocks))


def render_reply(message: IncidentMessage, *, base_url: str | None) -> Rendered:
    """Give the line that joins an incident's thread."""
    line = _summary(message)
    blocks = [_section(line, message.checks, message.listed_of)]
    link = _link(message, base_url)
    if link:
        blocks.append({"type": "context", "elements": [_mrkdwn(link)]})
    return Rendered(escape(f"{line} · {message.title}", TEXT_LENGTH), tuple(blocks))


def escape(text: str, budget: int) -> str:
    """Give plain text that Slack shows as it is, at most `budget` characters long.

    No mention survives, because `<!channel>` is only one while its brackets are bare.
    """
    pieces: list[str] = []
    used = 0
    for character in _INVISIBLE.sub("\N{REPLACEMENT CHARACTER}", text):
        piece = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}.get(character, character)
        # Lengths in UTF-16 units, of which an emoji takes two: the stricter way to count.
        used += len(piece.encode("utf-16-le")) // 2
        if used > budget:
            return _shortened(pieces, budget)
        pieces.append(piece)
    return "".join(pieces)


def _shortened(pieces: list[str], budget: int) -> str:
    while pieces and sum(len(piece.encode("utf-16-le")) // 2 for piece in pieces) > budget - 1:
        pieces.pop()
    return "".join(pieces) + "…"


def _headline(message: IncidentMessage) -> str:
    if message.state == "resolved":
        return f"{_RESOLVED} Resolved: {message.title}"
    severity = message.severity
    return f"{_MARKS.get(severity, '🟠')} {severity.capitalize()}: {message.title}"


def _summary(message: IncidentMessage) -> str:
    if message.kind == "resolved":
        took = _duration((message.at - message.opened_at).total_seconds())
        return f"Resolved after {took}: {message.text}"
    if message.kind == "joined":
        return f"New: {message.text}; {message.failing:,} bad in all"
    return message.text[:1].upper() + message.text[1:]


def _section(line: str, checks: Sequence[FailingCheck], total: int) -> Block:
    lines = [escape(line, REASON_LENGTH)]
    room = TEXT_LENGTH - len(lines[0]) - 40
    shown = 0
    for check in checks[:LINES]:
        text = _check_line(check)
        room -= len(text.encode("utf-16-le")) // 2 + 1
        if room < 0:
            break
        lines.append(text)
        shown += 1
    if total > shown:
        lines.append(f"+ {total - shown:,} more")
    return {"type": "section", "text": _mrkdwn("\n".join(lines))}


def _check_line(check: FailingCheck) -> str:
    # A backtick would end the code span that keeps `missing_percent(a_b)` from turning italic.
    name = escape(check.name.replace("`", "'"), NAME_LENGTH)
    reason = f": {escape(check.reason, REASON_LENGTH)}" if check.reason else ""
    return f"• *{check.outcome}* `{name}`{reason}"


def _context(message: IncidentMessage, base_url: str | None) -> str:
    facts = [
        f"owner {message.owner}" if message.owner else "",
        f"data of {message.since:%Y-%m-%d %H:%M} UTC",
        f"commit {message.git_sha[:12]}" if message.git_sha else "",
    ]
    parts = [escape(fact, REASON_LENGTH) for fact in facts if fact]
    return " · ".join([*parts, *filter(None, [_link(message, base_url)])])


def _link(message: IncidentMessage, base_url: str | None) -> str:
    if base_url is None:
        return ""
    return f"<{escape(base_url.rstrip('/'), 2000)}/incidents/{message.incident}|Open the incident>"


def _duration(seconds: float) -> str:
    minutes = int(max(seconds, 0) // 60)
    days, hours = divmod(minutes // 60, 24)
    parts: Iterable[str] = (
        f"{days} d" if days else "",
        f"{hours} h" if hours else "",
        f"{minutes % 60} min" if not days else "",
    )
    return " ".join(part for part in parts if part and part != "0 min") or "less than a minute"


def _plain(text: str, budget: int) -> Block:
    return {"type": "plain_text", "text": escape(text, budget), "emoji": True}


def _mrkdwn(text: str) -> Block:
    # verbatim: Slack must not turn names that look like addresses or channels into links.
    return {"type": "mrkdwn", "text": text, "verbatim": True}
