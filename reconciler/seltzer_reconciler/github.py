"""The few calls of GitHub's REST API that a pull-request report needs."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from seltzer_specs.errors import ConfigError, DeliveryError

TIMEOUT_S = (5, 30)
MAX_PAGES = 50
MARKER = "<!-- seltzer:report:v1 -->"


REFUSALS = (401, 403, 404)
"""GitHub answers 404 where a token may not even know that the thing exists."""


class ForbiddenError(DeliveryError):
    """The token may not do this."""


@dataclass(frozen=True, slots=True)
class PullRequest:
    """The pull request that a workflow runs for.

    Attributes:
        repository: `owner/name`.
        number: Number of the pull request.
        base_sha: Commit it would be merged into.
        head_sha: Its newest commit when the workflow started.
        is_fork: It comes from another repository: its workflow gets no secret, and a token that
            may only read.
    """

    repository: str
    number: int
    base_sha: str
    head_sha: str
    is_fork: bool = False


def read_pull_request(environment: Mapping[str, str]) -> PullRequest | None:
    """Read the event that GitHub Actions gives to a workflow; None outside of a pull request.

    Args:
        environment: Needs `GITHUB_EVENT_PATH` and `GITHUB_REPOSITORY`.

    Raises:
        ConfigError: the event file is unreadable.
    """
    path, repository = environment.get("GITHUB_EVENT_PATH"), environment.get("GITHUB_REPOSITORY")
    if not path or not repository:
        return None
    try:
        event: Any = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"GITHUB_EVENT_PATH names no readable event: {path}") from error
    try:
        pull: Any = event["pull_request"]
        number, base, head = int(pull["number"]), pull["base"]["sha"], pull["head"]["sha"]
    except (KeyError, TypeError, ValueError):
        return None
    # A fork that was deleted since is null.
    source: Any = pull["head"].get("repo") or {}
    is_fork = "repo" in pull["head"] and source.get("full_name") != repository
    return PullRequest(repository, number, base_sha=str(base), head_sha=str(head), is_fork=is_fork)


class GitHub:
    """A client for one repository; the token is never part of an error or a repr.

    Args:
        api_url: For example `https://api.github.com`.
        token: Token of the workflow.
        repository: `owner/name`.
    """

    def __init__(self, api_url: str, *, token: str, repository: str) -> None:
        self._base = f"{api_url.rstrip('/')}/repos/{repository}"
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers.update(
            {
                "Authorization": f"Bearer {token}",
                "Accept": "application/vnd.github+json",
                "X-GitHub-Api-Version": "2022-11-28",
            }
        )

    def __enter__(self) -> "GitHub":
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def upsert_comment(self, pull: PullRequest, body: str, *, is_quiet: bool) -> str:
        """Write the one comment of Seltzer on a pull request, in place of its older text.

        Args:
            pull: Which pull request.
            body: Markdown; the marker is added.
            is_quiet: Nothing changed: an older comment is updated, but none is created.

        Returns:
            One line that says what was done.

        Raises:
            DeliveryError: GitHub could not be reached or refused.
        """
        head = self._call("GET", f"/pulls/{pull.number}")["head"]["sha"]
        if head != pull.head_sha:
            return f"no comment: {pull.head_sha[:12]} is no longer the newest commit"
        mine = [comment for comment in self._comments(pull.number) if _is_mine(comment)]
        payload = {"body": f"{MARKER}\n{body}"}
        if not mine:
            if is_quiet:
                return "no comment: nothing changed"
            self._call("POST", f"/issues/{pull.number}/comments", payload)
            return f"commented on pull request {pull.number}"
        self._call("PATCH", f"/issues/comments/{mine[0]['id']}", payload)
        for extra in mine[1:]:
            self._call("DELETE", f"/issues/comments/{extra['id']}")
        return f"updated the comment on pull request {pull.number}"

    def _comments(self, number: int) -> Iterator[dict[str, Any]]:
        for page in range(1, MAX_PAGES + 1):
            batch = self._call("GET", f"/issues/{number}/comments?per_page=100&page={page}")
            yield from batch
            if len(batch) < 100:
                return

    def _call(self, method: str, path: str, payload: object = None) -> Any:
        """Call the API and give the JSON answer.

        Any is what JSON is; callers pick the members that GitHub documents.
        """
        try:
            response = self._session.request(
                method, self._base + path, json=payload, timeout=TIMEOUT_S, allow_redirects=False
            )
        except requests.RequestException as error:
            host = urlsplit(self._base).hostname
            raise DeliveryError(f"GitHub at {host}: {type(error).__name__}") from error
        if not 200 <= response.status_code < 300:
            kind = ForbiddenError if response.status_code in REFUSALS else DeliveryError
            raise kind(
                f"GitHub answered {response.status_code} to {method} {path.partition('?')[0]}; "
                "the token needs `pull-requests: write`"
            )
        try:
            return response.json() if response.content else {}
        except ValueError as error:
            raise DeliveryError(f"GitHub answered {method} with no JSON") from error


def _is_mine(comment: dict[str, Any]) -> bool:
    """Tell whether a bot wrote the comment with our marker at its start.

    A person who quotes the comment must not have theirs overwritten.
    """
    author: Any = comment.get("user") or {}
    return bool(author.get("type") == "Bot") and str(comment.get("body", "")).startswith(MARKER)
