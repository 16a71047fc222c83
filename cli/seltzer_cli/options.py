"""Options that several commands share."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from seltzer_specs.byte_size import parse_bytes

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


def parse_size(
    _context: click.Context, _parameter: click.Parameter, text: str | None
) -> int | None:
    """Turn `50GB` into bytes."""
    found = None if text is None else parse_bytes(text)
    if text is not None and not found:
        raise click.BadParameter(f'wants an amount such as 50GB or "2 TiB", got "{text}"')
    return found


def estimate_option(command: Decorated) -> Decorated:
    """Add `--estimate`."""
    return click.option(
        "--estimate",
        "has_estimate",
        is_flag=True,
        help="Also ask the data source, which runs nothing, how much each query will read.",
    )(command)


def spec_arguments(command: Decorated) -> Decorated:
    """Add `[SPEC...]`, `-d`, `-c`, `-v` and `--project`."""
    variables = click.option(
        "-v",
        "--variable",
        "variables",
        multiple=True,
        metavar="NAME=VALUE",
        callback=parse_variables,
        help="Value of ${NAME} in the specs; may be repeated.",
    )
    specs = click.argument("specs", nargs=-1, metavar="[SPEC...]")
    return specs(_data_source(_configuration(variables(project_option(command)))))


def source_options(command: Decorated) -> Decorated:
    """Add `-d`, `-c` and `--project`, for what reads no specs."""
    return _data_source(_configuration(project_option(command)))


def _data_source(command: Decorated) -> Decorated:
    return click.option("-d", "--data-source", metavar="NAME", help="Data source to use.")(command)


def _configuration(command: Decorated) -> Decorated:
    return click.option(
        "-c",
        "--configuration",
        "configurations",
        multiple=True,
        metavar="FILE",
        help="Soda configuration.yml, instead of a seltzer.yml; may be repeated.",
    )(command)


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
