"""CPU seconds to parse and validate many checks, beside PyYAML's C loader on the same files.

The sides take turns, each time in a process of its own; medians of seven runs. The files hold what
teams write: plain counts, percents with thresholds below the line, formats, filters, lists,
freshness and schema checks, in 500 files of 20 checks. A second size shows whether time grows in
line with the checks.
"""

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timezone
from statistics import median
from time import process_time

import yaml

from seltzer_specs.loader import ParseSettings, parse_specs
from seltzer_specs.spec_file import SpecFile

RUNS = 7
FILES = 500
CHECKS_PER_FILE = 20

FILE = """\
checks for shop_{n}:
  - row_count > {n}
  - row_count:
      warn: when < {m}
      fail: when < 10
  - missing_count(id_{n}) = 0
  - missing_percent(email) < 5 %:
      name: few customers of shop {n} without e-mail
      missing values: [N/A, "-"]
  - invalid_count(status) = 0:
      valid values: [paid, shipped, delivered, returned_{n}]
  - invalid_percent(email) < 1%:
      valid format: email
      filter: country = 'C{n}'
  - duplicate_count(id_{n}) = 0
  - duplicate_percent(sku, region) < 2%
  - min(total_{n}) >= 0
  - max(total_{n}) < 100000
  - avg(total_{n}) between 10 and {m}
  - sum(total_{n}) > 0:
      filter: status != 'returned'
  - min_length(name) > 0
  - max_length(name) < 200
  - stddev(total_{n}) < 50
  - percentile(total_{n}, 0.95) < 900
  - freshness(ordered_at) < 1d
  - schema:
      fail:
        when required column missing: [id_{n}, email, total_{n}]
        when wrong column type: {{id_{n}: integer}}
  - failed rows:
      name: no negative totals in shop {n}
      fail condition: total_{n} < 0
  - anomaly detection for row_count
"""


LINES = (
    "row_count > {n}", "missing_count(column_{k}) = 0", "missing_percent(column_{k}) < 5 %",
    "avg(column_{k}) between 1 and {n}", "duplicate_count(column_{k}) = 0", "max(column_{k}) < {n}",
)  # fmt: skip


def make_files(count: int) -> list[SpecFile]:
    """Write files of twenty checks of all kinds each, no two of which ask the same."""
    return [
        SpecFile(f"checks/shop_{n}.yml", FILE.format(n=n, m=1000 + n)) for n in range(1, count + 1)
    ]


def make_plain_files(count: int) -> list[SpecFile]:
    """Write files of twenty lines each, as generated suites have them."""
    return [SpecFile(f"checks/table_{n}.yml", _plain(n)) for n in range(1, count + 1)]


def _plain(number: int) -> str:
    lines = [LINES[k % len(LINES)].format(n=number, k=k) for k in range(1, CHECKS_PER_FILE + 1)]
    return "".join([f"checks for table_{number}:\n", *(f"  - {line}\n" for line in lines)])


def parse(files: list[SpecFile]) -> None:
    """Parse all files as `seltzer validate` does."""
    settings = ParseSettings(now=datetime(2026, 1, 1, tzinfo=timezone.utc))
    found = parse_specs(files, settings)
    assert len(found.checks) == len(files) * CHECKS_PER_FILE
    assert not found.errors


def load(files: list[SpecFile]) -> None:
    """Load all files with PyYAML's C loader, without positions or checks."""
    for file in files:
        yaml.load(file.text, Loader=yaml.CSafeLoader)


SIDES: dict[str, tuple[Callable[[list[SpecFile]], None], Callable[[int], list[SpecFile]], int]] = {
    "few": (parse, make_files, FILES // 10),
    "many": (parse, make_files, FILES),
    "plain": (parse, make_plain_files, FILES),
    "C loader": (load, make_files, FILES),
}


def main() -> None:
    """Print seconds of both sides, their ratio and the growth from 1,000 to 10,000 checks."""
    taken: dict[str, list[float]] = {side: [] for side in SIDES}
    for _ in range(RUNS):
        for side, found in taken.items():
            found.append(measure_apart(side))
    seconds = {side: median(found) for side, found in taken.items()}
    ratio = seconds["many"] / seconds["C loader"]
    growth = seconds["many"] / seconds["few"]
    print(f"{FILES * CHECKS_PER_FILE} checks in {FILES} files: {seconds['many']:.3f} CPU s")
    print(f"PyYAML's C loader on the same files: {seconds['C loader']:.3f} CPU s, x{ratio:.1f}")
    print(f"as many checks of one line each: {seconds['plain']:.3f} CPU s")
    print(f"ten times the checks take x{growth:.1f}")


def measure_apart(side: str) -> float:
    """Give one side's CPU seconds in a process of its own, where no cache is warm."""
    command = [sys.executable, __file__, side]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def measure(side: str) -> float:
    """Give one side's CPU seconds, imports left out."""
    work, make, count = SIDES[side]
    files = make(count)
    start = process_time()
    work(files)
    return process_time() - start


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(measure(sys.argv[1]))
    else:
        main()
