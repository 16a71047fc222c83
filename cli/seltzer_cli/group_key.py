"""The secret that names groups of the data outside of this machine."""

import os
import re
import secrets
import tempfile
from pathlib import Path

from seltzer_cli.server_access import prepare_state_dir
from seltzer_cli.workspace import Workspace
from seltzer_specs.errors import ConfigError, UnsetVariableError

KEY_FILE = "group.key"
_KEY = re.compile(r"[0-9a-f]{64}")
_OTHERS = 0o077


def load_group_key(workspace: Workspace) -> bytes:
    """Give the project's `group_key`, else the one that is kept in the state folder.

    A key is made where there is none. With another key every group has another identity, so a
    project that is scanned on several machines sets `group_key`.

    Raises:
        ConfigError: the key file is not a key, cannot be made, or others can read it.
        UnsetVariableError: `group_key` reads a variable that the environment lacks.
    """
    given = workspace.project.group_key if workspace.project is not None else None
    if isinstance(given, UnsetVariableError):
        raise given
    if given is not None:
        return given.get_secret_value().encode("utf-8")
    prepare_state_dir(workspace)
    path = workspace.state_dir / KEY_FILE
    if not path.exists():
        try:
            _make_key(path)
        except OSError as error:
            raise ConfigError(
                f"the key of groups cannot be kept in {path}: {error.strerror}; free some space, "
                "or set group_key in seltzer.yml"
            ) from error
    return _read_key(path)


def _make_key(path: Path) -> None:
    """Write a key in one step: two scans that start together use one and the same."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{KEY_FILE}.")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"{secrets.token_hex(32)}\n")
            file.flush()
            os.fsync(file.fileno())
        Path(path).hardlink_to(name)
    except FileExistsError:
        return
    finally:
        Path(name).unlink()


def _read_key(path: Path) -> bytes:
    if path.stat().st_mode & _OTHERS:
        raise ConfigError(f"{path} can be read by others; chmod 600 it")
    text = path.read_text(encoding="ascii", errors="replace").strip()
    if _KEY.fullmatch(text) is None:
        raise ConfigError(
            f"{path} holds no group key of 64 hex digits; restore it, or remove it to start a new "
            "history of every group"
        )
    return text.encode("ascii")
