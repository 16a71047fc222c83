"""SARIF of findings in specs, for code scanning."""

import re
from collections.abc import Sequence
from typing import Any

from seltzer_cli.findings import Finding
from seltzer_scanner.formats.sarif_log import SarifPlace, SarifResult, build_log

_PLACE = re.compile(r":\d+:\d+|\bline \d+")


def render_sarif(findings: Sequence[Finding]) -> dict[str, Any]:
    """Give a SARIF log; Any: it is JSON."""
    rules = {
        rule: {"shortDescription": {"text": rule.replace("-", " ")}}
        for rule in sorted({finding.rule for finding in findings})
    }
    return build_log([_result(finding) for finding in findings], rules)


def _result(finding: Finding) -> SarifResult:
    location = finding.location
    return SarifResult(
        rule=finding.rule,
        level=finding.level,
        message=finding.message,
        place=SarifPlace(file=finding.place, line=location.line, column=location.column),
        words=_PLACE.sub("", finding.message),
    )
