"""The edge of the command line: errors become lines and exit codes here, and nowhere else."""

import os
import sys
from collections.abc import Sequence

import click

from seltzer_specs.errors import SeltzerError, SpecErrorGroup


def run(command: click.Command, arguments: Sequence[str]) -> int:
    """Run a command and give its exit code.

    Args:
        command: What to run.
        arguments: Words after the program's name.

    Returns:
        The exit code of the table in docs/exit-codes.md.
    """
    try:
        result = command.main(args=list(arguments), prog_name="seltzer", standalone_mode=False)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.UsageError as error:
        return _usage(error)
    except click.ClickException as error:
        error.show()
        return 1
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        return 1
    except SeltzerError as error:
        return _known(error)
    except BrokenPipeError:
        # A closed pipe (`| head`) is the reader's choice; keep the interpreter's flush quiet too.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001  # the edge
        return _unknown(error)
    return result if isinstance(result, int) else 0


def _usage(error: click.UsageError) -> int:
    """Show a usage error with the command's own hint; the exit code is 1, as 2 means changes."""
    error.show()
    return 1


def _known(error: SeltzerError) -> int:
    count = len(error.errors) if isinstance(error, SpecErrorGroup) else 0
    click.echo(str(error), err=True)
    if count:
        click.echo(f"{count} mistake{'s' if count > 1 else ''} in the specs", err=True)
    return error.exit_code


def _unknown(error: Exception) -> int:
    if os.environ.get("SELTZER_DEBUG"):
        raise error
    # The text of a foreign exception may quote a connection string, so only its class is shown.
    click.echo(
        f"internal error: {type(error).__name__}; run again with SELTZER_DEBUG=1 for the traceback "
        "(read it before you share it: it may quote connection details)",
        err=True,
    )
    return 1
