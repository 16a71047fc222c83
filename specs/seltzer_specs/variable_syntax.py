"""What may stand between `${` and `}`: Jinja's expression syntax, of which only harmless parts.

The text is parsed by Jinja and evaluated here over an allow-list of syntax: names, constants,
`~` and a few filters. There are no calls, no attributes (but `env.NAME` in configuration), no
arithmetic and no loops, so no template can reach an object or grow beyond its inputs.
"""

from collections.abc import Callable
from functools import cache

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from seltzer_specs.errors import SpecError, UnsetVariableError
from seltzer_specs.location import Location
from seltzer_specs.problems import did_you_mean
from seltzer_specs.variables import Resolved, Variables

MAX_CHARACTERS = 10_000
FILTERS: dict[str, Callable[[str], str]] = {
    "lower": str.lower,
    "upper": str.upper,
    "trim": str.strip,
}


def fill_in(text: str, variables: Variables, location: Location) -> Resolved:
    """Give a text that has variables with their values in it.

    Raises:
        SpecError: unknown variable, forbidden syntax, or the result is too long.
    """
    evaluator = _Evaluator(variables, location)
    parts = [evaluator.output(node) for node in _parse(text, location)]
    filled = "".join(value for value, _ in parts)
    if len(filled) > MAX_CHARACTERS:
        raise _error(f"expands to more than {MAX_CHARACTERS} characters", location)
    return Resolved(filled, "".join(name for _, name in parts), tuple(evaluator.from_environment))


def find_names(text: str, location: Location) -> tuple[frozenset[str], frozenset[str]]:
    """Give the names of variables in a text, and those of them that have no default there.

    Raises:
        SpecError: the text cannot be read.
    """
    found: set[str] = set()
    defaulted: set[str] = set()
    for part in _parse(text, location):
        names = [part.name] if isinstance(part, nodes.Name) else []
        names += [node.name for node in part.find_all(nodes.Name)]
        found.update(names)
        filters = [part] if isinstance(part, nodes.Filter) else []
        for node in (*filters, *part.find_all(nodes.Filter)):
            if node.name == "default" and isinstance(node.node, nodes.Name):
                defaulted.add(node.node.name)
    return frozenset(found), frozenset(found - defaulted)


@cache
def _environment() -> Environment:
    """A Jinja that knows `${ }` only; its other delimiters hold NUL, which specs never do."""
    return ImmutableSandboxedEnvironment(
        variable_start_string="${",
        variable_end_string="}",
        block_start_string="\0{%",
        block_end_string="%}\0",
        comment_start_string="\0{#",
        comment_end_string="#}\0",
        keep_trailing_newline=True,
        autoescape=False,  # YAML and SQL, never HTML
    )


def _parse(text: str, location: Location) -> list[nodes.Expr]:
    if len(text) > MAX_CHARACTERS:
        raise _error(f"a text with variables has at most {MAX_CHARACTERS} characters", location)
    try:
        template = _environment().parse(text)
    except TemplateSyntaxError as error:
        problem = (error.message or "").rstrip(".").replace("'", '"')
        shown = f"{problem[:1].lower()}{problem[1:]}"
        if "end of print statement" in problem:
            shown = 'a "${" has no "}", or has more than a name before it'
        message = f"cannot read the variables: {shown}; write ${{NAME}}"
        raise _error(message, location) from error
    except RecursionError as error:
        raise _error("the expression is nested too deeply", location) from error
    return [
        part
        for output in template.body
        if isinstance(output, nodes.Output)
        for part in output.nodes
    ]


def _error(message: str, location: Location) -> SpecError:
    return SpecError(message, location=location, rule="variable")


def _unset(name: str, location: Location) -> UnsetVariableError:
    text = f'environment variable "{name}" is not set; export it before you run this'
    return UnsetVariableError(text, location=location)


