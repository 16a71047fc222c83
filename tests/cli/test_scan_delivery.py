"""Trouble on the way to the server never hides what a scan found."""

from pathlib import Path
from typing import Any

import pytest
from tests.client.loopback import KEY, serve_loopback
from tests.server.fake_slack import TOKEN, run_fake_slack


def test_a_spool_that_cannot_be_written_does_not_hide_a_failed_check(
    project: Path, seltzer: Any
) -> None:
    state = project / ".seltzer"
    state.mkdir()
    (state / "spool").write_text("a file where a folder should be")

    done = seltzer("scan")

    assert done.code == 10
    assert "FAIL  orders: missing_count(customer) = 0" in done.out
    assert "cannot write to the spool" in done.err


def test_a_spool_that_cannot_be_written_is_never_success(project: Path, seltzer: Any) -> None:
    (project / "checks" / "orders.yml").write_text("checks for orders:\n- row_count > 0\n", "utf-8")
    state = project / ".seltzer"
    state.mkdir()
    (state / "spool").write_text("a file where a folder should be")

    done = seltzer("scan")

    assert done.code == 7
    assert "PASS  orders: row_count > 0" in done.out


def test_a_server_that_cannot_judge_does_not_hide_a_failed_check(
    project: Path, seltzer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SELTZER_API_KEY", KEY)
    with serve_loopback() as server:
        # It answers with this to all that is not a push, so that its verdicts are nonsense.
        server.pages[""] = {"items": [], "next": None}
        with (project / "seltzer.yml").open("a", encoding="utf-8") as file:
            file.write(f"server: {{url: '{server.url}', api_key: '${{env.SELTZER_API_KEY}}'}}\n")

        done = seltzer("scan")

    assert len(server.stored) == 1
    assert done.code == 10
    assert "FAIL  orders: missing_count(customer) = 0" in done.out
    assert "results are delivered, but not judged against their history" in done.err


def test_an_old_batch_that_was_refused_does_not_stop_a_scan_from_being_judged(
    project: Path, seltzer: Any
) -> None:
    (project / "checks" / "orders.yml").write_text("checks for orders:\n- row_count > 0\n", "utf-8")
    spool = project / ".seltzer" / "spool"
    spool.mkdir(parents=True)
    damaged = spool / f"20200101T000000.000000Z-{'a' * 64}.json.gz"
    damaged.write_text("damaged")

    done = seltzer("scan")

    assert done.code == 0
    assert "learning" in done.out
    assert "1 were rejected" in done.err


def test_a_folder_in_the_spool_is_no_batch(project: Path, seltzer: Any) -> None:
    folder = project / ".seltzer" / "spool" / f"20200101T000000.000000Z-{'a' * 64}.json.gz"
    folder.mkdir(parents=True)

    done = seltzer("scan")

    assert done.code == 10
    assert "internal error" not in done.err


def test_a_message_that_slack_refuses_for_good_is_noted(
    project: Path, seltzer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (project / "seltzer.yml").open("a", encoding="utf-8") as file:
        file.write("notify: ['slack:#nowhere']\n")
    with run_fake_slack() as slack:
        monkeypatch.setenv("SELTZER_SLACK_TOKEN", TOKEN)
        monkeypatch.setenv("SELTZER_SLACK_BASE_URL", slack.url)

        done = seltzer("scan")

    assert done.code == 10
    assert "slack:#nowhere was not told: " in done.err
    assert "Slack knows no such channel" in done.err
