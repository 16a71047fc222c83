"""The text report on a terminal: what matters stands at its end, whatever scrolled away."""

import re

import pytest
from tests.scanner.reports import EVERY, NASTY, check, report

from seltzer_scanner.formats import Style, render_report
from seltzer_specs.wire.base import Outcome
from seltzer_specs.wire.scan_report import ReportCheck, ScanReport

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def shown(
    of: ScanReport, *, height: int = 40, width: int = 80, is_quiet: bool = False
) -> list[str]:
    """Give the lines that people see."""
    style = Style(is_terminal=True, width=width, height=height, is_quiet=is_quiet)
    return ESCAPE.sub("", render_report(of, "text", style)).splitlines()


def many(outcome: Outcome, count: int, *, datasets: int = 1) -> list[ReportCheck]:
    """Give checks of several datasets."""
    return [
        check(outcome, id=f"{outcome}{n}", name=f"{outcome} {n}", dataset=f"t{n % datasets:02}")
        for n in range(count)
    ]


@pytest.mark.parametrize("of", [EVERY, NASTY])
def test_without_colours_there_is_no_escape_sequence(of: ScanReport) -> None:
    style = Style(is_terminal=True, width=80, height=3, has_colour=False)
    text = render_report(of, "text", style)

    assert "\x1b" not in text
    assert "FAIL" in text


def test_with_colours_the_words_are_the_same() -> None:
    with_colours = render_report(EVERY, "text", Style(is_terminal=True, width=80))
    without = render_report(EVERY, "text", Style(is_terminal=True, width=80, has_colour=False))

    assert with_colours != without
    assert ESCAPE.sub("", with_colours) == without


def test_problems_of_a_long_list_are_told_again_at_its_end() -> None:
    lines = shown(report(*many("fail", 2), *many("pass", 60)))

    assert lines[-4:] == [
        "FAIL  t00: fail 0: 1 is not = 0",
        "FAIL  t00: fail 1: 1 is not = 0",
        "",
        lines[-1],
    ]
    assert lines[-1].startswith("62 checks: 60 pass")


def test_a_list_that_fits_is_told_once() -> None:
    lines = shown(report(*many("fail", 2), *many("pass", 4)))

    assert sum("fail 0" in line for line in lines) == 1


def test_the_worst_come_first_and_the_rest_is_counted() -> None:
    lines = shown(report(*many("pass", 40), *many("warn", 3), *many("error", 3), *many("fail", 9)))
    again = lines[lines.index("FAIL  t00: fail 0: 1 is not = 0") :]

    assert [line[:5].strip() for line in again[:10]] == ["FAIL"] * 9 + ["ERROR"]
    assert again[10] == "      and 5 more above; -q shows these alone"
    assert "      and 5 more above" in shown(
        report(*many("warn", 3), *many("error", 3), *many("fail", 9)), is_quiet=True
    )


def test_of_many_datasets_only_those_with_problems_are_listed() -> None:
    lines = shown(report(*many("pass", 40, datasets=40), check("fail", dataset="t07")))

    assert [line.split()[0] for line in lines if "│" in line] == ["t07"]
    assert "all checks of 39 other datasets passed" in lines


def test_of_many_datasets_that_passed_only_the_number_is_told() -> None:
    assert "all checks of 40 datasets passed" in shown(report(*many("pass", 80, datasets=40)))


def test_few_datasets_are_all_listed() -> None:
    lines = shown(report(*many("pass", 6, datasets=3)))

    assert [line.split()[0] for line in lines if "│" in line] == ["t00", "t01", "t02"]


def test_long_names_leave_the_numbers_readable() -> None:
    long = check("fail", dataset="x" * 200)
    lines = shown(report(long, check("pass")), width=50)

    assert any("…" in line and line.rstrip().endswith("│") for line in lines)