class _Evaluator:
    """Evaluates the allowed nodes to (value, name) pairs."""

    def __init__(self, variables: Variables, location: Location) -> None:
        self._variables = variables
        self._location = location
        self.from_environment: list[str] = []

    def output(self, node: nodes.Node) -> tuple[str, str]:
        if isinstance(node, nodes.TemplateData):
            return node.data, node.data
        if isinstance(node, nodes.Const) and isinstance(node.value, (str, int, float)):
            return str(node.value), str(node.value)
        if isinstance(node, nodes.Name):
            return self._name(node.name)
        if isinstance(node, nodes.Concat):
            pairs = [self.output(part) for part in node.nodes]
            return "".join(value for value, _ in pairs), "".join(name for _, name in pairs)
        if isinstance(node, nodes.Filter):
            return self._filter(node)
        name, fallback = _env_access(node)
        if name is not None and self._variables.has_env:
            return self._env(name, fallback)
        if name is not None:
            raise _error(
                f"the environment cannot be read here, so that no secret gets into SQL; "
                f"use a variable and give it with -v {name}=VALUE",
                self._location,
            )
        raise _error(
            "only ${NAME}, ${NAME | default('x')} and the filters "
            f"{', '.join(sorted([*FILTERS, 'replace']))} are allowed between ${{ and }}",
            self._location,
        )

    def _name(self, name: str) -> tuple[str, str]:
        value = self._variables.find(name)
        if value is None:
            raise self._unknown(name)
        if self._variables.is_of_environment(name):
            self.from_environment.append(value)
        if name in self._variables.loop:
            return value, value
        declared = self._variables.declared.get(name)
        shown = self._variables.templates.get(name, declared)
        return value, f"${{{name}}}" if shown is None else f"${{{name}={shown}}}"

    def _filter(self, node: nodes.Filter) -> tuple[str, str]:
        if node.name == "default" and isinstance(node.node, nodes.Name) and len(node.args) == 1:
            known = self._variables.find(node.node.name) is not None
            return self.output(node.node if known else node.args[0])
        if node.name == "replace" and len(node.args) == 2 and node.node is not None:
            return self._replace(node.node, *node.args)
        if node.name not in FILTERS or node.args or node.node is None:
            names = [*FILTERS, "default", "replace"]
            raise _error(
                f'filter "{node.name}" is not allowed like this{did_you_mean(node.name, names)}',
                self._location,
            )
        value, name = self.output(node.node)
        return self._changed(value, FILTERS[node.name](value)), name

    def _replace(self, node: nodes.Node, old: nodes.Node, new: nodes.Node) -> tuple[str, str]:
        value, name = self.output(node)
        before, after = self.output(old)[0], self.output(new)[0]
        # Bounded before it is made: each character may be replaced by ten thousand.
        size = len(value) + value.count(before) * len(after) if before else MAX_CHARACTERS + 1
        if size > MAX_CHARACTERS:
            raise _error(f"replace gives more than {MAX_CHARACTERS} characters", self._location)
        return self._changed(value, value.replace(before, after)), name

    def _changed(self, before: str, after: str) -> str:
        """Remember what a filter makes of a value of the environment."""
        if any(value and value in before for value in self.from_environment):
            self.from_environment.append(after)
        return after

    def _env(self, name: str, fallback: str | None) -> tuple[str, str]:
        known = (self._variables.environment or {}).get(name)
        value = fallback if known is None else known
        if value is None:
            raise _unset(name, self._location)
        if known is not None:
            self.from_environment.append(known)
        return value, f"${{env.{name}}}"

    def _unknown(self, name: str) -> SpecError:
        if self._variables.has_env:
            return _unset(name, self._location)
        hint = did_you_mean(name, self._variables.names()) if self._variables.names() else ""
        if not hint.startswith("; did"):
            hint = f"; give it with -v {name}=VALUE or under variables:"
            if self._variables.loop:
                shown = ", ".join(f"${{{known}}}" for known in self._variables.loop)
                hint = f"; the section has {shown}"
        return _error(f'variable "{name}" is not set{hint}', self._location)


def _env_access(node: nodes.Node) -> tuple[str | None, str | None]:
    """Read `env.NAME` or `env_var('NAME', 'fallback')`; (None, None) for anything else."""
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        return (node.attr, None) if node.node.name == "env" else (None, None)
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
        words = [str(a.value) for a in node.args if isinstance(a, nodes.Const)]
        if node.node.name == "env_var" and 1 <= len(words) <= 2 and len(words) == len(node.args):
            return words[0], words[1] if len(words) == 2 else None
    return None, None
