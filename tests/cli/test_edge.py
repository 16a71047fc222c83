"""Errors become one line and an exit code."""

import click
import pytest

from seltzer_cli.edge import run
from seltzer_specs.errors import (
    ConfigError,
    ConflictError,
    DeliveryError,
    RefusedError,
    SeltzerError,
    SpecError,
    SpecErrorGroup,
    StaleError,
)
from seltzer_specs.location import Location


def _failing(error: BaseException) -> click.Command:
    @click.command()
    def command() -> None:
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigError("bad"), 1),
        (ConflictError("both"), 3),
        (StaleError("old"), 4),
        (RefusedError("no"), 5),
        (DeliveryError("later"), 7),
    ],
)
def test_a_known_error_is_one_line_and_its_exit_code(
    error: SeltzerError, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(_failing(error), []) == code
    assert capsys.readouterr().err == f"{error}\n"


def test_all_mistakes_of_the_specs_are_listed_and_counted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    errors = [
        SpecError(text, location=Location("a.yml", line)) for text, line in [("y", 9), ("x", 2)]
    ]

    assert run(_failing(SpecErrorGroup(errors)), []) == 1
    assert capsys.readouterr().err == "a.yml:2:1: x\na.yml:9:1: y\n2 mistakes in the specs\n"


def test_an_unknown_error_shows_its_class_and_never_its_text(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SELTZER_DEBUG", raising=False)

    code = run(_failing(RuntimeError("postgres://user:hunter2@host")), [])

    shown = capsys.readouterr().err
    assert code == 1
    assert "internal error: RuntimeError" in shown
    assert "hunter2" not in shown


def test_a_mistyped_command_suggests_the_right_one(capsys: pytest.CaptureFixture[str]) -> None:
    from seltzer_cli.main import cli

    assert run(cli, ["scna"]) == 1
    assert "did you mean 'scan'?" in capsys.readouterr().err


def test_ctrl_c_ends_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(_failing(KeyboardInterrupt()), []) == 1
    assert capsys.readouterr().err.strip() == "stopped"
