"""Check templates: SQL with parameters, written once and used by many checks.

```yaml
apiVersion: seltzer/v1
kind: Template
name: orphans
description: Rows whose parent does not exist.
owner: team-shop
metric: orphan_count
parameters: {child: , column: , parent: , key: id}      # with a value: its default
query: |
  SELECT COUNT(*) FROM ${child} c
  LEFT JOIN ${parent} p ON c.${column} = p.${key}
  WHERE p.${key} IS NULL AND c.${column} IS NOT NULL
---
apiVersion: seltzer/v1
kind: Checks
dataset: orders
checks:
  - $orphans = 0:
      name: every order has its customer
      parameters: {child: orders, column: customer_id, parent: customers}
```

A template is a document of its own, in any file of the project's specs. A check uses it by its name
behind `$`, and has the keys of every check, `parameters`, and a threshold in its line or below it;
failed rows need none.

```yaml
apiVersion: seltzer/v1
kind: Template
name: late
expression: COUNT(CASE WHEN shipped_at > due_at THEN 1 END)
---
apiVersion: seltzer/v1
kind: Checks
dataset: orders
checks:
  - $late:
      filter: region = 'EU'
      warn: when > 0
      fail: when > 100
```

Soda's files of templates work as they are, among the specs or given with `-T FILE`:

```yaml
templates:
  - name: large_orders
    description: Orders above a limit.
    author: Ann
    metric: large_count
    query: SELECT COUNT(*) FROM ${table} WHERE total > ${floor}

checks for orders:
  - $large_orders < 10:
      parameters: {table: orders, floor: 1000}
```

Keys of a Template document (Key | Meaning):
    apiVersion: The version of the language.
    kind: What the document is.
    name: Required; checks use it behind `$`.
    query: SQL of a [metric of your own](user-defined-metrics.md).
    expression: An aggregate, as of a [metric of your own](user-defined-metrics.md); `filter`
      applies.
    fail condition: What holds for a bad row, as in [failed rows](failed-rows.md).
    fail query: SELECT whose rows are bad, as in [failed rows](failed-rows.md).
    parameters: List of names, or names with defaults; without it every variable of the SQL is one.
    metric: Name of what a query or an expression measures; the template's name without it.
    description: For people.
    owner, author: For people.

    Exactly one of `query`, `expression`, `fail condition` and `fail query` is given.

Keys:
    parameters: Values of the template's parameters, by name.

SQL:
    The check is the one that its SQL would give, written out: the same query, the same rules of
    sharing, and an identity that follows from the SQL and the parameters' values. Moving a template
    or renaming it changes no history.

Limits:
    - Parameters are text that is put into the SQL. They are filled in once, so a value never
      becomes a template, and the SQL has at most 10,000 characters then. There are no loops and no
      conditions.
    - A parameter that the template does not have, or one that is missing, is an error that names
      the check and the template.
    - A [monitor](monitors.md) uses no template: it means the same wherever it was authored.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

from seltzer_specs.errors import SpecError
from seltzer_specs.location import Location
from seltzer_specs.misplaced import IN_TEMPLATE
from seltzer_specs.problems import Problems, describe
from seltzer_specs.variables import names_in
from seltzer_specs.yaml_reader import Mapping, Node, Scalar, Sequence

TemplateForm: TypeAlias = Literal["query", "expression", "fail condition", "fail query"]
FORMS: tuple[TemplateForm, ...] = get_args(TemplateForm)
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
METRIC = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
TEXT_KEYS = ("name", "description", "author", "owner", "metric")
TEMPLATE_KEYS = (*TEXT_KEYS, "parameters", *FORMS)
HEAD_KEYS = ("apiVersion", "kind")


@dataclass(frozen=True, slots=True)
class Template:
    """A template as it stands in a file.

    Attributes:
        name: After `$` in the checks that use it.
        form: What its SQL is.
        sql: The SQL, variables unfilled.
        metric: Name of what a query or an expression measures.
        location: Where it stands.
        parameters: Names that a use may give.
        required: Those of them that have no default and that the SQL cannot do without.
        is_declared: True where the template lists its parameters; otherwise each name in its SQL
            is one, and a variable of that name does as well.
        defaults: Values of parameters that a use may leave out.
    """

    name: str
    form: TemplateForm
    sql: Scalar
    metric: str
    location: Location
    parameters: frozenset[str]
    required: frozenset[str]
    is_declared: bool = False
    defaults: dict[str, Scalar] = field(default_factory=dict[str, Scalar])


def template_nodes(root: Node) -> list[Node]:
    """Give the nodes of a document that are templates: itself, or the list below `templates`."""
    if not isinstance(root, Mapping):
        return []
    kind, found = root.get("kind"), root.get("templates")
    if isinstance(kind, Scalar) and kind.text == "Template":
        return [root]
    if kind is not None or found is None:
        return []
    return list(found.items) if isinstance(found, Sequence) else []


def collect_templates(roots: Iterable[Node], problems: Problems) -> dict[str, Template]:
    """Give all templates of all documents by name; mistakes are noted."""
    found: dict[str, Template] = {}
    for root in roots:
        for node in template_nodes(root):
            template = _read_template(node, problems)
            if template is None:
                continue
            first = found.setdefault(template.name, template)
            if first is not template:
                problems.add(
                    f'the template "{template.name}" stands twice, first at {first.location}; '
                    "give one of the two another name",
                    template.location,
                    "duplicate-template",
                )
    return found


def _read_template(node: Node, problems: Problems) -> Template | None:
    if not isinstance(node, Mapping):
        problems.add(
            f"a template is a mapping with name and query, got {describe(node)}",
            node.location,
            "template",
        )
        return None
    before = len(problems.errors)
    for key, _ in node.entries:
        if key.text not in (*TEMPLATE_KEYS, *HEAD_KEYS):
            problems.unknown_key(
                key, TEMPLATE_KEYS, of="a template", hint=IN_TEMPLATE.get(key.text)
            )
    texts = {key: _text(node, key, problems) for key in TEXT_KEYS}
    name = texts["name"]
    if name is None or not NAME.fullmatch(name):
        place = node.get("name") or node
        problems.add(
            'a template wants a "name" of letters, digits, "_" and "-", '
            f"got {describe(place) if place is not node else 'none'}",
            place.location,
            "template",
        )
    sql = _sql(node, problems)
    if name is None or sql is None or len(problems.errors) > before:
        return None
    return _with_parameters(node, name, texts["metric"], sql, problems)


def _text(node: Mapping, key: str, problems: Problems) -> str | None:
    value = node.get(key)
    if value is None:
        return None
    if isinstance(value, Scalar) and isinstance(value.value, str) and value.text.strip():
        return value.text
    problems.add(
        f'"{key}" of a template wants text, got {describe(value)}', value.location, "wrong-value"
    )
    return None


def _sql(node: Mapping, problems: Problems) -> tuple[TemplateForm, Scalar] | None:
    given: list[tuple[TemplateForm, Node]] = [
        (form, value) for form in FORMS if (value := node.get(form)) is not None
    ]
    if len(given) != 1:
        got = " and ".join(f'"{form}"' for form, _ in given) or "none"
        names = ", ".join(f'"{form}"' for form in FORMS)
        problems.add(f"a template wants one of {names}, got {got}", node.location, "template")
        return None
    form, value = given[0]
    if isinstance(value, Scalar) and isinstance(value.value, str) and value.text.strip():
        return form, value
    problems.add(f'"{form}" wants SQL, got {describe(value)}', value.location, "wrong-value")
    return None


def _with_parameters(
    node: Mapping,
    name: str,
    metric: str | None,
    sql: tuple[TemplateForm, Scalar],
    problems: Problems,
) -> Template | None:
    form, text = sql
    try:
        named, needed = names_in(text.text, text.location)
    except SpecError as error:
        problems.errors.append(error)
        return None
    metric = metric or re.sub(r"\W", "_", name)
    if not METRIC.fullmatch(metric):
        problems.add(
            f'"metric" of a template wants a name of letters, digits and "_", got "{metric}"',
            (node.get("metric") or node).location,
            "template",
        )
        return None
    declared = node.get("parameters")
    if declared is None:
        return Template(name, form, text, metric, node.location, named, needed)
    found = _declared(declared, named, problems)
    if found is None:
        return None
    defaults = {key: value for key, value in found.items() if value is not None}
    required = frozenset(found) & needed - frozenset(defaults)
    parameters = frozenset(found)
    return Template(name, form, text, metric, node.location, parameters, required, True, defaults)


def _declared(
    node: Node, named: frozenset[str], problems: Problems
) -> dict[str, Scalar | None] | None:
    """Give the declared parameters with their defaults; None after noting a mistake."""
    found: dict[str, Scalar | None] = {}
    before = len(problems.errors)
    if isinstance(node, Sequence):
        entries: list[tuple[Node, Scalar | None]] = [(item, None) for item in node.items]
    elif isinstance(node, Mapping):
        entries = [(key, _default(key, value, problems)) for key, value in node.entries]
    else:
        problems.add(
            f'"parameters" of a template wants a list of names, or names with defaults, '
            f"got {describe(node)}",
            node.location,
            "template",
        )
        return None
    for key, default in entries:
        if not isinstance(key, Scalar) or key.text not in named:
            shown = f'"{key.text}"' if isinstance(key, Scalar) else describe(key)
            problems.add(
                f"the template's SQL does not use the parameter {shown}; write it there as "
                "${NAME}, or remove it",
                key.location,
                "template-parameter",
            )
            continue
        found[key.text] = default
    return found if len(problems.errors) == before else None


def _default(key: Scalar, value: Node, problems: Problems) -> Scalar | None:
    if isinstance(value, Scalar):
        return value if value.value is not None else None
    problems.add(
        f'the parameter "{key.text}" wants one value as its default, got {describe(value)}',
        value.location,
        "template-parameter",
    )
    return None
