"""The suite on the day after: one percent of new rows, by partitions, whole, and with soda-core.

    python -m benchmarks.scan.bench_incremental [--rows N] [--runs N]

The first scan is not measured. Then rows of new days are added, and the sides take turns on that
table; all of them give the same values.
"""

import argparse
import os
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import duckdb
from benchmarks.scan.bench_suite import CHECKS, ROWS, compare, make_duckdb, measure, show
from benchmarks.scan.suite.sides import ROOT, Side, run_side, sides_of
from benchmarks.scan.suite.worker import Request

SHARE = 100
"""One row in so many is copied into the new days."""

NEW_ROWS = f"""INSERT INTO lineitem
SELECT * REPLACE (
  DATE '2026-01-01' + CAST(l_orderkey % 25 AS INTEGER) AS l_shipdate,
  'new ' || l_uuid AS l_uuid,
  'new.' || l_email AS l_email
) FROM lineitem WHERE l_orderkey % {SHARE} = 7"""


def main() -> None:
    """Print medians of all sides."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS["duckdb"], help="rows of the table")
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=ROOT / ".cache", prefix="bench-day-two-") as folder:
        target = shutil.copy(make_duckdb(given.rows), Path(folder) / "lineitem.duckdb")
        memory = Path(folder) / "memory"
        memory.mkdir()
        day_two = _day_two(memory)
        request = Request(engine="duckdb", target=str(target), checks=str(CHECKS))
        run_side(replace(day_two, environment=_with(memory, keeps=True)), request)
        with duckdb.connect(str(target)) as session:
            session.execute(NEW_ROWS)
        sides = [day_two, *(side for side in sides_of("duckdb") if side.name != "by hand")]
        print(f"duckdb, {given.rows:,} rows and 1 % more, median of {given.runs}", flush=True)
        found = measure(sides, "duckdb", str(target), given.runs)
        compare({side.name: found[side.name][0] for side in sides})
        show(found, "duckdb")


def _day_two(memory: Path) -> Side:
    command = (sys.executable, "-m", "benchmarks.scan.suite.run_seltzer_day_two")
    return Side("seltzer, day two", command, _with(memory))


def _with(memory: Path, *, keeps: bool = False) -> dict[str, str]:
    path = os.pathsep.join((str(ROOT), os.environ.get("PYTHONPATH", "")))
    found = {**os.environ, "PYTHONPATH": path, "SELTZER_BENCH_MEMORY": str(memory)}
    return {**found, "SELTZER_BENCH_KEEP": "1"} if keeps else found


if __name__ == "__main__":
    main()
