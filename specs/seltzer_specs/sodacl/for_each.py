"""For each dataset or column: one list of checks for many.

```yaml
apiVersion: seltzer/v1
kind: Checks
datasets: [orders, customers, exclude customers_old]
checks:
  - row_count > 0:
      name: rows in ${DATASET}
```

What a pattern matches is a check of its own, with an id, a history and an outcome of its own, the
same as if you had written it by hand.

```yaml
apiVersion: seltzer/v1
kind: Checks
datasets: [orders, customers]
columns: [id, "%email"]         # of these datasets
checks:
  - missing_count(${COLUMN}) = 0:
      id: ${DATASET}-${COLUMN}-known
```

`${DATASET}` and `${COLUMN}` stand for the names: as SQL takes them in check lines and SQL, plain in
names and ids. An `id` wants them, as every check's id is its own. `variable: D` calls the dataset,
or the column where there are `columns`, `${D}` instead. Without `dataset` and `datasets`, each
pattern of `columns` names its dataset: `orders.id`.

As SodaCL, where the variable has the name of the section:

```yaml
for each dataset D:
  datasets: [orders, customers]
  checks:
    - failed rows:
        name: no row of ${D} from the future
        fail query: SELECT * FROM ${D} WHERE created_at > CURRENT_DATE

for each column C:
  columns: [orders.id, orders.total, customers.email]
  checks:
    - missing_count(${C}) = 0
```

`configurations` of the document, or `configurations for DATASET` of the file, apply.

Patterns (Pattern | Means):
    `orders`, `shop.orders`, `warehouse.orders`: this dataset, by the engine's own rules for names
    `fact_%`, `fact_*`: every table and view whose name starts so, without regard to case
    `shop.%`, `%.orders`: every dataset of a schema; of this name in every schema
    `"Fact_%"` in quotes: with its case
    `include …`: the same as without
    `exclude …`: leaves out what matches, wherever it stands in the list; a list of excludes alone
      means all but these
    `orders.%`, `%.email`, `exclude orders.pii%`: of columns: a dataset and a column; the column
      alone in a document with `dataset` or `datasets`

    `_` is a letter like any other. A pattern without a schema means what an unqualified name finds.
    An include that matches nothing is an error at its place, and so is a list whose every match is
    excluded; an exclude may match nothing, as it keeps out what may come. In YAML a pattern that
    starts with `%` or `*` wants quotes.

Where the names come from:
    Names that are spelt out need nothing. Wildcards need the catalogue:

    - With a [schema snapshot](../schema-snapshot.md) they are expanded from it, offline: `compile`
      shows their SQL, and a pull request shows what a change of the snapshot adds.
    - Without one, `seltzer scan` reads the live catalogue once per data source. `validate` and
      `compile` check the section's lines and say in one line what waits for the scan.

    Ids are the same either way. If the catalogue cannot be read, the section is an error and the
    scan exits 12; the other checks are not affected.

Limits:
    - Partitions of a partitioned PostgreSQL table are datasets, too: exclude them where they match.
    - With a snapshot, a dataset that is newer than it is not matched; `seltzer schema check` tells.
    - One section becomes at most 100,000 checks.
    - `for each table` and `tables:` are Soda's old words; they work and are noted.
"""

import re

from seltzer_specs.checks import Check
from seltzer_specs.problems import describe
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.expand import expand
from seltzer_specs.sodacl.loop import VARIABLE, Configure, Loop, note_waiting
from seltzer_specs.sodacl.patterns import read_patterns
from seltzer_specs.surveys import SpecNote
from seltzer_specs.yaml_reader import Mapping as MappingNode
from seltzer_specs.yaml_reader import Node, Scalar

HEADER = re.compile(r"for each (?P<kind>dataset|table|column) (?P<variable>\S+)")


def parse_for_each(
    key: Scalar,
    node: Node,
    context: Context,
    *,
    data_sources: frozenset[str],
    configure: Configure,
) -> list[Check]:
    """Parse the section once for each dataset or column that its patterns name.

    Where patterns wait for a catalogue, the checks are parsed all the same, for their mistakes.

    Args:
        key: The header.
        node: What stands below it.
        context: What applies to the checks.
        data_sources: Names of data sources, which may stand in front of a dataset.
        configure: Gives the context of a dataset's checks.
    """
    match = _read_header(key, node, context)
    if match is None or not isinstance(node, MappingNode):
        return []
    is_column = match["kind"] == "column"
    if match["kind"] == "table":
        _deprecate(key, "for each table", "for each dataset", context)
    found = _take(node, match["kind"], key, context)
    if found is None:
        return []
    list_key, patterns_node, checks = found
    patterns = read_patterns(
        patterns_node, context, of=list_key, data_sources=data_sources, is_column=is_column
    )
    expansion = expand(patterns, context, is_column=is_column)
    note_waiting(expansion, key, node, context)
    loop = Loop(
        place=key.location,
        checks=checks,
        context=context,
        configure=configure,
        dataset=None if is_column else match["variable"],
        column=match["variable"] if is_column else None,
    )
    return loop.run(expansion.matches)


def _read_header(key: Scalar, node: Node, context: Context) -> re.Match[str] | None:
    """Give the parts of the header; None after noting a mistake."""
    match = HEADER.fullmatch(" ".join((context.text(key) or "").split()))
    if match is None:
        context.problems.add(
            f'"{key.text}" is no section; write `for each dataset NAME` or `for each column NAME`',
            key.location,
            "unknown-section",
        )
        return None
    if not isinstance(node, MappingNode):
        example = "columns" if match["kind"] == "column" else "datasets"
        context.problems.add(
            f'"{key.text}" wants `{example}: [PATTERN, …]` and `checks:` below it, '
            f"got {describe(node)}",
            node.location,
            "for-each",
        )
        return None
    if not VARIABLE.fullmatch(match["variable"]):
        context.problems.add(
            f'"{match["variable"]}" is no name of a variable; use letters, digits and "_"',
            key.location,
            "for-each",
        )
        return None
    return match


def _deprecate(key: Scalar, old: str, new: str, context: Context) -> None:
    message = f'"{old}" is the old name of "{new}"; it still works'
    context.findings.notes.append(SpecNote(message, key.location))


def _take(
    node: MappingNode, kind: str, header: Scalar, context: Context
) -> tuple[str, Node, Node] | None:
    """Give the key of the patterns, the patterns and the checks; None after noting a mistake."""
    lists = ("columns",) if kind == "column" else ("datasets", "tables")
    known = (*lists, "checks")
    before = len(context.problems.errors)
    for name, _ in node.entries:
        if name.text not in known:
            context.problems.unknown_key(name, known, of=f'"{header.text}"')
        elif name.text == "tables":
            _deprecate(name, "tables", "datasets", context)
    given = [(name.text, value) for name, value in node.entries if name.text in lists]
    checks = node.get("checks")
    if len(given) != 1:
        context.problems.add_incomplete(
            f'"{header.text}" wants one list of patterns under "{lists[0]}"',
            header.location,
            "for-each",
            keys=lists,
        )
    if checks is None:
        context.problems.add_incomplete(
            f'"{header.text}" wants a list under "checks"',
            header.location,
            "for-each",
            keys=("checks",),
        )
    context.problems.prefer_unknown_keys(before)
    if len(context.problems.errors) > before or checks is None:
        return None
    return given[0][0], given[0][1], checks
