"""Runs the suite with Seltzer by partitions, with what an earlier scan kept in a folder.

The folder is named by `SELTZER_BENCH_MEMORY`; with `SELTZER_BENCH_KEEP` the scan writes there.
"""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benchmarks.scan.suite.run_seltzer import NAME, name_of, options_of, parse, value_of
from benchmarks.scan.suite.worker import NOW, Answer, Request, read_request, timed, write_answer

from seltzer_compiler.compile import compile_checks
from seltzer_dialects.registry import get_dialect
from seltzer_scanner.incremental.run import Incremental
from seltzer_scanner.result import ScanResult
from seltzer_scanner.scan import run_scan
from seltzer_specs.checks import Check
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.wire.partitions import PartitionState


@dataclass(frozen=True)
class Folder:
    """Keeps states in files."""

    path: Path
    is_kept: bool

    def load(self, key: str) -> PartitionState | None:
        """Give what was kept."""
        file = self.path / key
        if not file.is_file():
            return None
        return PartitionState.model_validate_json(file.read_bytes())

    def save(self, key: str, state: PartitionState) -> None:
        """Keep a state, and make its text even where it is thrown away: that is work, too."""
        text = state.model_dump_json()
        if self.is_kept:
            (self.path / key).write_text(text, "utf-8")


def main() -> None:
    """Scan once and print the answer."""
    request = read_request()
    checks = parse(request)
    result, wall_s, cpu_s = timed(lambda: scan(request, checks))
    if result.notes:
        raise SystemExit("\n".join(result.notes))
    values = {name_of(check): value_of(check) for check in result.checks}
    write_answer(Answer(values=values, statements=len(result.queries), wall_s=wall_s, cpu_s=cpu_s))


def scan(request: Request, checks: tuple[Check, ...]) -> ScanResult:
    """Compile and scan."""
    now = datetime.fromisoformat(NOW)
    dialect = get_dialect(request.engine)
    settings = DataSourceSettings(NAME, request.engine, options_of(request))
    memory = Folder(Path(os.environ["SELTZER_BENCH_MEMORY"]), "SELTZER_BENCH_KEEP" in os.environ)
    return run_scan(
        compile_checks(checks, dialect=dialect, data_source=NAME),
        lambda: dialect.connect(settings, root=Path()),
        dialect=dialect,
        data_time=now,
        clock=lambda: now,
        group_key=b"of this benchmark",
        incremental=Incremental(
            columns={"lineitem": "l_shipdate"},
            memory=memory,
            secret=b"of this benchmark",
            definition=NAME,
        ),
    )


if __name__ == "__main__":
    main()
