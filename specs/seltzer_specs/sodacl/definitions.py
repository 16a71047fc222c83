"""User-defined metrics: a number that your own SQL gives, with any threshold.

```yaml
checks for orders:
  - net_per_order between 20 and 60:
      net_per_order expression: AVG(total / 1.21)
  - open_orders < 100:
      open_orders query: SELECT COUNT(*) FROM orders WHERE status = 'open'
```

The name in the check's line and in the key is the same, and your own.

```yaml
checks for orders:
  - net_per_order between 20 and 60:
      net_per_order expression: AVG(total / 1.21)
      filter: status = 'paid'
  - change for net_per_order between -5 and 5             # defined above, used here
```

A definition is there for all checks of its list, before and after it; the `filter` beside it is
not. Two that differ are fine where each check has its own, and an error for a check that has none.

Keys:
    NAME expression: An aggregate over the dataset. It shares the query of the other checks, and
      filters apply to it.
    NAME query: A SELECT. It stands for itself, and filters do not apply to it. The value is the
      last column of its first row that is not NULL.
    NAME sql_file: The query, in a file.

Files of SQL:
    `NAME sql_file:` reads the query from a file, and so do `fail sql_file:` and `failed rows
    sql_file:`:

    ```yaml
    # not a spec
    checks for orders:
      - late_orders < 10:
          late_orders sql_file: ../sql/late_orders.sql
    ```

    The path is taken from the folder of the spec file and stays inside the project; links, devices
    and files of more than 1 MB are errors. Variables are filled in as they are in the spec, so the
    file means what its text means there: the same id and the same history.

Outcomes (What | Outcome):
    the expression is NULL: skipped
    the query gives no row, or nothing but NULL: error

Limits:
    - A column outside of aggregates, a window function or no aggregate at all is an error in an
      expression: its value would depend on the checks beside it.
    - `filter` beside a query is an error; write the condition into the query.
    - Below a bare `checks:`, which has no dataset, only queries can stand.
"""

from collections.abc import Iterable, Mapping

from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.item import CheckItem
from seltzer_specs.yaml_reader import Mapping as MappingNode
from seltzer_specs.yaml_reader import Node, Scalar

USER_FORMS = ("expression", "query", "sql_file")

Definitions = Mapping[str, tuple[MappingNode, ...]]


def find_definitions(items: Iterable[Node]) -> Definitions:
    """Give the definitions of a list of checks by the metric's name, in file order."""
    found: dict[str, tuple[MappingNode, ...]] = {}
    for item in items:
        below = item.entries[0][1] if isinstance(item, MappingNode) and item.entries else None
        for entry in below.entries if isinstance(below, MappingNode) else ():
            name, _, form = entry[0].text.rpartition(" ")
            if form in USER_FORMS and name.isidentifier():
                node = MappingNode((entry,), entry[0].location)
                found[name] = (*found.get(name, ()), node)
    return found


def borrow_definition(name: str, item: CheckItem, context: Context) -> Config | None:
    """Give the definition of a metric that other checks of the list have, None where none has.

    Definitions that differ are noted as a mistake, and the first one is given.
    """
    nodes = context.definitions.get(name, ())
    if not nodes:
        return None
    if len({_text(node) for node in nodes}) > 1:
        lines = ", ".join(str(node.location.line) for node in nodes)
        context.problems.add(
            f'"{name}" is defined in different ways in lines {lines}; '
            "repeat the one that you mean below this check",
            item.location,
            "two-definitions",
        )
    return Config(nodes[0], of=f'the metric "{name}"', context=context)


def _text(node: MappingNode) -> tuple[str, str]:
    ((key, value),) = node.entries
    return key.text, " ".join(value.text.split()) if isinstance(value, Scalar) else ""
