"""Versioned documents say the same as SodaCL, and more."""

from collections.abc import Callable
from dataclasses import replace

from seltzer_specs.checks import MetricCheck
from seltzer_specs.loader import LoadResult, ParseSettings, parse_specs
from seltzer_specs.names import Partition
from seltzer_specs.spec_file import SpecFile

Parse = Callable[..., LoadResult]

DOCUMENT = """
apiVersion: seltzer/v1
kind: Checks
dataset: warehouse.orders
owner: team-shop
severity: minor
tags: [sales]
notify: ["slack:#shop"]
attributes: {pii: false}
variables: {floor: 10}
filter: created_at > '${floor}'
configurations:
  valid format for email: email
checks:
  - row_count > ${floor}
  - invalid_count(email) = 0:
      owner: team-mail
      severity: critical
      tags: [mail]
"""


def test_what_a_document_says_holds_for_its_checks(parse: Parse) -> None:
    rows, mails = parse(DOCUMENT).checks

    assert isinstance(mails, MetricCheck)
    assert rows.dataset is not None
    assert (str(rows.dataset), rows.dataset.data_source) == ("orders", "warehouse")
    assert (rows.owner, rows.severity, rows.tags) == ("team-shop", "minor", ("sales",))
    assert rows.notify == ("slack:#shop",)
    assert rows.attributes == (("pii", False),)
    assert rows.partition == Partition("filter", "created_at > '10'", "created_at > '${floor=10}'")
    assert (mails.owner, mails.severity, mails.tags) == ("team-mail", "critical", ("mail", "sales"))
    assert mails.metric.validity.valid_format == "email"


def test_both_front_ends_give_equal_checks(parse: Parse) -> None:
    versioned = parse(
        "apiVersion: seltzer/v1\nkind: Checks\ndataset: t\nchecks:\n  - max(a) < 5\n"
    ).checks
    sodacl = parse("checks for t:\n  - max(a) < 5\n").checks

    assert [check.id for check in versioned] == [check.id for check in sodacl]


def test_one_file_may_hold_several_documents_of_any_kind(parse: Parse) -> None:
    result = parse(
        "checks for a:\n  - row_count > 0\n---\n"
        "apiVersion: seltzer/v1\nkind: Checks\ndataset: b\nchecks: [row_count > 0]\n---\n"
        "apiVersion: seltzer/v1\nkind: Monitor\nid: mon_abcdef\nname: n\ndataset: c\n"
        "check: row_count > 0\n"
    )

    assert result.errors == ()
    assert [str(check.dataset) for check in result.checks] == ["a", "b", "c"]
    assert [monitor.id for monitor in result.monitors] == ["mon_abcdef"]


def test_one_bad_check_hides_no_other(parse: Parse) -> None:
    result = parse(
        a="checks for t:\n  - row_count > 0\n  - nonsense\n  - max(a) < 5\n  - max(b) < x\n",
        b="checks for t: 5\nchecks for u:\n  - row_count > 0\n",
        c="checks for t:\n  - row_count > 0\n---\nchecks for t:\n  - [x\n",
    )

    assert [str(check.dataset) + check.definition for check in result.checks] == [
        "trow_count > 0", "tmax(a) < 5", "urow_count > 0", "trow_count > 0"
    ]  # fmt: skip
    assert [(e.location.file, e.location.line) for e in result.errors] == [
        ("a.yml", 3), ("a.yml", 5), ("b.yml", 1), ("c.yml", 5)
    ]  # fmt: skip


def test_a_repeated_key_hides_no_check_either(parse: Parse) -> None:
    result = parse(
        "checks for t:\n  - row_count > 0\nchecks for u:\n  - oops\nchecks for t:\n  - max(a) < 1\n"
    )

    assert [error.rule for error in result.errors] == ["unknown-metric", "duplicate-key"]
    assert len(result.checks) == 1


def test_receivers_of_the_project_are_the_default(settings: ParseSettings) -> None:
    text = (
        "checks for t:\n  - row_count > 0\n  - max(a) > 0:\n      notify: slack:#own\n---\n"
        "apiVersion: seltzer/v1\nkind: Monitor\nid: mon_abcdef\nname: n\ndataset: t\n"
        "check: row_count > 0\n"
    )
    result = parse_specs([SpecFile("a.yml", text)], replace(settings, notify=("slack:#all",)))

    assert [check.notify for check in result.checks] == [
        ("slack:#all",), ("slack:#own",), ("slack:#all",)
    ]  # fmt: skip
    assert result.monitors[0].spec.notify == ()


def test_a_schedule_and_its_time_zone_stay_with_the_checks(parse: Parse) -> None:
    head = "apiVersion: seltzer/v1\nkind: Checks\ndataset: t\nchecks: [row_count > 0]\n"
    (check,) = parse(f'{head}schedule: "0 6 * * 1"\ntimezone: Europe/Berlin\n').checks

    assert (check.schedule, check.timezone) == ("0 6 * * 1", "Europe/Berlin")


def test_attributes_and_schedule_of_a_monitor_reach_its_check(parse: Parse) -> None:
    result = parse(
        "apiVersion: seltzer/v1\nkind: Monitor\nid: mon_abcdef\nname: n\ndataset: t\n"
        'check: row_count > 0\nschedule: "0 6 * * *"\nattributes: {team: a, pii: true, tier: 1}\n'
    )

    assert result.errors == ()
    assert result.checks[0].attributes == (("pii", True), ("team", "a"), ("tier", 1))
    assert result.checks[0].schedule == "0 6 * * *"
    assert result.monitors[0].spec.attributes == {"pii": True, "team": "a", "tier": 1}
