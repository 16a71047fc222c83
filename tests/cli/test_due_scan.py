"""`scan --select schedule:due` follows the schedules of documents and monitors."""

from pathlib import Path
from typing import Any

import pytest

SPECS = """\
apiVersion: seltzer/v1
kind: Checks
dataset: orders
checks:
  - row_count > 0:
      id: always
---
apiVersion: seltzer/v1
kind: Checks
dataset: orders
schedule: "0 6 * * *"
timezone: Europe/Berlin
checks:
  - min(total) >= 0:
      id: daily
---
apiVersion: seltzer/v1
kind: Monitor
id: mon_hourly
name: Hourly
dataset: orders
check: max(total) > 0
schedule: "30 * * * *"
"""


@pytest.fixture
def scan(project: Path, seltzer: Any) -> Any:
    """Scan what is due at a time; give the ids and the notes."""
    (project / "checks" / "orders.yml").write_text(SPECS, "utf-8")
    for path in (project / "monitors").glob("*.yml"):
        path.unlink()

    def run(time: str, *words: str) -> tuple[list[str], str]:
        done = seltzer(
            "scan", "--select", "schedule:due", "-t", time, "--format", "json", "-q", *words
        )
        assert done.code == 0
        return [check["id"] for check in done.json["checks"]], done.err

    return run


def test_what_was_never_scanned_is_due_and_then_what_its_schedule_says(scan: Any) -> None:
    # Six in Berlin is five in UTC in winter.
    assert scan("2026-01-31T04:50:00Z")[0] == ["always", "daily", "mon_hourly"]
    ids, notes = scan("2026-01-31T04:59:00Z")
    assert ids == ["always"]
    assert "2 checks are not due, the next at 2026-01-31T06:00+01:00" in notes
    assert scan("2026-01-31T05:00:00Z")[0] == ["always", "daily"]
    assert scan("2026-01-31T05:45:00Z")[0] == ["always", "mon_hourly"]
    assert scan("2026-02-01T05:10:00Z")[0] == ["always", "daily", "mon_hourly"]


def test_a_late_scan_makes_up_for_nothing_and_misses_nothing(scan: Any) -> None:
    scan("2026-01-31T04:00:00Z")

    assert scan("2026-02-03T04:00:00Z")[0] == ["always", "daily", "mon_hourly"]
    assert scan("2026-02-03T04:01:00Z")[0] == ["always"]


def test_nothing_that_is_due_is_no_mistake(scan: Any, project: Path, seltzer: Any) -> None:
    path = project / "checks" / "orders.yml"
    path.write_text(SPECS.partition("---\n")[2], "utf-8")
    scan("2026-01-31T05:30:00Z")

    ids, notes = scan("2026-01-31T05:31:00Z")
    assert ids == []
    assert "2 checks are not due" in notes


def test_the_time_zone_moves_with_the_clocks(scan: Any) -> None:
    scan("2026-03-28T12:00:00Z")

    # Summer time starts in the night: six in Berlin is four in UTC.
    assert "daily" not in scan("2026-03-29T03:59:00Z")[0]
    assert "daily" in scan("2026-03-29T04:00:00Z")[0]


def test_it_goes_with_other_selectors(scan: Any, seltzer: Any) -> None:
    scan("2026-01-31T04:50:00Z")
    done = seltzer(
        "scan", "--select", "schedule:due,id:d*", "-t", "2026-01-31T05:00:00Z", "--format", "json"
    )

    assert [check["id"] for check in done.json["checks"]] == ["daily"]
    assert done.json["selection"]["left_out"] == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["scan", "--no-push", "--select", "schedule:due"], "leave --no-push away"),
        (["compile", "--select", "schedule:due"], "schedule:due is for `seltzer scan`"),
        (["scan", "--select", "schedule:daily"], '"schedule:" takes "due" only, got "daily"'),
    ],
)
def test_where_nobody_knows_what_is_due_it_is_an_error(
    scan: Any, seltzer: Any, words: list[str], message: str
) -> None:
    done = seltzer(*words)

    assert done.code == 1
    assert message in done.err


def test_without_the_server_everything_is_due(
    scan: Any, project: Path, seltzer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan("2026-01-31T04:50:00Z")
    with (project / "seltzer.yml").open("a", encoding="utf-8") as file:
        file.write("server: {url: 'http://127.0.0.1:9', api_key: '${env.SELTZER_API_KEY}'}\n")
    monkeypatch.setenv("SELTZER_API_KEY", "a.b")
    done = seltzer("scan", "--select", "schedule:due", "--format", "json")

    assert done.code == 7
    assert len(done.json["checks"]) == 3
    assert "every check is taken as due: " in done.err


def test_a_disabled_monitor_is_not_scanned(project: Path, seltzer: Any) -> None:
    path = project / "checks" / "orders.yml"
    path.write_text(SPECS.replace("name: Hourly", "name: Hourly\nenabled: false"), "utf-8")
    done = seltzer("scan", "--no-push", "--format", "json")

    assert "mon_hourly" not in [check["id"] for check in done.json["checks"]]
    assert done.code == 0
    wrong = SPECS.replace("name: Hourly", "name: Hourly\nenabled: false")
    path.write_text(wrong.replace("max(total)", "mx(total)"), "utf-8")
    assert 'unknown metric "mx"' in seltzer("validate").err


def test_a_report_says_what_a_spec_says_beside_its_checks(project: Path, seltzer: Any) -> None:
    beside = (
        "owner: me\nseverity: minor\ntags: [a]\nattributes: {pii: true, tier: 2}\n"
        "notify: ['slack:#x']\n"
    )
    text = SPECS.replace("orders\nschedule", f"orders\n{beside}schedule")
    (project / "checks" / "orders.yml").write_text(text, "utf-8")
    checks = seltzer("scan", "--no-push", "--format", "json").json["checks"]
    (found,) = [check for check in checks if check["id"] == "daily"]
    (monitor,) = [check for check in checks if check["id"] == "mon_hourly"]

    assert {key: found[key] for key in (
        "owner", "severity", "tags", "attributes", "notify", "schedule", "timezone", "monitor"
    )} == {
        "owner": "me", "severity": "minor", "tags": ["a"], "attributes": {"pii": True, "tier": 2},
        "notify": ["slack:#x"], "schedule": "0 6 * * *", "timezone": "Europe/Berlin",
        "monitor": None,
    }  # fmt: skip
    assert (monitor["monitor"], monitor["schedule"]) == ("mon_hourly", "30 * * * *")
