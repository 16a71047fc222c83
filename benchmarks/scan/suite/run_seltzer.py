"""Runs the suite with Seltzer: parses, compiles and scans."""

from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.scan.suite.worker import (
    NOW,
    Answer,
    Request,
    Value,
    number,
    read_request,
    timed,
    write_answer,
)

from seltzer_compiler.compile import compile_checks
from seltzer_dialects.registry import get_dialect
from seltzer_scanner.incremental.run import Incremental
from seltzer_scanner.result import CheckResult, ScanResult
from seltzer_scanner.scan import run_scan
from seltzer_specs.checks import Check
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.loader import ParseSettings, parse_specs
from seltzer_specs.spec_file import SpecFile

NAME = "bench"


def main() -> None:
    """Scan once and print the answer."""
    request = read_request()
    checks = parse(request)
    result, wall_s, cpu_s = timed(lambda: scan(request, checks))
    values = {name_of(check): value_of(check) for check in result.checks}
    write_answer(Answer(values=values, statements=len(result.queries), wall_s=wall_s, cpu_s=cpu_s))


def parse(request: Request) -> tuple[Check, ...]:
    """Read the checks; soda-core's side reads them before its clock starts, too."""
    settings = ParseSettings(
        data_sources=frozenset({NAME}),
        default_data_source=NAME,
        variables={},
        environment={},
        now=datetime.fromisoformat(NOW),
    )
    read = parse_specs([SpecFile("checks.yml", Path(request.checks).read_text("utf-8"))], settings)
    if read.errors:
        raise SystemExit("\n".join(map(str, read.errors)))
    return read.checks


def scan(
    request: Request, checks: tuple[Check, ...], *, incremental: Incremental | None = None
) -> ScanResult:
    """Compile and scan, by partitions where it is said how."""
    now = datetime.fromisoformat(NOW)
    dialect = get_dialect(request.engine)
    settings = DataSourceSettings(NAME, request.engine, options_of(request))
    return run_scan(
        compile_checks(checks, dialect=dialect, data_source=NAME),
        lambda: dialect.connect(settings, root=Path()),
        dialect=dialect,
        data_time=now,
        clock=lambda: now,
        group_key=b"of this benchmark",
        incremental=incremental,
    )


def options_of(request: Request) -> dict[str, str | int | None]:
    """Give the connection's options."""
    if request.engine == "duckdb":
        return {"path": request.target}
    parts = urlsplit(request.target)
    return {
        "host": parts.hostname,
        "port": parts.port,
        "username": parts.username,
        "password": parts.password,
        "database": parts.path.strip("/"),
    }


def name_of(check: CheckResult) -> str:
    """Give the name of a check, with its group in brackets."""
    name = check.plan.check.name
    return name if check.group is None else f"{name} [{check.group.text}]"


def value_of(check: CheckResult) -> Value:
    """Give the value of a check; of a schema whether it passes."""
    judgement = check.judgement
    if judgement.outcome == "error":
        raise SystemExit(f"{check.plan.check.name}: {judgement.reason}")
    if check.plan.check.kind == "schema":
        return float(judgement.outcome == "pass")
    return number(judgement.value)


if __name__ == "__main__":
    main()
