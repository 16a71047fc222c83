"""Scans of SodaCL text on real engines, and what watches them."""

from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from pathlib import Path
from textwrap import dedent
from threading import Lock

from tests.named_files import FilesInMemory

from seltzer_compiler.compile import compile_checks
from seltzer_compiler.drafts.draft import Engine
from seltzer_compiler.plan import ScanPlan
from seltzer_dialects.connection import Connection, Rows
from seltzer_dialects.registry import get_dialect
from seltzer_scanner.lane import Access
from seltzer_scanner.progress import Progress
from seltzer_scanner.result import CheckResult, Judgement, ScanResult
from seltzer_scanner.scan import run_scan
from seltzer_specs.checks import Check
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.loader import ParseSettings, parse_specs
from seltzer_specs.spec_file import SpecFile

GROUP_KEY = b"a secret of these tests"
NO_FILES: Mapping[str, str] = {}
NOON = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)


def checks_of(
    text: str, *, file: str = "checks/people.yml", files: Mapping[str, str] = NO_FILES
) -> tuple[Check, ...]:
    """Parse SodaCL that has no mistakes."""
    settings = ParseSettings(
        data_sources=frozenset({"shop", "backup"}),
        default_data_source="shop",
        variables={},
        environment={},
        named_files=FilesInMemory(files),
        now=NOON,
    )
    result = parse_specs([SpecFile(file, dedent(text))], settings)
    assert result.errors == ()
    return result.checks


def plan_of(text: str, dialect_name: str, files: Mapping[str, str] = NO_FILES) -> ScanPlan:
    """Compile SodaCL for a dialect."""
    checks = checks_of(text, files=files)
    return compile_checks(checks, dialect=get_dialect(dialect_name), data_source="shop")


def scan(
    text: str,
    source: DataSourceSettings,
    *,
    wrap: Callable[[Connection], Connection] = lambda connection: connection,
    progress: Progress | None = None,
    timeout_s: float | None = None,
    max_workers: int | None = None,
    group_key: bytes | None = GROUP_KEY,
    files: Mapping[str, str] = NO_FILES,
) -> ScanResult:
    """Run SodaCL on a data source whose clock stands at noon."""
    dialect = get_dialect(source.type)
    return run_scan(
        plan_of(text, source.type, files),
        lambda: wrap(dialect.connect(source, root=Path())),
        dialect=dialect,
        data_time=NOON,
        clock=lambda: NOON,
        progress=progress,
        timeout_s=timeout_s,
        max_workers=max_workers,
        group_key=group_key,
    )


def scan_two(
    text: str,
    own: DataSourceSettings,
    other: DataSourceSettings,
    connect_other: Callable[[], Connection] | None = None,
) -> ScanResult:
    """Scan one data source; the checks may compare with another one, `backup`."""
    dialects = [get_dialect(source.type) for source in (own, other)]
    plan = compile_checks(
        checks_of(text),
        dialect=dialects[0],
        data_source="shop",
        others={"backup": Engine(dialects[1])},
    )
    reach = connect_other or (lambda: dialects[1].connect(other, root=Path()))
    return run_scan(
        plan,
        lambda: dialects[0].connect(own, root=Path()),
        dialect=dialects[0],
        data_time=NOON,
        clock=lambda: NOON,
        others={"backup": Access(connect=reach, dialect=dialects[1])},
    )


def judged(result: ScanResult, word: str) -> Judgement:
    """Give the judgement of the one check whose definition or name holds a word."""
    (found,) = [check for check in result.checks if word in _words(check)]
    return found.judgement


def _words(check: CheckResult) -> str:
    return f"{check.plan.check.definition} {check.plan.check.name}"


class Watch:
    """Counts connections and statements of a scan."""

    def __init__(self) -> None:
        self.opened = 0
        self.closed = 0
        self.statements: list[str] = []
        self.lock = Lock()

    def __call__(self, connection: Connection) -> Connection:
        """Watch one more connection."""
        with self.lock:
            self.opened += 1
        return Watched(connection, self)


class Watched(Connection):
    """A connection whose use is counted."""

    def __init__(self, connection: Connection, watch: Watch) -> None:
        self.inner = connection
        self.watch = watch

    def fetch(self, sql: str, *, timeout_s: float | None = None) -> Rows:
        """Count a statement and run it."""
        with self.watch.lock:
            self.watch.statements.append(sql)
        return self.inner.fetch(sql, timeout_s=timeout_s)

    def cancel(self) -> None:
        """Stop the statement."""
        self.inner.cancel()

    def close(self) -> None:
        """Count the end and close."""
        with self.watch.lock:
            self.watch.closed += 1
        self.inner.close()
