"""What the processes of the suite are asked and what they answer, one JSON text each.

Every side runs once in a process of its own, so that its CPU seconds and its memory are its own.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from time import perf_counter, process_time
from typing import Any, TypeVar

T = TypeVar("T")
Value = float | None
NOW = "2026-11-20T06:00:00+00:00"


@dataclass(frozen=True, kw_only=True)
class Request:
    """One run.

    Attributes:
        engine: `duckdb` or `postgres`.
        target: Database file or url.
        checks: SodaCL file.
        samples: Whether failed rows are fetched.
    """

    engine: str
    target: str
    checks: str
    samples: bool = False


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a run found.

    Attributes:
        values: Of checks by name; groups have theirs in brackets.
        statements: Statements sent.
        wall_s: Seconds of the scan, without what happens before in the process.
        cpu_s: CPU seconds of the scan in this process, all threads.
        samples: Rows of samples by the name of the check.
    """

    values: dict[str, Value]
    statements: int
    wall_s: float
    cpu_s: float
    samples: dict[str, int] = field(default_factory=dict[str, int])


def read_request() -> Request:
    """Give the request of this process."""
    return Request(**json.loads(sys.argv[1]))


def write_answer(answer: Answer) -> None:
    """Print the answer as the last line."""
    print(json.dumps(asdict(answer)))


def timed(work: Callable[[], T]) -> tuple[T, float, float]:
    """Give a result, wall and CPU seconds."""
    wall, cpu = perf_counter(), process_time()
    result = work()
    return result, perf_counter() - wall, process_time() - cpu


def number(value: Any) -> Value:
    """Give a cell as a float."""
    return None if value is None else float(value)
