"""Costs of two or more statements over tables that differ in one thing, for choosing thresholds.

DuckDB is measured in CPU seconds, PostgreSQL in wall seconds: its work is in another process, and a
plan that loses its parallelism costs time and not CPU.
"""

import argparse
import os
import tempfile
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

import duckdb
import psycopg

SERVER = "postgresql://postgres@127.0.0.1:5432/postgres"
Statements = Mapping[str, str]
"""Texts of alternatives by name; the first is the base of the ratios."""


@dataclass(frozen=True)
class Engine:
    """A session to measure in.

    Attributes:
        name: `duckdb` or `postgres`.
        run: Runs a statement and gives its rows.
        rows: Rows that tables should have.
        runs: Measured runs per statement.
    """

    name: str
    run: Callable[[str], Any]
    rows: int
    runs: int

    def series(self, rows: int) -> str:
        """Give a table expression of the numbers from 0 on, in a column `i`."""
        if self.name == "duckdb":
            return f"(SELECT CAST(n AS BIGINT) AS i FROM RANGE({rows}) AS r(n)) AS series"
        return (
            f"(SELECT CAST(n AS BIGINT) AS i FROM GENERATE_SERIES(0, {rows - 1}) AS r(n)) AS series"
        )

    def measure(self, statements: Statements) -> dict[str, float]:
        """Give the median seconds of each, measured in turns; all must give the same rows."""
        seconds: dict[str, list[float]] = {name: [] for name in statements}
        answers = {name: self.run(text) for name, text in statements.items()}
        first = next(iter(answers.values()))
        for name, answer in answers.items():
            if answer != first:
                raise SystemExit(f"{name} gives {answer}, not {first}")
        clock = process_time if self.name == "duckdb" else perf_counter
        for _ in range(self.runs):
            for name, text in statements.items():
                start = clock()
                self.run(text)
                seconds[name].append(clock() - start)
        return {name: median(runs) for name, runs in seconds.items()}


def sweep(
    description: str,
    points: Callable[[Engine], Sequence[tuple[str, Callable[[], Statements]]]],
    *,
    rows: Mapping[str, int],
) -> None:
    """Print a line per point: seconds of each alternative and its ratio to the first.

    Args:
        description: Of the script.
        points: Gives labels, and functions that make the tables and give the statements.
        rows: Default number of rows by engine.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--engine", choices=sorted(rows))
    parser.add_argument("--rows", type=int)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--postgres", default=os.environ.get("SELTZER_TEST_POSTGRES") or SERVER)
    given = parser.parse_args()
    for name in [given.engine] if given.engine else sorted(rows):
        with _session(name, given.postgres, given.rows or rows[name], given.runs) as engine:
            unit = "CPU s" if name == "duckdb" else "s"
            print(f"{name}, {engine.rows:,} rows, {unit}, median of {engine.runs}", flush=True)
            for label, prepare in points(engine):
                found = engine.measure(prepare())
                base = next(iter(found.values()))
                cells = (f"{key} {value:.3f} x{value / base:.2f}" for key, value in found.items())
                print(f"  {label:34} " + "   ".join(cells), flush=True)


@contextmanager
def _session(name: str, server: str, rows: int, runs: int) -> Generator[Engine]:
    if name == "duckdb":
        with tempfile.TemporaryDirectory() as folder:
            file = duckdb.connect(Path(folder) / "sweep.duckdb")

            def run_duckdb(sql: str) -> Any:
                return file.execute(sql).fetchall()

            yield Engine(name, run_duckdb, rows, runs)
            file.close()
        return
    with psycopg.connect(server, autocommit=True) as session:
        session.execute("CREATE SCHEMA IF NOT EXISTS seltzer_sweep")
        session.execute("SET search_path = seltzer_sweep")

        def run_postgres(sql: str) -> Any:
            cursor = session.execute(sql.encode())
            return cursor.fetchall() if cursor.description else None

        yield Engine(name, run_postgres, rows, runs)
        session.execute("DROP SCHEMA seltzer_sweep CASCADE")
