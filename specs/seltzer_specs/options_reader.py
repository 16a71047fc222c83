"""Connection options: the scalars of a mapping, with variables filled in."""

from seltzer_specs.data_sources import Option
from seltzer_specs.errors import SpecError, UnsetVariableError
from seltzer_specs.sodacl.context import Context
from seltzer_specs.variables import resolve
from seltzer_specs.yaml_reader import Mapping, Scalar

COMPILED = frozenset({"type", "schema"})
"""What compiled SQL depends on: a variable that one of these lacks is a mistake for everybody."""


def read_options(
    node: Mapping, context: Context
) -> tuple[dict[str, Option], tuple[UnsetVariableError, ...]]:
    """Give the scalar entries of a mapping; nested mappings are the caller's.

    A value with variables is always text, so that a numeric password stays as it is. Variables
    that the environment lacks are given beside the options: only a connection needs them.
    """
    options: dict[str, Option] = {}
    unset: list[UnsetVariableError] = []
    for key, value in node.entries:
        if not isinstance(value, Scalar):
            continue
        if not isinstance(value.value, str):
            options[key.text] = value.value
            continue
        text = _read_text(value, context)
        if isinstance(text, str):
            options[key.text] = text
        elif text is not None and key.text in COMPILED:
            context.problems.errors.append(text)
        elif text is not None:
            unset.append(text)
    return options, tuple(unset)


def read_secret(node: Scalar, context: Context) -> str | UnsetVariableError | None:
    """Give a text, the variable that the environment lacks, or None after noting a mistake.

    An empty variable is as good as none: a workflow of GitHub that may not read a secret gets
    an empty text in its place.
    """
    text = _read_text(node, context)
    if text == "" and "${" in node.text:
        message = f'"{node.text}" is empty; export the variable before you run this'
        return UnsetVariableError(message, location=node.location)
    return text


def _read_text(node: Scalar, context: Context) -> str | UnsetVariableError | None:
    try:
        return resolve(node.text, context.variables, node.location).text
    except UnsetVariableError as error:
        return error
    except SpecError as error:
        context.problems.errors.append(error)
        return None
