"""Reconciliation: a target against the source that it was copied from.

```yaml
apiVersion: seltzer/v1
kind: Checks
source: orders_old
target: orders
checks:
  - row_count diff = 0
```

Source and target are in one data source or in two. Four kinds of check compare them:

Checks (Check | Compares):
    `row_count diff = 0`: a [metric](reconciliation-metrics.md) of both
    `schema`: [columns and types](reconciliation-schema.md)
    `values in target must exist in source`: [values](reconciliation-references.md) of columns
    `rows diff = 0`: [row by row](reconciliation-records.md)

    With filters, and sides in data sources of their own:

    ```yaml
    apiVersion: seltzer/v1
    kind: Checks
    source: {dataset: orders, data_source: warehouse, filter: created_at < '2026-01-01'}
    target: {dataset: shop.orders, data_source: warehouse, filter: created_at < '2026-01-01'}
    label: MySQL to the warehouse
    checks:
      - row_count diff = 0
      - rows diff < 5:
          key columns: [id]
    ```

    As SodaCL:

    ```yaml
    reconciliation production:
      label: MySQL to the warehouse
      attributes: {priority: 3}
      datasets:
        source:
          dataset: orders
          datasource: warehouse
          filter: created_at < '2026-01-01'
        target:
          dataset: shop.orders
          datasource: warehouse
          filter: created_at < '2026-01-01'
      checks:
        - row_count diff = 0
        - avg(total) diff < 10
        - schema
        - rows diff < 5:
            key columns: [id]
    ```

    The checks belong to the target: they run when its data source is scanned, with the results
    under its dataset.

Keys of a side (Key | Meaning):
    dataset: Required; a side may also be the dataset's name alone.
    data_source: Its data source; the default without it, and for a source where the target is. In
      SodaCL it is `datasource`.
    filter: SQL condition, in the dialect of its side.

    `label` is for people; it is kept as the attribute `reconciliation`, which is the name of the
    section, or of the source, without it. The other [keys of a document](checks.md) and
    `configurations for` the target apply.

Outcomes (What | Outcome):
    a data source cannot be reached: the checks that need it are errors, and no other

SQL:
    Each side is measured where it is, in its own dialect; only numbers and column names travel. All
    metrics of a side share one query.
"""

import re
from dataclasses import replace
from functools import partial

from seltzer_specs.checks import Check
from seltzer_specs.checks.reconciliation import Source
from seltzer_specs.names import DatasetRef, Partition
from seltzer_specs.problems import Problems
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.configurations import Configurations
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.datasets import dataset_of, refuse_unknown_source
from seltzer_specs.sodacl.identifiers import IdentifierError, parse_dotted
from seltzer_specs.sodacl.parse import Kinds, parse_checks
from seltzer_specs.sodacl.reconciliation_metric import parse_metric_reconciliation
from seltzer_specs.sodacl.reconciliation_records import parse_record_reconciliation
from seltzer_specs.sodacl.reconciliation_reference import parse_reference_reconciliation
from seltzer_specs.sodacl.reconciliation_schema import parse_schema_reconciliation
from seltzer_specs.yaml_reader import Mapping, Node, Scalar


def parse_reconciliation(
    key: Scalar, node: Node, context: Context, *, configurations: Configurations
) -> list[Check]:
    """Parse one section; mistakes are noted, and the other sections go on.

    Args:
        key: The header.
        node: What stands below it.
        context: What applies to the file.
        configurations: Of the file's datasets.
    """
    name = key.text.strip()
    section = Config(node if isinstance(node, Mapping) else None, of=f'"{name}"', context=context)
    if not isinstance(node, Mapping):
        section.complain(node, name, "a mapping with datasets and checks")
        return []
    label = section.take_line("label") or name.removeprefix("reconciliation ").strip()
    attributes = {**section.take_attributes(), "reconciliation": label}
    sides = _take_sides(section, key)
    checks = section.take("checks")
    section.finish()
    if checks is None:
        context.problems.add(f'"{name}" wants a list under "checks"', key.location, "no-checks")
    if sides is None or checks is None:
        return []
    source, target = sides
    inner = with_attributes(configurations.apply(context, target.dataset), attributes)
    return compare(source, target, checks, inner, header=f"{name}: checks")


