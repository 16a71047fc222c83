"""One sticky comment on a pull request, written through GitHub's REST API."""

import json
from pathlib import Path
from typing import Protocol

import pytest

from seltzer_reconciler.github import MARKER, GitHub, PullRequest, read_pull_request
from seltzer_specs.errors import ConfigError, DeliveryError

PULL = PullRequest("team/shop", 7, base_sha="b" * 40, head_sha="a" * 40)


class Fake(Protocol):
    """What the tests use of the fake GitHub."""

    url: str
    token: str
    head_sha: str
    fail_status: int | None
    writes: int
    comments: list[dict[str, object]]

    def add_comment(self, body: str, *, kind: str) -> int: ...


def _post(fake: Fake, body: str, *, is_quiet: bool = False) -> str:
    with GitHub(fake.url, token=fake.token, repository="team/shop") as github:
        return github.upsert_comment(PULL, body, is_quiet=is_quiet)


def test_the_first_report_creates_a_comment_and_the_second_replaces_its_text(
    fake_github: Fake,
) -> None:
    _post(fake_github, "first")
    _post(fake_github, "second")

    assert [comment["body"] for comment in fake_github.comments] == [f"{MARKER}\nsecond"]


def test_the_comment_is_found_behind_two_hundred_others(fake_github: Fake) -> None:
    for number in range(230):
        fake_github.add_comment(f"talk {number}", kind="User")
    mine = fake_github.add_comment(f"{MARKER}\nold", kind="Bot")

    _post(fake_github, "new")

    assert len(fake_github.comments) == 231
    assert fake_github.comments[-1] == {
        "id": mine,
        "body": f"{MARKER}\nnew",
        "user": {"type": "Bot"},
    }


def test_a_persons_comment_that_quotes_ours_is_not_overwritten(fake_github: Fake) -> None:
    fake_github.add_comment(f"{MARKER}\nquoted", kind="User")

    _post(fake_github, "report")

    assert [c["body"] for c in fake_github.comments] == [
        f"{MARKER}\nquoted",
        f"{MARKER}\nreport",
    ]


def test_doubled_comments_become_one(fake_github: Fake) -> None:
    for _ in range(3):
        fake_github.add_comment(f"{MARKER}\nold", kind="Bot")

    _post(fake_github, "report")

    assert [c["body"] for c in fake_github.comments] == [f"{MARKER}\nreport"]


def test_an_older_run_does_not_overwrite_the_report_of_a_newer_commit(fake_github: Fake) -> None:
    fake_github.head_sha = "c" * 40

    line = _post(fake_github, "report")

    assert fake_github.writes == 0
    assert line == "no comment: aaaaaaaaaaaa is no longer the newest commit"


def test_a_pull_request_without_changes_gets_no_comment(fake_github: Fake) -> None:
    assert _post(fake_github, "nothing", is_quiet=True) == "no comment: nothing changed"
    assert fake_github.comments == []


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_refusal_is_a_delivery_error_without_the_token(fake_github: Fake, status: int) -> None:
    fake_github.fail_status = status

    with pytest.raises(DeliveryError, match=str(status)) as caught:
        _post(fake_github, "report")

    assert fake_github.token not in str(caught.value)


def test_an_unreachable_github_is_a_delivery_error() -> None:
    with (
        GitHub("http://127.0.0.1:9", token="t", repository="team/shop") as github,
        pytest.raises(DeliveryError, match=r"GitHub at 127\.0\.0\.1"),
    ):
        github.upsert_comment(PULL, "report", is_quiet=False)


def test_the_event_of_a_pull_request_is_read(tmp_path: Path) -> None:
    event = {"pull_request": {"number": 7, "base": {"sha": "b"}, "head": {"sha": "a"}}}
    path = tmp_path / "event.json"
    path.write_text(json.dumps(event), encoding="utf-8")
    environment = {"GITHUB_EVENT_PATH": str(path), "GITHUB_REPOSITORY": "team/shop"}

    assert read_pull_request(environment) == PullRequest("team/shop", 7, "b", "a")
    assert read_pull_request({}) is None


@pytest.mark.parametrize(
    ("source", "is_fork"),
    [
        ({"full_name": "team/shop"}, False),
        ({"full_name": "guest/shop"}, True),
        (None, True),
    ],
)
def test_a_pull_request_of_another_repository_or_of_a_deleted_one_is_a_forks(
    tmp_path: Path, source: object, is_fork: bool
) -> None:
    head = {"sha": "a", "repo": source}
    path = tmp_path / "event.json"
    event = {"pull_request": {"number": 7, "base": {"sha": "b"}, "head": head}}
    path.write_text(json.dumps(event), encoding="utf-8")

    pull = read_pull_request({"GITHUB_EVENT_PATH": str(path), "GITHUB_REPOSITORY": "team/shop"})

    assert pull == PullRequest("team/shop", 7, "b", "a", is_fork)


def test_a_broken_event_is_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "event.json"
    path.write_text("{", encoding="utf-8")

    with pytest.raises(ConfigError, match="names no readable event"):
        read_pull_request({"GITHUB_EVENT_PATH": str(path), "GITHUB_REPOSITORY": "team/shop"})
