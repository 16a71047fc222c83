"""Send incident messages to Slack: one message per incident and channel, then its thread."""

import http.client
import logging
from collections.abc import Mapping
from typing import Any, Final, cast

from pydantic import SecretStr
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from seltzer_server.workflows.sending import (
    Failed,
    Outgoing,
    Paused,
    Rejected,
    SendResult,
    Sent,
    Thread,
)
from seltzer_server.workflows.slack_blocks import Rendered, render_incident, render_reply

PREFIX: Final = "slack:"
TIMEOUT_S: Final = 10
DEFAULT_PAUSE_S: Final = 30.0
"""For a rate limit without a usable Retry-After."""
TOO_MANY: Final = 429

PERMANENT: Final = {
    "account_inactive": "the Slack bot was deactivated; install it again",
    "channel_is_limited_access": "the Slack bot may not post there; ask the channel's owner",
    "channel_not_found": "Slack knows no such channel, or it is private; invite the bot",
    "invalid_auth": "Slack refuses the token; set SELTZER_SLACK_TOKEN to a valid bot token",
    "invalid_blocks": "Slack refuses the form of the message; report this",
    "invalid_blocks_format": "Slack refuses the form of the message; report this",
    "is_archived": "the Slack channel is archived; name another one",
    "missing_scope": "the Slack bot lacks the scope chat:write; add it and install the bot again",
    "msg_blocks_too_long": "Slack refuses the length of the message; report this",
    "msg_too_long": "Slack refuses the length of the message; report this",
    "no_permission": "the Slack bot may not post there",
    "no_text": "Slack refuses a message without text; report this",
    "not_allowed_token_type": "Slack wants a bot token, which starts with xoxb-",
    "not_authed": "Slack got no token; set SELTZER_SLACK_TOKEN",
    "not_in_channel": "the Slack bot is not in the channel; invite it",
    "org_login_required": "the Slack workspace is being moved; set a token of the new one",
    "restricted_action": "a rule of the Slack workspace forbids the bot to post there",
    "team_access_not_granted": "the Slack token is not for this workspace",
    "token_expired": "the Slack token has expired; set a new one",
    "token_revoked": "the Slack token was revoked; set a new one",
}
"""Errors that no retry mends, with what to do. Any other error is tried again for a day."""
LOST_PARENT: Final = frozenset(
    {"message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found"}
)
"""Somebody removed the incident's message; it gets a new one."""
RATE_LIMITED: Final = frozenset({"ratelimited", "rate_limited"})

LOG: Final = logging.getLogger("seltzer.slack")


class SlackSender:
    """Posts to channels of one workspace.

    Args:
        token: Bot token.
        base_url: Of the Slack API.
        link_url: Of our own pages, for links; None leaves links out.
        timeout_s: Seconds to wait for Slack.
    """

    def __init__(
        self,
        token: SecretStr,
        *,
        base_url: str = WebClient.BASE_URL,
        link_url: str | None = None,
        timeout_s: int = TIMEOUT_S,
    ) -> None:
        # The outbox owns retries: a handler that posts again by itself would double messages.
        # Any: slack-sdk's annotations are too incomplete to check calls by.
        self._client: Any = WebClient(
            token.get_secret_value(),
            base_url=base_url,
            timeout=timeout_s,
            retry_handlers=[],
            logger=LOG,
        )
        self._link_url = link_url

    def can_send(self, receiver: str) -> bool:
        """Tell whether a receiver is a Slack channel, written `slack:#name` or `slack:ID`."""
        return receiver.startswith(PREFIX) and len(receiver) > len(PREFIX)

    def send(self, outgoing: Outgoing) -> SendResult:
        """Post an incident's message, or bring it up to date and add to its thread."""
        try:
            return Sent(self._post(outgoing))
        except SlackApiError as error:
            return _explain(error)
        except (SlackClientError, http.client.HTTPException, OSError) as error:
            return Failed(f"Slack cannot be reached ({type(error).__name__})")
        except (ValueError, LookupError, AttributeError, TypeError) as error:
            # slack-sdk lets these through when a proxy answers in JSON or bytes of its own.
            return Failed(f"Slack's answer cannot be read ({type(error).__name__})")

    def _post(self, outgoing: Outgoing) -> Thread:
        if outgoing.thread is None:
            return self._post_incident(outgoing)
        try:
            # First what can be repeated without harm, so that a retry adds no second line.
            if outgoing.message.kind in {"joined", "resolved"}:
                self._update_incident(outgoing, outgoing.thread)
            self._reply(outgoing, outgoing.thread)
        except SlackApiError as error:
            if _code(error) not in LOST_PARENT:
                raise
            return self._post_incident(outgoing)
        return outgoing.thread

    def _post_incident(self, outgoing: Outgoing) -> Thread:
        rendered = render_incident(outgoing.message, base_url=self._link_url)
        channel = outgoing.receiver.removeprefix(PREFIX)
        answer = self._client.chat_postMessage(channel=channel, **_content(rendered, outgoing))
        return Thread(_text_of(answer, "channel"), _text_of(answer, "ts"))

    def _update_incident(self, outgoing: Outgoing, thread: Thread) -> None:
        rendered = render_incident(outgoing.message, base_url=self._link_url)
        self._client.chat_update(
            channel=thread.channel_id, ts=thread.ts, **_content(rendered, outgoing)
        )

    def _reply(self, outgoing: Outgoing, thread: Thread) -> None:
        rendered = render_reply(outgoing.message, base_url=self._link_url)
        self._client.chat_postMessage(
            channel=thread.channel_id, thread_ts=thread.ts, **_content(rendered, outgoing)
        )


def _content(rendered: Rendered, outgoing: Outgoing) -> dict[str, Any]:
    return {
        "text": rendered.text,
        "blocks": list(rendered.blocks),
        "metadata": {
            "event_type": "seltzer_incident",
            "event_payload": {"key": outgoing.key, "incident": outgoing.message.incident},
        },
    }


def _explain(error: SlackApiError) -> SendResult:
    response: Any = error.response
    code = _code(error)
    if response.status_code == TOO_MANY or code in RATE_LIMITED:
        return Paused(_retry_after_s(response.headers))
    if code in PERMANENT:
        return Rejected(f"{PERMANENT[code]} ({code})")
    if code is None:
        return Failed(f"Slack answered with status {response.status_code} and no error code")
    return Failed(f"Slack answered {code}")


def _code(error: SlackApiError) -> str | None:
    """Give Slack's error code; None where the answer is not Slack's, such as a proxy's page."""
    response: Any = error.response
    data: Any = response.data
    if not isinstance(data, dict):
        return None
    code: object = cast("dict[str, object]", data).get("error")
    is_code = isinstance(code, str) and code.isascii() and code.replace("_", "").isalnum()
    return str(code) if is_code else None


def _retry_after_s(headers: Mapping[str, str]) -> float:
    text = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    return float(text) if text.isascii() and text.isdigit() else DEFAULT_PAUSE_S


def _text_of(answer: Any, name: str) -> str:
    value = answer.get(name)
    if not isinstance(value, str):
        raise TypeError(f"no {name} in the answer")
    return value
