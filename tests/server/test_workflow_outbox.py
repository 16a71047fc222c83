"""Messages reach Slack: whole, in order, once if possible, and at the latest after its troubles."""

import random
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from tests.server.fake_slack import MENTIONS, TOKEN, FakeSlack, find_problem, run_fake_slack
from tests.server.workflow_scans import DAY, START, Asked, Shop

from seltzer_server.store.engine import Store
from seltzer_server.store.tables import OutboxMessage
from seltzer_server.workflows.messages import FailingCheck, IncidentMessage
from seltzer_server.workflows.outbox import deliver_due, describe_delivery
from seltzer_server.workflows.slack import SlackSender
from seltzer_server.workflows.slack_blocks import escape, render_incident, render_reply

LINK = "https://seltzer.example"


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Generator[FakeSlack]:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with run_fake_slack() as running:
        running.add_channel("#shop-data")
        yield running


@pytest.fixture
def shop(store: Store) -> Shop:
    return Shop(store)


def make_sender(slack: FakeSlack, token: str = TOKEN) -> SlackSender:
    return SlackSender(SecretStr(token), base_url=slack.url, link_url=LINK, timeout_s=5)


def deliver(shop: Shop, slack: FakeSlack, now: datetime, **options: Any) -> int:
    sender = options.pop("sender", None) or make_sender(slack)
    return deliver_due(
        shop.store, sender, now=now, rng=random.Random(1), elapsed_s=lambda: 0.0, **options
    )


def states(shop: Shop) -> list[str]:
    return [message.state for message in shop.outbox()]


def test_an_incident_is_one_message_with_a_thread_that_turns_green(
    shop: Shop, slack: FakeSlack
) -> None:
    now = START + DAY
    shop.scan(0, [Asked("a", "fail", value=12, more={"threshold": "= 0"})], now=now)
    deliver(shop, slack, now)
    channel = slack.channels["#shop-data"]
    (parent,) = channel.parents
    opened = parent.shown
    shop.scan(0.1, [Asked("a", "fail"), Asked("b", "fail")], now=now + timedelta(hours=1))
    shop.scan(0.2, [Asked("a", "pass"), Asked("b", "pass")], now=now + timedelta(hours=3))
    sent = deliver(shop, slack, now + timedelta(hours=3))

    assert "🟠 Major: orders: a" in opened
    assert "• *fail* `a`: value 12, threshold = 0" in opened
    assert f"<{LINK}/incidents/inc_" in opened
    assert sent == 2
    assert len(channel.parents) == 1
    assert parent.is_edited
    assert parent.text == "🟢 Resolved: orders: a"
    joined, resolved = channel.thread(parent)
    assert joined.text.startswith("New: 1 check fails; 2 bad in all")
    assert resolved.text.startswith("Resolved after 3 h: 2 checks pass again")
    assert states(shop) == ["sent", "sent", "sent"]
    keys = [message.key for message in shop.outbox()]
    posted = [m.metadata["event_payload"]["key"] for m in (joined, resolved) if m.metadata]
    assert posted == keys[1:]


def test_ten_thousand_failures_in_one_scan_are_one_valid_message(
    shop: Shop, slack: FakeSlack
) -> None:
    for part in (1, 2):
        checks = [Asked(f"check-{part}-{n}" + "x" * 200, "fail") for n in range(5_000)]
        scan_id = shop.push(0, checks, part=(part, 2))
    shop.evaluate(scan_id, START)
    sent = deliver(shop, slack, START)

    assert sent == 1
    (message,) = slack.channels["#shop-data"].messages
    assert "orders: 10,000 checks fail" in message.text
    assert "+ 9,988 more" in message.shown


def test_names_cannot_mention_people_or_leave_their_place(shop: Shop, slack: FakeSlack) -> None:
    name = "<!channel> & <@U1|x> `code` \u202eevil *b* https://x.example"
    shop.scan(0, [Asked(name, "fail", dataset="<!here>", owner="<#C1>")])
    deliver(shop, slack, START)

    (message,) = slack.channels["#shop-data"].messages
    for text in (message.text, message.shown.replace(f"<{LINK}", "")):
        assert not any(mention in text for mention in MENTIONS)
        assert "\u202e" not in text
    assert "&lt;!channel&gt; &amp; &lt;@U1|x&gt;" in message.shown