def target_of_section(node: Node, context: Context) -> DatasetRef | None:
    """Give the dataset that a section's checks are about; None where it names none rightly."""
    sides = node.get("datasets") if isinstance(node, Mapping) else None
    target = sides.get("target") if isinstance(sides, Mapping) else None
    if not isinstance(sides, Mapping) or not isinstance(target, Mapping):
        return None
    silent = replace(context, problems=Problems())
    found = _take_side("target", Config(sides, of="", context=silent), target)
    return found.dataset if found is not None else None


def compare(
    source: Source, target: Source, checks: Node, context: Context, *, header: str
) -> list[Check]:
    """Give the checks that compare a target, whose checks they are, with its source.

    Args:
        source: What the target was copied from; where the target is, if it names no data source.
        target: The target.
        checks: The list.
        context: What applies to the target's checks.
        header: The list's key, for messages.
    """
    dataset = source.dataset
    if dataset.data_source is None:
        dataset = replace(dataset, data_source=target.dataset.data_source)
    inner = replace(context, dataset=target.dataset, partition=target.partition)
    kinds = comparison_kinds(replace(source, dataset=dataset))
    return parse_checks(checks, inner, header=header, kinds=kinds)


def with_attributes(context: Context, added: dict[str, str | int | float | bool]) -> Context:
    """Give a context with more attributes, which win."""
    attributes = {**dict(context.attributes), **added}
    return replace(context, attributes=tuple(sorted(attributes.items())))


def comparison_kinds(source: Source) -> Kinds:
    """Give what the lines of checks against a source may be."""
    return (
        (re.compile(r"schema"), partial(parse_schema_reconciliation, source=source)),
        (re.compile(r"rows(?: .*)?"), partial(parse_record_reconciliation, source=source)),
        (re.compile(r"values in .*"), partial(parse_reference_reconciliation, source=source)),
        (re.compile(r".*", re.DOTALL), partial(parse_metric_reconciliation, source=source)),
    )


def _take_sides(section: Config, key: Scalar) -> tuple[Source, Source] | None:
    """Give source and target; None after noting a mistake."""
    node = section.take("datasets")
    if not isinstance(node, Mapping):
        section.context.problems.add(
            f'"{key.text.strip()}" wants "datasets" with a source and a target, each with '
            '"dataset" and "datasource"',
            (node or key).location,
            "no-dataset",
        )
        return None
    both = Config(node, of='"datasets"', context=section.context)
    target = _take_side("target", both, node)
    source = _take_side("source", both, node)
    both.finish()
    return None if source is None or target is None else (source, target)


def _take_side(role: str, both: Config, parent: Mapping) -> Source | None:
    node = both.take(role)
    if not isinstance(node, Mapping):
        both.context.problems.add(
            f'"datasets" wants a "{role}" with "dataset" and "datasource"',
            (node or parent).location,
            "no-dataset",
        )
        return None
    side = Config(node, of=f"the {role}", context=both.context)
    name, data_source = side.take_line("dataset"), side.take_line("datasource")
    condition = side.take_sql("filter")
    side.finish()
    if name is None:
        both.context.problems.add(
            f'the {role} wants "dataset"; write for example `dataset: orders`',
            node.location,
            "no-dataset",
        )
        return None
    try:
        dataset = _dataset(name, data_source, both.context)
    except IdentifierError as error:
        both.context.problems.add(str(error), node.location, "identifier")
        return None
    partition = None
    if condition is not None:
        partition = Partition("filter", condition.text.strip(), condition.template)
    return Source(dataset=dataset, partition=partition)


def _dataset(name: str, data_source: str | None, context: Context) -> DatasetRef:
    parts = parse_dotted(name)
    if data_source is None:
        return dataset_of(parts, context.data_sources)
    refuse_unknown_source(data_source, context)
    return DatasetRef(parts, data_source)
