"""The environment of the real soda-core, made once and kept below `.cache/`.

Soda pins an old DuckDB and wants packages that Seltzer does not, so it gets an environment of its
own with the packages that `soda-core.lock` names, hashes included. Made anew when that file
changes: `uv pip compile --universal --python-version 3.11 --generate-hashes` of
`soda-core-duckdb==3.5.6`, `pytz` (DuckDB gives times with zones through it) and `setuptools<81`.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCK = Path(__file__).with_name("soda-core.lock")
CACHE = ROOT / ".cache"
FOLDER = CACHE / "soda-core-3.5.6"
HOME = FOLDER / "home"
PYTHON = FOLDER / "bin" / "python"

_OFFLINE = ("No matching distribution", "ConnectionError", "NewConnectionError", "ReadTimeoutError")
_DUCKDB_HAS_WHEELS_BELOW = (3, 13)


class NoSodaError(Exception):
    """The environment cannot be made on this machine; the text says why."""


def make_environment() -> None:
    """Make the environment, unless it is there.

    Raises:
        NoSodaError: there is no fitting Python, or PyPI cannot be reached.
    """
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    stamp = FOLDER / "made-from"
    CACHE.mkdir(exist_ok=True)
    with _locked(CACHE / "soda-core.lock"):
        if stamp.is_file() and stamp.read_text("utf-8") == wanted:
            return
        shutil.rmtree(FOLDER, ignore_errors=True)
        _run([_python(), "-m", "venv", str(FOLDER)])
        pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _run([*pip, "--require-hashes", "--requirement", str(LOCK)])
        _stay_quiet()
        stamp.write_text(wanted, "utf-8")


def _stay_quiet() -> None:
    """Keep Soda from calling home, which stalls where there is no way out."""
    settings = HOME / ".soda" / "config.yml"
    settings.parent.mkdir(parents=True)
    settings.write_text("send_anonymous_usage_stats: false\n", "utf-8")


def _python() -> str:
    if sys.version_info < _DUCKDB_HAS_WHEELS_BELOW:
        return sys.executable
    found = shutil.which("python3.12") or shutil.which("python3.11")
    if found is None:
        raise NoSodaError("soda-core 3.5.6 needs Python 3.11 or 3.12, and there is none on PATH")
    return found


def _run(words: list[str]) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return
    if any(sign in done.stderr for sign in _OFFLINE):
        raise NoSodaError(f"soda-core 3.5.6 cannot be fetched from PyPI: {done.stderr[-300:]}")
    raise RuntimeError(f"{' '.join(words)}: {done.stderr[-2000:]}")


@contextmanager
def _locked(path: Path) -> Generator[None]:
    """Keep a second test process out while the environment is made."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