@pytest.mark.parametrize(
    "fault", ["500", "html", "reset", "json-list", "internal_error", "something_new"]
)
def test_trouble_that_passes_is_retried_with_a_growing_pause(
    shop: Shop, slack: FakeSlack, fault: str
) -> None:
    shop.scan(0, [Asked("a", "fail")], now=START)
    slack.faults.extend([fault, fault])
    first = deliver(shop, slack, START)
    too_early = deliver(shop, slack, START + timedelta(milliseconds=900))
    second = deliver(shop, slack, START + timedelta(seconds=3))
    (waiting,) = shop.outbox()
    third = deliver(shop, slack, START + timedelta(seconds=10))

    assert (first, too_early, second, third) == (0, 0, 0, 1)
    assert (waiting.state, waiting.attempts) == ("waiting", 2)
    assert waiting.last_error is not None
    assert "Slack" in waiting.last_error
    assert TOKEN not in waiting.last_error
    assert len(slack.channels["#shop-data"].messages) == 1


def test_a_slack_that_never_answers_is_given_up_on_for_now(shop: Shop, slack: FakeSlack) -> None:
    shop.scan(0, [Asked("a", "fail")], now=START)
    slack.faults.append("hang")
    impatient = SlackSender(SecretStr(TOKEN), base_url=slack.url, timeout_s=1)

    assert deliver(shop, slack, START, sender=impatient) == 0
    assert deliver(shop, slack, START + timedelta(seconds=5)) == 1


def test_a_rate_limit_pauses_its_channel_exactly_and_no_other(shop: Shop, slack: FakeSlack) -> None:
    other = slack.add_channel("#money")
    shop.scan(0, [Asked("a", "fail"), Asked("b", "fail", dataset="x")], now=START)
    slack.faults.append("429 30")
    deliver(shop, slack, START)
    paused = states(shop)
    shop.scan(0, [Asked("c", "fail", dataset="y", notify=("slack:#money",))], run=1, now=START)
    deliver(shop, slack, START + timedelta(seconds=29.9))
    just_before = [len(slack.channels[name].messages) for name in ("#shop-data", "#money")]
    deliver(shop, slack, START + timedelta(seconds=30))

    assert paused == ["paused", "waiting"]
    assert just_before == [0, 1]
    assert len(other.messages) == 1
    assert len(slack.channels["#shop-data"].messages) == 2


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        ("channel_not_found", "knows no such channel"),
        ("invalid_auth", "set SELTZER_SLACK_TOKEN"),
        ("is_archived", "archived"),
    ],
)
def test_what_no_retry_mends_is_dead_at_once_and_says_what_to_do(
    shop: Shop, slack: FakeSlack, fault: str, text: str
) -> None:
    shop.scan(0, [Asked("a", "fail")], now=START)
    slack.faults.append(fault)
    deliver(shop, slack, START)
    sent = deliver(shop, slack, START + DAY)

    (message,) = shop.outbox()
    assert (sent, message.state, message.attempts) == (0, "dead", 1)
    assert text in describe_delivery(message)
    assert fault in describe_delivery(message)


def test_a_wrong_token_an_archived_and_an_unknown_channel_are_told_by_slack_itself(
    shop: Shop, slack: FakeSlack
) -> None:
    slack.add_channel("#old", is_archived=True)
    shop.scan(0, [Asked("a", "fail", notify=("slack:#old", "slack:#none"))], now=START)
    deliver(shop, slack, START)
    shop.scan(0, [Asked("b", "fail", dataset="x")], run=1, now=START)
    deliver(shop, slack, START, sender=make_sender(slack, "xoxb-wrong"))

    codes = [(m.receiver, (m.last_error or "").rpartition(" ")[2]) for m in shop.outbox()]
    assert codes == [
        ("slack:#none", "(channel_not_found)"),
        ("slack:#old", "(is_archived)"),
        ("slack:#shop-data", "(invalid_auth)"),
    ]
    assert "xoxb-wrong" not in str([m.last_error for m in shop.outbox()])


