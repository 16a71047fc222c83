"""SARIF 2.1.0: findings for code scanning, each the same over commits by its fingerprint."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from seltzer_cli.findings import Finding
from seltzer_specs.canonical import sha256_hex

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"error": "error", "note": "note"}
_PLACE = re.compile(r":\d+:\d+|\bline \d+")


def render_sarif(findings: Sequence[Finding]) -> dict[str, Any]:
    """Give a SARIF log; Any: it is JSON."""
    rules = sorted({finding.rule for finding in findings})
    driver = {
        "name": "Seltzer",
        "semanticVersion": version("seltzer"),
        "rules": [
            {"id": rule, "shortDescription": {"text": rule.replace("-", " ")}} for rule in rules
        ],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": list(_results(findings, rules)),
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _results(findings: Sequence[Finding], rules: list[str]) -> Iterator[dict[str, Any]]:
    seen = Counter[str]()
    for finding in findings:
        # Without line numbers, so that a finding stays the same when lines are put above it.
        words = f"{finding.rule}\0{finding.place}\0{_PLACE.sub('', finding.message)}"
        seen[words] += 1
        place = {
            "artifactLocation": {"uri": quote(finding.place), "uriBaseId": "%SRCROOT%"},
            "region": {
                "startLine": finding.location.line,
                "startColumn": finding.location.column,
            },
        }
        yield {
            "ruleId": finding.rule,
            "ruleIndex": rules.index(finding.rule),
            "level": LEVELS[finding.level],
            "message": {"text": finding.message},
            "locations": [{"physicalLocation": place}],
            "partialFingerprints": {"seltzer/v1": sha256_hex(f"{words}\0{seen[words]}")},
        }
