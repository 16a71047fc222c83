"""Environments of the other tools, made once below `.cache/` from the lock files here.

Each tool pins packages that Seltzer does not want. The locks are the work of
`uv pip compile --universal --python-version 3.11 --generate-hashes` for
`soda-core-duckdb==3.5.6 soda-core-postgres==3.5.6 pytz setuptools<81` and
`great_expectations[postgresql]==1.24.1 sqlalchemy==2.0.58`.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
CACHE = FOLDER.parents[2] / ".cache"
SODA = "soda-core"
GREAT_EXPECTATIONS = "great-expectations"
SETTINGS = {
    "GX_ANALYTICS_ENABLED": "false",
    "PATH": "/usr/bin:/bin",
    "TZ": "UTC",
}
"""Of the processes: neither tool may wait for a server of its makers."""


def make_environment(tool: str) -> tuple[Path, dict[str, str]]:
    """Give the interpreter of a tool and the variables that its processes need.

    Raises:
        RuntimeError: the packages cannot be installed.
    """
    lock = FOLDER / f"{tool}.lock"
    folder = CACHE / f"bench-{tool}"
    python, home, stamp = folder / "bin" / "python", folder / "home", folder / "made-from"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if not stamp.is_file() or stamp.read_text("utf-8") != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        _run(sys.executable, "-m", "venv", str(folder))
        _run(str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
             "--require-hashes", "--requirement", str(lock))  # fmt: skip
        (home / ".soda").mkdir(parents=True)
        (home / ".soda" / "config.yml").write_text("send_anonymous_usage_stats: false\n", "utf-8")
        stamp.write_text(wanted, "utf-8")
    return python, {**SETTINGS, "HOME": str(home)}


def _run(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr[-2000:]}")