def test_after_a_day_of_trouble_a_message_is_dead(shop: Shop, slack: FakeSlack) -> None:
    shop.scan(0, [Asked("a", "fail")], now=START)
    slack.faults.extend(["500", "500"])
    deliver(shop, slack, START)
    deliver(shop, slack, START + DAY)

    (message,) = shop.outbox()
    assert message.state == "dead"
    assert message.last_error == "given up after 24 h: Slack answered internal_error"


def test_later_messages_wait_for_earlier_ones_of_their_incident(
    shop: Shop, slack: FakeSlack
) -> None:
    shop.scan(0, [Asked("a", "fail")], now=START)
    shop.scan(0.1, [Asked("a", "pass")], now=START)
    slack.faults.append("500")
    deliver(shop, slack, START)
    blocked = states(shop)
    deliver(shop, slack, START + timedelta(minutes=1))

    assert blocked == ["waiting", "waiting"]
    channel = slack.channels["#shop-data"]
    assert [m.thread_ts is None for m in channel.messages] == [True, False]


def test_without_a_token_messages_are_kept_and_say_why(shop: Shop, slack: FakeSlack) -> None:
    shop.scan(0, [Asked("a", "fail", notify=("slack:#shop-data",))], now=START)
    assert deliver_due(shop.store, None, now=START) == 0

    (message,) = shop.outbox()
    assert message.state == "unconfigured"
    assert (
        describe_delivery(message) == "not sent: Slack is not configured; set SELTZER_SLACK_TOKEN"
    )
    assert deliver(shop, slack, START + DAY) == 0


def test_a_receiver_that_nothing_can_send_to_says_so(shop: Shop, slack: FakeSlack) -> None:
    shop.scan(0, [Asked("a", "fail", notify=("ann@example.com",))], now=START)
    deliver(shop, slack, START)

    (message,) = shop.outbox()
    assert message.last_error == 'nothing can send to "ann@example.com"; write slack:#channel'


def test_an_incident_that_nobody_heard_of_is_not_announced_as_over(
    shop: Shop, slack: FakeSlack
) -> None:
    shop.scan(0, [Asked("a", "fail")], now=START)
    deliver_due(shop.store, None, now=START)
    shop.scan(0.1, [Asked("a", "pass")], now=START)
    deliver(shop, slack, START)

    assert states(shop) == ["unconfigured", "dropped"]
    assert slack.channels["#shop-data"].messages == []


class _Dying:
    """A sender whose process dies right after Slack took the message."""

    def __init__(self, sender: SlackSender) -> None:
        self._sender = sender

    def can_send(self, receiver: str) -> bool:
        return self._sender.can_send(receiver)

    def send(self, outgoing: Any) -> Any:
        self._sender.send(outgoing)
        raise KeyboardInterrupt


def test_a_death_between_sending_and_marking_sends_once_more_and_never_not(
    shop: Shop, slack: FakeSlack
) -> None:
    shop.scan(0, [Asked("a", "fail")], now=START)
    with pytest.raises(KeyboardInterrupt):
        deliver(shop, slack, START, sender=_Dying(make_sender(slack)))
    while_leased = deliver(shop, slack, START + timedelta(seconds=59))
    after = deliver(shop, slack, START + timedelta(seconds=60))

    assert (while_leased, after) == (0, 1)
    sent = slack.channels["#shop-data"].messages
    assert len(sent) == 2
    assert sent[0].metadata == sent[1].metadata
    assert states(shop) == ["sent"]


def test_an_answer_that_gets_lost_costs_one_duplicate(shop: Shop, slack: FakeSlack) -> None:
    shop.scan(0, [Asked("a", "fail")], now=START)
    slack.faults.append("accept-then-reset")
    deliver(shop, slack, START)
    deliver(shop, slack, START + timedelta(minutes=1))

    assert len(slack.channels["#shop-data"].parents) == 2
    assert states(shop) == ["sent"]


