"""SARIF 2.1.0, the format of code scanning: findings that stay the same over commits.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Literal, TypeAlias
from urllib.parse import quote

from seltzer_specs.canonical import sha256_hex

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

Level: TypeAlias = Literal["error", "warning", "note", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SarifPlace:
    """Where a finding is.

    Attributes:
        file: From the root of the repository, with forward slashes.
        line: From 1.
        column: From 1, in code points.
    """

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SarifResult:
    """One finding.

    Attributes:
        rule: Id of the rule.
        level: How bad it is.
        message: One line.
        place: Where.
        words: What tells it from others of its rule and file, without line numbers: a finding
            stays the same when lines are put above it.
        kind: None for a finding; `notApplicable` where there was nothing to find.
    """

    rule: str
    level: Level
    message: str
    place: SarifPlace
    words: str
    kind: Literal["notApplicable"] | None = None


def build_log(
    results: Sequence[SarifResult],
    rules: Mapping[str, Mapping[str, Any]],
    *,
    members: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Give a log with one run.

    Args:
        results: Findings.
        rules: What is known of each rule by its id; all that results name.
        members: More of the run, such as `invocations`. Any: it is JSON.
    """
    driver = {
        "name": "Seltzer",
        "semanticVersion": version("seltzer"),
        "rules": [{"id": rule, **known} for rule, known in rules.items()],
    }
    run = {
        "tool": {"driver": driver},
        **(members or {}),
        "columnKind": "unicodeCodePoints",
        "results": list(_results(results, list(rules))),
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _results(results: Sequence[SarifResult], rules: list[str]) -> Iterator[dict[str, Any]]:
    numbers = {rule: number for number, rule in enumerate(rules)}
    seen = Counter[str]()
    for result in results:
        words = f"{result.rule}\0{result.place.file}\0{result.words}"
        seen[words] += 1
        yield {
            "ruleId": result.rule,
            "ruleIndex": numbers[result.rule],
            **({"kind": result.kind} if result.kind is not None else {}),
            "level": result.level,
            "message": {"text": result.message},
            "locations": [_locate(result.place)],
            "partialFingerprints": {"seltzer/v1": sha256_hex(f"{words}\0{seen[words]}")},
        }


def _locate(place: SarifPlace) -> dict[str, Any]:
    """Give a location. Any: it is JSON."""
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(place.file), "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": place.line, "startColumn": place.column},
        }
    }
