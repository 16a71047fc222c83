"""52 checks of one table: Seltzer, the best SQL by hand, soda-core and Great Expectations.

    python -m benchmarks.scan.bench_suite [--engine duckdb|postgres] [--rows N] [--runs N]

Every run is a process of its own; the sides take turns, so that what else the machine does meets
all of them. Values are compared with soda-core's before anything is printed. CPU seconds come
first: they hardly depend on who else uses the machine. Of PostgreSQL the server's are read where it
runs on this machine. The tables are kept in `.cache/` and made anew when their statements change.
"""

import argparse
import hashlib
import json
import math
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit, urlunsplit

import psycopg
from benchmarks.scan.suite.environments import CACHE
from benchmarks.scan.suite.sides import Run, Side, run_side, sides_of
from benchmarks.scan.suite.tables import Engine, create_statements
from benchmarks.scan.suite.worker import Request, Value

ROWS: dict[Engine, int] = {"duckdb": 6_000_000, "postgres": 1_000_000}
CHECKS = Path(__file__).parent / "suite" / "checks.yml"
SERVER = "postgresql://postgres@127.0.0.1:5432/postgres"


def main() -> None:
    """Print a table per engine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=["duckdb", "postgres"])
    parser.add_argument("--rows", type=int, help="rows of the table")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--side", action="append", help="only sides whose name contains this")
    parser.add_argument("--postgres", default=os.environ.get("SELTZER_TEST_POSTGRES") or SERVER)
    parser.add_argument("--json", type=Path, help="write all runs here")
    given = parser.parse_args()
    engines: list[Engine] = [given.engine] if given.engine else ["duckdb", "postgres"]
    found: dict[str, dict[str, list[Run]]] = {}
    for engine in engines:
        rows = given.rows or ROWS[engine]
        target = make_duckdb(rows) if engine == "duckdb" else make_postgres(given.postgres, rows)
        sides = [
            side
            for side in sides_of(engine)
            if not given.side or any(text in side.name for text in given.side)
        ]
        print(f"{engine}, {rows:,} rows, median of {given.runs}", flush=True)
        found[engine] = measure(sides, engine, target, given.runs)
        compare({side.name: found[engine][side.name][0] for side in sides if side.has_all_values})
        show(found[engine], engine)
    if given.json:
        given.json.write_text(json.dumps(found, default=vars, indent=1), "utf-8")


def make_duckdb(rows: int) -> str:
    """Give the database file of that many rows."""
    statements = create_statements("duckdb", rows)
    path = CACHE / f"bench-{rows}-{_digest(statements)}.duckdb"
    if not path.is_file():
        CACHE.mkdir(exist_ok=True)
        unfinished = path.with_suffix(".part")
        unfinished.unlink(missing_ok=True)
        words = ["-m", "benchmarks.scan.suite.make_duckdb", str(unfinished), str(rows)]
        subprocess.run([sys.executable, *words], check=True, cwd=CACHE.parent)
        unfinished.rename(path)
    return str(path)


def make_postgres(server: str, rows: int) -> str:
    """Give the url of a database with tables of that many rows."""
    statements = create_statements("postgres", rows)
    name = f"seltzer_bench_{rows}_{_digest(statements)}"
    url = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    with psycopg.connect(server, autocommit=True) as admin:
        known = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if known is None:
            admin.execute(f"CREATE DATABASE {name}_part".encode())
            part = urlunsplit(urlsplit(server)._replace(path=f"/{name}_part"))
            with psycopg.connect(part, autocommit=True) as session:
                for statement in statements:
                    session.execute(statement.encode())
                session.execute("VACUUM ANALYZE")
            admin.execute(f"ALTER DATABASE {name}_part RENAME TO {name}".encode())
    return url


def _digest(statements: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(statements).encode()).hexdigest()[:8]


def measure(sides: Sequence[Side], engine: str, target: str, runs: int) -> dict[str, list[Run]]:
    """Run all sides in turn, each time from another one on."""
    found: dict[str, list[Run]] = {side.name: [] for side in sides}
    for turn in range(runs):
        first = turn % len(sides)
        for side in [*sides[first:], *sides[:first]]:
            request = Request(
                engine=engine, target=target, checks=str(CHECKS), samples=side.samples
            )
            found[side.name].append(run_side(side, request))
            last = found[side.name][-1]
            print(
                f"  {turn + 1} {side.name:22} {last.process_cpu_s:7.2f} CPU s "
                f"{last.process_wall_s:7.2f} s",
                flush=True,
            )
    return found


def compare(runs: dict[str, Run]) -> None:
    """Compare the values of all sides with those of soda-core.

    Raises:
        SystemExit: one differs.
    """
    names = [name for name in runs if name.startswith("soda-core")]
    if not names:
        return
    expected = runs[names[0]].answer.values
    for side, run in runs.items():
        for name, value in expected.items():
            if value is None:
                continue
            if not _is_equal(run.answer.values.get(name), value, name):
                raise SystemExit(f"{side}: {name} is {run.answer.values.get(name)}, not {value}")
    compared = sum(value is not None for value in expected.values())
    print(f"  {compared} values are equal on all sides: {', '.join(runs)}")


def _is_equal(value: Value, expected: float, name: str) -> bool:
    if value is None:
        return False
    if "percent" in name or name == "too_long_comment":
        value, expected = round(value, 2), round(expected, 2)  # soda-core rounds percents
    return math.isclose(value, expected, rel_tol=1e-9, abs_tol=1e-12)


def show(found: dict[str, list[Run]], engine: Engine) -> None:
    """Print medians and their ratios to the first side."""
    columns: list[tuple[str, Callable[[Run], float]]] = [
        ("scan CPU s", lambda run: run.answer.cpu_s + (run.server_cpu_s or 0)),
        ("scan wall s", lambda run: run.answer.wall_s),
        ("process CPU s", lambda run: run.process_cpu_s + (run.server_cpu_s or 0)),
        ("process wall s", lambda run: run.process_wall_s),
    ]
    if engine == "duckdb":
        columns.append(("peak MiB", lambda run: run.peak_mib))
    first = next(iter(found.values()))
    print(f"  {'':22} {'statements':>10}" + "".join(f"{name:>22}" for name, _ in columns))
    for side, runs in found.items():
        line = f"  {side:22} {runs[0].answer.statements:>10}"
        for _, read in columns:
            value = median(map(read, runs))
            line += f"{value:>13.2f}  x{value / median(map(read, first)):<6.2f}"
        print(line)


if __name__ == "__main__":
    main()
