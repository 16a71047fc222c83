"""Where samples of bad rows go: the terminal, or a file that nobody else can read."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from seltzer_cli.server_access import prepare_state_dir
from seltzer_cli.workspace import Workspace
from seltzer_scanner.formats.samples import render_csv, render_jsonl, render_table
from seltzer_scanner.formats.words import count
from seltzer_scanner.result import ScanResult
from seltzer_scanner.sampling import Sample, count_asking
from seltzer_specs.errors import ConfigError
from seltzer_specs.sample_policy import SamplePolicy

DEFAULT_FILE = "samples.jsonl"
_NO_POLICY = "the project allows none (`samples:` in seltzer.yml)"
_NO_SERVER = "a server takes no samples yet (`to: server` in seltzer.yml); use `to: file`"
_NO_TERMINAL = "they are shown with the text report on a terminal only (`to: screen`)"


def usable_policy(workspace: Workspace, *, has_screen: bool) -> SamplePolicy | None:
    """Give what the project allows of samples, as far as they have a place to go.

    Args:
        workspace: What is scanned.
        has_screen: True where the text report goes to a terminal.
    """
    policy = _policy_of(workspace)
    if policy is None or policy.to == "server" or (policy.to == "screen" and not has_screen):
        return None
    return policy


def show_samples(
    workspace: Workspace, result: ScanResult, used: SamplePolicy | None, *, has_colour: bool
) -> None:
    """Put samples where the project wants them, and say on standard error what became of them.

    Args:
        workspace: What was scanned.
        result: The scan.
        used: The policy that it was scanned with; None where no row was fetched.
        has_colour: True where the terminal may have colours.
    """
    samples = result.sampled.samples if result.sampled is not None else ()
    if used is None:
        lines = _refused(workspace, result)
    elif used.to == "screen":
        _show(samples, has_colour=has_colour)
        return
    else:
        lines = _saved(workspace, used, samples)
    for line in lines:
        click.echo(line, err=True)


def _policy_of(workspace: Workspace) -> SamplePolicy | None:
    return workspace.project.samples if workspace.project is not None else None


def _refused(workspace: Workspace, result: ScanResult) -> Iterator[str]:
    asking = count_asking(result.checks)
    if not asking:
        return
    policy = _policy_of(workspace)
    reason = _NO_POLICY
    if policy is not None:
        reason = _NO_SERVER if policy.to == "server" else _NO_TERMINAL
    yield f"no samples of {count(asking, 'check')} that asked for them: {reason}"


def _show(samples: tuple[Sample, ...], *, has_colour: bool) -> None:
    if samples:
        width = shutil.get_terminal_size().columns
        click.echo(render_table(samples, width=width, has_colour=has_colour), nl=False)


def _saved(
    workspace: Workspace, policy: SamplePolicy, samples: tuple[Sample, ...]
) -> Iterator[str]:
    """Write the file, also without a row: those of the last scan must not be taken for new."""
    path = workspace.root / policy.file if policy.file else workspace.state_dir / DEFAULT_FILE
    render = render_csv if path.suffix == ".csv" else render_jsonl
    try:
        if not policy.file:
            prepare_state_dir(workspace)
        _write_privately(path, render(samples))
    except OSError as error:
        yield f'samples were not written to "{path}": {error.strerror or type(error).__name__}'
        return
    except ConfigError as error:
        yield f"samples were not written: {error}"
        return
    rows = sum(len(sample.rows) for sample in samples)
    if rows:
        shown = sum(bool(sample.rows) for sample in samples)
        yield f"{count(rows, 'sample row')} of {count(shown, 'check')} in {_short(path)}"
    for sample in samples:
        if sample.error is not None:
            yield f"no samples of {sample.check}: {sample.error}"


def _write_privately(path: Path, text: str) -> None:
    """Replace a file by one that only its owner can read, in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _short(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def has_text_screen(form: str, *, is_taken: bool) -> bool:
    """Tell whether the text report goes to a terminal."""
    return form == "text" and not is_taken and sys.stdout.isatty()
