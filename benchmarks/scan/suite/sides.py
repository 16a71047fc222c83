"""The sides of the comparison and one measured run of each."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic, perf_counter, sleep

import psycopg
from benchmarks.scan.suite.environments import GREAT_EXPECTATIONS, SODA, make_environment
from benchmarks.scan.suite.worker import Answer, Request

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[2]
_TICKS = os.sysconf("SC_CLK_TCK")
_LEAVE_S = 10.0


@dataclass(frozen=True)
class Side:
    """One way to answer the suite.

    Attributes:
        name: As printed.
        command: Words before the request.
        environment: Variables of the process; None for ours.
        samples: Whether failed rows are fetched.
        has_all_values: Whether its values are compared.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] | None = None
    samples: bool = False
    has_all_values: bool = True


@dataclass(frozen=True)
class Run:
    """One measured run.

    Attributes:
        answer: What it found.
        process_cpu_s: CPU seconds of the whole process.
        process_wall_s: Seconds of the whole process.
        peak_mib: Peak memory of the process.
        server_cpu_s: CPU seconds of the database server, where there is one on this machine.
    """

    answer: Answer
    process_cpu_s: float
    process_wall_s: float
    peak_mib: float
    server_cpu_s: float | None = None


def sides_of(engine: str) -> list[Side]:
    """Give all sides for an engine; their environments are made where they are missing."""
    ours = (sys.executable, "-m")
    python, variables = make_environment(SODA)
    soda = (str(python), str(FOLDER / "run_soda.py"))
    found = [
        Side("by hand", (*ours, "benchmarks.scan.suite.run_by_hand")),
        Side("seltzer", (*ours, "benchmarks.scan.suite.run_seltzer")),
        Side("soda-core, no samples", soda, variables),
        Side("soda-core", soda, variables, samples=True),
    ]
    if engine == "postgres":
        python, variables = make_environment(GREAT_EXPECTATIONS)
        command = (str(python), str(FOLDER / "run_great_expectations.py"))
        found.append(Side("great-expectations", command, variables, has_all_values=False))
    return found


def run_side(side: Side, request: Request) -> Run:
    """Run one side in a process of its own.

    Raises:
        SystemExit: it failed.
    """
    words = [*side.command, json.dumps(asdict(request))]
    before = _server_cpu_s(request)
    start = perf_counter()
    process = subprocess.Popen(
        words,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=_environment(side),
    )
    if process.stdout is None or process.stderr is None:
        raise SystemExit("no pipes")
    output = process.stdout.read()
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall_s = perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{side.name}: {errors[-2000:] or output[-2000:]}")
    after = _server_cpu_s(request)
    return Run(
        answer=Answer(**json.loads(output.strip().splitlines()[-1])),
        process_cpu_s=usage.ru_utime + usage.ru_stime,
        process_wall_s=wall_s,
        peak_mib=usage.ru_maxrss / 1024,
        server_cpu_s=None if before is None or after is None else after - before,
    )


def _environment(side: Side) -> dict[str, str]:
    if side.environment is not None:
        return dict(side.environment)
    path = os.pathsep.join((str(ROOT), os.environ.get("PYTHONPATH", "")))
    return {**os.environ, "PYTHONPATH": path}


def _server_cpu_s(request: Request) -> float | None:
    """Give the CPU seconds of all sessions that have ended, once those of this database have.

    The server collects its sessions when they end; their seconds are then its own children's.
    """
    if request.engine != "postgres":
        return None
    with psycopg.connect(request.target, autocommit=True) as session:
        if session.info.host not in ("127.0.0.1", "localhost", ""):
            return None
        until = monotonic() + _LEAVE_S
        while _others(session) and monotonic() < until:
            sleep(0.02)
        backend = session.info.backend_pid
        try:
            parent = _stat(backend)[1]
            user, system = _stat(int(parent))[13:15]
        except FileNotFoundError:
            return None
    return (int(user) + int(system)) / _TICKS


def _others(session: psycopg.Connection[tuple[object, ...]]) -> bool:
    query = (
        "SELECT COUNT(*) > 0 FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid()"
    )
    row = session.execute(query).fetchone()
    return row is not None and bool(row[0])


def _stat(pid: int) -> list[str]:
    """Give the fields of `/proc/PID/stat` behind the name, which may hold spaces."""
    return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(") ")[2].split()
