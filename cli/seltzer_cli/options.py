"""Options that several commands share."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def parse_variables(
    _context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]
) -> dict[str, str]:
    """Turn `K=V` words into a mapping."""
    pairs: dict[str, str] = {}
    for word in values:
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise click.BadParameter(f'wants NAME=VALUE, got "{word}"')
        pairs[name] = value
    return pairs


def spec_arguments(command: Decorated) -> Decorated:
    """Add `[SPEC...]`, `-d`, `-c`, `-v` and `--project`."""
    for decorate in reversed(
        (
            click.argument("specs", nargs=-1, metavar="[SPEC...]"),
            click.option("-d", "--data-source", metavar="NAME", help="Data source to use."),
            click.option(
                "-c",
                "--configuration",
                "configurations",
                multiple=True,
                metavar="FILE",
                help="Soda configuration.yml, instead of a seltzer.yml; may be repeated.",
            ),
            click.option(
                "-v",
                "--variable",
                "variables",
                multiple=True,
                metavar="NAME=VALUE",
                callback=parse_variables,
                help="Value of ${NAME} in the specs; may be repeated.",
            ),
            click.option(
                "--project",
                "project_file",
                metavar="FILE",
                help="Project file; without it, seltzer.yml here or in a parent folder.",
            ),
        )
    ):
        command = decorate(command)
    return command


def template_option(command: Decorated) -> Decorated:
    """Add `-T`."""
    return click.option(
        "-T",
        "--template",
        "templates",
        multiple=True,
        metavar="FILE",
        help="File of check templates, beside those among the specs; may be repeated.",
    )(command)


def project_option(command: Decorated) -> Decorated:
    """Add `--project`."""
    return click.option(
        "--project",
        "project_file",
        metavar="FILE",
        help="Project file; without it, seltzer.yml here or in a parent folder.",
    )(command)