def test_a_clock_that_is_set_back_leaves_nothing_stuck(shop: Shop, slack: FakeSlack) -> None:
    shop.scan(0, [Asked("a", "fail"), Asked("b", "fail", dataset="x")], now=START + 2 * DAY)
    slack.faults.append("500")
    deliver(shop, slack, START + 2 * DAY)
    shop.scan(0, [Asked("c", "fail", dataset="y")], run=1, now=START + 2 * DAY)
    with pytest.raises(KeyboardInterrupt):
        deliver(shop, slack, START + 2 * DAY, sender=_Dying(make_sender(slack)))
    deliver(shop, slack, START)

    assert set(states(shop)) == {"sent"}


def test_a_message_that_somebody_removed_is_posted_anew(shop: Shop, slack: FakeSlack) -> None:
    shop.scan(0, [Asked("a", "fail")], now=START)
    deliver(shop, slack, START)
    channel = slack.channels["#shop-data"]
    channel.messages.clear()
    shop.scan(0.1, [Asked("a", "pass")], now=START)
    deliver(shop, slack, START)

    assert [message.text for message in channel.parents] == ["🟢 Resolved: orders: a"]


def test_a_payload_of_another_version_is_dead_and_blocks_nobody(
    shop: Shop, slack: FakeSlack
) -> None:
    shop.scan(0, [Asked("a", "fail"), Asked("b", "fail", dataset="x")], now=START)
    with shop.store.write() as session:
        session.get_one(OutboxMessage, shop.outbox()[0].id).payload = {"from": "elsewhere"}
    sent = deliver(shop, slack, START)

    assert (sent, states(shop)) == (1, ["dead", "sent"])


def test_several_processes_deliver_each_message_once(shop: Shop, slack: FakeSlack) -> None:
    for n in range(4):
        shop.scan(0, [Asked(f"c{n}", "fail", dataset=f"table_{n}")], run=n, now=START)
    with ThreadPoolExecutor(4) as pool:
        for _round in range(2):
            list(pool.map(lambda _: deliver(shop, slack, START), range(4)))

    titles = [message.text for message in slack.channels["#shop-data"].messages]
    assert sorted(titles) == [f"🟠 Major: table_{n}: c{n}" for n in range(4)]
    assert states(shop) == ["sent"] * 4


TEXTS = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("&<>`🟠\n"), max_size=400
)
CHECKS = st.builds(FailingCheck, name=TEXTS, outcome=st.just("fail"), reason=st.none() | TEXTS)


@given(
    title=TEXTS,
    text=TEXTS.filter(str.strip),
    owner=st.none() | TEXTS,
    checks=st.lists(CHECKS, max_size=30),
    kind=st.sampled_from(["opened", "joined", "reminded", "resolved"]),
)
def test_every_message_fits_slack_whatever_is_in_it(
    title: str, text: str, owner: str | None, checks: list[FailingCheck], kind: Any
) -> None:
    message = IncidentMessage(
        kind=kind,
        incident="inc_1",
        title=title,
        severity="major",
        state="resolved" if kind == "resolved" else "open",
        owner=owner,
        text=text,
        checks=tuple(checks),
        listed_of=len(checks) * 1_000,
        failing=3,
        since=START,
        opened_at=START,
        at=START + DAY,
    )
    for rendered in (
        render_incident(message, base_url=LINK),
        render_reply(message, base_url=None),
    ):
        body = {"text": rendered.text, "blocks": list(rendered.blocks)}
        assert find_problem(body) is None


@given(text=TEXTS, budget=st.integers(1, 50))
def test_escaped_text_keeps_its_budget_and_never_cuts_an_entity(text: str, budget: int) -> None:
    escaped = escape(text, budget)

    assert len(escaped.encode("utf-16-le")) // 2 <= budget
    assert "<" not in escaped
    assert escaped.count("&") == sum(escaped.count(e) for e in ("&amp;", "&lt;", "&gt;"))
