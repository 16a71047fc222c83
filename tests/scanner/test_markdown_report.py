"""Reports as Markdown: what failed at a glance, within one comment, safe to post."""

import re

from tests.scanner.reports import EVERY, NASTY, check, report

from seltzer_scanner.formats import render_report
from seltzer_specs.wire.base import Outcome
from seltzer_specs.wire.scan_report import ReportError, ScanReport


def lines_of(of: ScanReport) -> list[str]:
    """Give the lines of a report."""
    return render_report(of, "markdown").splitlines()


def test_the_heading_tells_the_worst_first() -> None:
    assert lines_of(EVERY)[0] == (
        "### ❌ Seltzer: 1 failed, 1 could not be computed, 1 warned, 1 skipped, 2 passed of "
        "6 checks, 1 error outside of checks"
    )


def test_all_passed_is_said_in_one_word() -> None:
    both = (check("pass"), check("pass", id="b"))

    assert lines_of(report(*both))[0] == "### ✅ Seltzer: all 2 checks passed"
    assert lines_of(report())[0] == "### ⏭️ Seltzer: no checks"


def test_a_mistake_in_a_spec_is_no_green_sign() -> None:
    error = ReportError(code="unknown-key", message="unknown key")

    assert lines_of(report(check("pass"), errors=(error,)))[0] == (
        "### 🚫 Seltzer: the check passed, 1 error outside of checks"
    )


def test_what_did_not_pass_is_listed_with_reason_and_place_the_worst_first() -> None:
    rows = [line for line in lines_of(EVERY) if line.startswith("| ") and "orders.yml:7" in line]

    assert [row.split(" | ")[0] for row in rows] == [
        "| ❌ fail", "| 🚫 error", "| ⚠️ warn", "| ⏭️ skip"
    ]  # fmt: skip
    assert rows[0] == (
        "| ❌ fail | `orders` | a check to fail | 1 is not = 0 | `checks/orders.yml:7:5` |"
    )


def test_datasets_are_counted_where_there_are_several() -> None:
    text = render_report(EVERY, "markdown")

    assert "| `orders` | 1 | 1 | 1 | 1 | 1 |" in text
    assert "datasets" not in render_report(report(check("pass")), "markdown")


def test_ten_thousand_checks_fit_into_a_comment_and_none_is_lost() -> None:
    def many(outcome: Outcome, number: int) -> list[object]:
        return [check(outcome, id=f"{outcome}{n}", name="x" * 80) for n in range(number)]

    big = report(*many("pass", 5_000), *many("fail", 5_000))  # type: ignore[arg-type]  # checks
    text = render_report(big, "markdown")
    listed = text.count("| ❌ fail")

    assert len(text) < 65_536
    assert listed > 200
    assert f"{5_000 - listed} more did not fit here." in text
    assert "5000 failed, 5000 passed of 10000 checks" in text


def test_hostile_text_makes_no_markup_mention_or_cell() -> None:
    text = render_report(NASTY, "markdown")
    rows = [line for line in text.splitlines() if line.startswith("| ❌")]

    assert not set(text) & set("\x00\x1b\x9b\u202e\ud800\r")
    assert len(rows) == 1
    assert len(re.findall(r"(?<!\\)\|", rows[0])) == 6
    outside_code = re.sub(r"(`+).+?\1", "", rows[0])
    assert "<b>" not in outside_code
    assert "@kim" not in outside_code
