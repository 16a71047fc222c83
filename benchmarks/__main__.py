"""Run every `benchmarks/<topic>/bench_<name>.py`, each in a process of its own.

`python -m benchmarks [TEXT ...]` runs those whose path contains one of the texts.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(__file__).parent


def find_benchmarks(folder: Path, wanted: Sequence[str]) -> list[Path]:
    """List the benchmark files, in the order of their paths.

    Args:
        folder: Holds the topics.
        wanted: Parts of paths; a file is taken when one of them is in its path, all without any.
    """
    found = sorted(folder.glob("*/bench_*.py"))
    return [
        path
        for path in found
        if not wanted or any(text in path.relative_to(folder).as_posix() for text in wanted)
    ]


def run_benchmarks(paths: Sequence[Path]) -> list[Path]:
    """Run one after the other, so that they do not share the cores, and list those that failed."""
    failed: list[Path] = []
    for path in paths:
        print(f"== {path.parent.name}/{path.name}", flush=True)
        module = ".".join((FOLDER.name, path.parent.name, path.stem))
        words = [sys.executable, "-m", module]
        if subprocess.run(words, cwd=FOLDER.parent, check=False).returncode:
            failed.append(path)
    return failed


def main(arguments: Sequence[str]) -> int:
    """Run what the arguments name.

    Returns:
        0 when all ran, 1 when one failed or a text matches no benchmark.
    """
    paths = find_benchmarks(FOLDER, arguments)
    if not paths:
        print(f"no benchmark in {FOLDER.name}/ matches {' '.join(arguments) or 'bench_*.py'}")
        return 1 if arguments else 0
    failed = run_benchmarks(paths)
    for path in failed:
        print(f"failed: {path.parent.name}/{path.name}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
