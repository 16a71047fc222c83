"""Variables: `${NAME}` in specs, and where its value comes from.

```yaml
variables:
  start: "2026-01-01"
  floor: 10

filter orders [new]:
  where: created_at >= '${start}' AND created_at < '${NOW}'

checks for orders [new]:
  - row_count > ${floor}
```

`${NAME}` is replaced in headers, check lines, thresholds, names, SQL and values. A name may have a
value in several places; the first of these wins:

Precedence (Place | Example):
    the command line: `-v floor=20`
    `variables:` of the file or document: as above; a value may use the ones above it
    `variables:` of the [project file](project-file.md): for all specs
    the environment, last and only in scans with a Soda configuration (`-c`): `${USER}`

    `${NOW}` is the time of the scan. Specs of a project cannot read the environment, so no secret
    gets into compiled SQL.

Syntax (Between the braces | Meaning):
    `${name}`: the value
    `${first ~ "_" ~ second}`: values and texts joined
    `${name | upper}`: changed by one of the filters `default`, `lower`, `upper`, `trim`, `replace`

    This is Jinja's syntax. Everything else of it is an error: calls, arithmetic, attributes and
    `{% %}`.

Limits:
    - A variable that moves, such as `${NOW}`, changes neither the check's id nor the series of its
      history.
    - A text with variables has at most 10,000 characters.
    - A variable without a value is an error at its place.

Code:
    `variable_syntax` has what may stand between the braces; it is imported when a text has any, as
    Jinja takes longer to import than most specs to parse.
"""

import re
from collections.abc import Mapping
from dataclasses import field, replace

from seltzer_specs.errors import SpecError
from seltzer_specs.frozen import dataclass
from seltzer_specs.location import Location

STATEMENT = re.compile(r"\{%-?\s*[a-z]+\b.*?%\}", re.DOTALL)
BRACES = re.compile(r"\{\{([^{}]*)\}\}")


@dataclass(frozen=True, slots=True)
class Variables:
    """Values by name, in order of precedence.

    Attributes:
        given: From `-v`, and `NOW`.
        declared: From `variables:` of the file and the project.
        templates: Declared values before their own variables were filled in, where they have any.
        environment: What `${NAME}` falls back to and `env.NAME` reads; None where specs may not
            read the environment.
        loop: Names that a `for each` section gives; they win, and templates hold their values,
            because each dataset or column has a history of its own.
        has_env: True in configuration files, where `env.NAME` and `env_var('NAME')` are allowed.
        has_braces: True in Soda SQL files, where `{{ NAME }}` stands for `${NAME}`.
    """

    given: Mapping[str, str] = field(default_factory=dict[str, str])
    declared: Mapping[str, str] = field(default_factory=dict[str, str])
    templates: Mapping[str, str] = field(default_factory=dict[str, str])
    environment: Mapping[str, str] | None = field(default=None, repr=False)
    loop: Mapping[str, str] = field(default_factory=dict[str, str])
    has_env: bool = False
    has_braces: bool = False

    def names(self) -> list[str]:
        """Give the names that may be suggested; names of the environment are not told."""
        return sorted({*self.given, *self.declared, *self.loop})

    def declare(self, name: str, value: "Resolved") -> "Variables":
        """Give these variables and one more that a file declares."""
        templates = {key: text for key, text in self.templates.items() if key != name}
        if value.template is not None:
            templates[name] = value.template
        return replace(self, declared={**self.declared, name: value.text}, templates=templates)

    def override(self, values: Mapping[str, "Resolved"]) -> "Variables":
        """Give these variables with values that win over all others of their names.

        They count with their values, so that two uses of one template are two metrics.
        """
        found = replace(
            self,
            given={name: text for name, text in self.given.items() if name not in values},
            loop={name: text for name, text in self.loop.items() if name not in values},
        )
        for name, value in values.items():
            found = found.declare(name, value)
        return found

    def find(self, name: str) -> str | None:
        """Give a value, or None."""
        for scope in (self.loop, self.given, self.declared, self.environment or {}):
            if name in scope:
                return scope[name]
        return None

    def is_of_environment(self, name: str) -> bool:
        """Tell whether the environment gives a name's value."""
        return not any(name in scope for scope in (self.loop, self.given, self.declared))


@dataclass(frozen=True, slots=True)
class Resolved:
    """A text with its variables filled in.

    Attributes:
        text: With values.
        template: With names, as `${NAME}` or `${NAME=declared value}`; None without variables.
        from_environment: Values in it that came from the environment, which no message may show.
    """

    text: str
    template: str | None = None
    from_environment: tuple[str, ...] = field(default=(), repr=False)


def resolve(text: str, variables: Variables, location: Location) -> Resolved:
    """Fill in the variables of a text.

    Raises:
        SpecError: unknown variable, forbidden syntax, or the result is too long.
    """
    if "{%" in text and STATEMENT.search(text):
        raise _no_statements(location)
    if variables.has_braces and "{{" in text:
        text = BRACES.sub(lambda match: f"${{{match[1]}}}", text)
    if "${" not in text:
        return Resolved(text)
    from seltzer_specs.variable_syntax import fill_in

    return fill_in(text, variables, location)


def names_in(text: str, location: Location) -> tuple[frozenset[str], frozenset[str]]:
    """Give the names of variables in a text, and those of them that have no default there.

    Raises:
        SpecError: the text cannot be read.
    """
    if "{%" in text and STATEMENT.search(text):
        raise _no_statements(location)
    if "${" not in text:
        return frozenset(), frozenset()
    from seltzer_specs.variable_syntax import find_names

    return find_names(text, location)


def _no_statements(location: Location) -> SpecError:
    text = "{% … %} is not supported; only ${NAME} is"
    return SpecError(text, location=location, rule="variable")
