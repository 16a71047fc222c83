"""Connection options: the scalars of a mapping, with variables filled in."""

from dataclasses import dataclass, field

from seltzer_specs.data_sources import Option
from seltzer_specs.errors import SpecError, UnsetVariableError
from seltzer_specs.sodacl.context import Context
from seltzer_specs.variables import Resolved, resolve
from seltzer_specs.yaml_reader import Mapping, Scalar

COMPILED = frozenset({"type", "schema"})
"""What compiled SQL depends on: a variable that one of these lacks is a mistake for everybody."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a connection.

    Attributes:
        values: By name. A value with variables is always text, so that a numeric password stays
            as it is.
        unset: Variables that the environment lacks: only a connection needs them.
        from_environment: Values that came from the environment.
    """

    values: dict[str, Option] = field(repr=False)
    unset: tuple[UnsetVariableError, ...] = ()
    from_environment: tuple[str, ...] = field(default=(), repr=False)

    def with_more(self, other: "Options") -> "Options":
        """Give these options and others, which win."""
        return Options(
            {**self.values, **other.values},
            (*self.unset, *other.unset),
            (*self.from_environment, *other.from_environment),
        )


def read_options(node: Mapping, context: Context) -> Options:
    """Give the scalar entries of a mapping; nested mappings are the caller's."""
    options: dict[str, Option] = {}
    unset: list[UnsetVariableError] = []
    from_environment: list[str] = []
    for key, value in node.entries:
        if not isinstance(value, Scalar):
            continue
        if not isinstance(value.value, str):
            options[key.text] = value.value
            continue
        text = _read_text(value, context)
        if isinstance(text, Resolved):
            options[key.text] = text.text
            from_environment.extend(text.from_environment)
        elif text is not None and key.text in COMPILED:
            context.problems.errors.append(text)
        elif text is not None:
            unset.append(text)
    return Options(options, tuple(unset), tuple(from_environment))


def read_secret(node: Scalar, context: Context) -> str | UnsetVariableError | None:
    """Give a text, the variable that the environment lacks, or None after noting a mistake.

    An empty variable is as good as none: a workflow of GitHub that may not read a secret gets
    an empty text in its place.
    """
    found = _read_text(node, context)
    text = found.text if isinstance(found, Resolved) else found
    if text == "" and "${" in node.text:
        message = f'"{node.text}" is empty; export the variable before you run this'
        return UnsetVariableError(message, location=node.location)
    return text


def _read_text(node: Scalar, context: Context) -> Resolved | UnsetVariableError | None:
    try:
        return resolve(node.text, context.variables, node.location)
    except UnsetVariableError as error:
        return error
    except SpecError as error:
        context.problems.errors.append(error)
        return None
