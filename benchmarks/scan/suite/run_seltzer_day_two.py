"""Runs the suite with Seltzer by partitions, with what an earlier scan kept in a folder.

The folder is named by `SELTZER_BENCH_MEMORY`; with `SELTZER_BENCH_KEEP` the scan writes there.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from benchmarks.scan.suite.run_seltzer import NAME, name_of, parse, scan, value_of
from benchmarks.scan.suite.worker import Answer, read_request, timed, write_answer

from seltzer_scanner.incremental.run import Incremental
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
    result, wall_s, cpu_s = timed(lambda: scan(request, checks, incremental=_incremental()))
    if result.notes:
        raise SystemExit("\n".join(result.notes))
    values = {name_of(check): value_of(check) for check in result.checks}
    write_answer(Answer(values=values, statements=len(result.queries), wall_s=wall_s, cpu_s=cpu_s))


def _incremental() -> Incremental:
    folder = Path(os.environ["SELTZER_BENCH_MEMORY"])
    return Incremental(
        columns={"lineitem": "l_shipdate"},
        memory=Folder(folder, "SELTZER_BENCH_KEEP" in os.environ),
        secret=b"of this benchmark",
        definition=NAME,
    )


if __name__ == "__main__":
    main()
