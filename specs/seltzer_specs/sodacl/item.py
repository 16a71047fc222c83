"""Keys of every check: its name, its identity, and who is told.

```yaml
checks for orders:
  - missing_percent(customer_id) < 1%:
      name: customers are known
      id: orders-customer-known
      owner: team-shop
      severity: major
      tags: [sales]
      attributes: {pii: false}
      notify: ["slack:#shop-data"]
      filter: status <> 'test'
```

Keys:
    name: What people read; the check's line without it.
    id, identity: Stable identity, unique in all files. `identity` is Soda's word for it.
    owner: Team or person.
    severity: How bad it is when it fails.
    tags: Labels; those of the document are joined.
    attributes: Names with values, for people and programs; the check's own win.
    notify: Receivers of incidents, such as `slack:#shop-data`.
    warn: Condition that warns, as `when > 1`. See [thresholds](thresholds.md).
    fail: Condition that fails, as `when > 10`. Fail beats warn.
    filter: SQL condition on the rows; metric checks, freshness and distributions have it.
    samples limit: Bad rows at most that people may see, where the project allows
      [samples](../samples.md); 0 for none.
    samples columns: Columns of bad rows that people may see, likewise.
    collect failed rows: Whether bad rows may be seen at all, likewise.
    failed rows query: SELECT whose rows are seen instead of the check's own, likewise.
    failed rows sql_file: The same, in a file.

    `owner`, `severity`, `notify` and `attributes` hold for all checks of a document that says them;
    see [checks](checks.md).

Identity:
    Without `id` a check's identity follows from what it measures (dataset, metric, columns, filter,
    validity, SQL), not from thresholds, name or place. So tuning a threshold, or moving the check
    to another file, keeps its history. Equal checks are numbered in the order of files and lines;
    give them ids.

Limits:
    - Any key that is not known is an error at its line.
    - Names, ids and tags are one line of at most 256 characters.
"""

import re
from functools import lru_cache
from typing import Any

from seltzer_specs.canonical import canonical_json, json_text, sha256_hex
from seltzer_specs.frozen import dataclass
from seltzer_specs.location import Location
from seltzer_specs.metrics import EMPTY_VALIDITY, Metric
from seltzer_specs.names import DatasetRef, Partition
from seltzer_specs.problems import describe
from seltzer_specs.sodacl.config import MAX_LINE, Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.identifiers import join_spaces
from seltzer_specs.sodacl.samples import take_samples
from seltzer_specs.yaml_reader import Mapping, Node, Scalar

MAX_READABLE = 200
KEYS_BELOW = frozenset(
    {"name", "check", "id", "identity", "metric", "type", "filter", "fail", "warn"}
)
"""Keys that other tools write in front of a check."""

_QUOTES = re.compile("['\"`]")
_VARIABLE = re.compile(r"\$\{\s*(\w+)\s*\}")


class IdentityText(str):
    """What makes a check another one than its neighbours, as canonical JSON already."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class CheckItem:
    """A check as it stands in a file.

    Attributes:
        line: With variables filled in and single spaces.
        definition: As written; one of several lines is joined with single spaces.
        location: Of the line.
        config: What stands below it.
    """

    line: str
    definition: str
    location: Location
    config: Mapping | None


def read_item(node: Node, context: Context) -> CheckItem | None:
    """Split a list item into its line and its configuration."""
    if isinstance(node, Scalar) and isinstance(node.value, str):
        return _with_line(node, None, context)
    if isinstance(node, Mapping) and node.entries:
        return _mapping_item(node, context)
    context.problems.add(
        f"a check is a line such as `row_count > 0`, got {describe(node)}",
        node.location,
        "not-a-check",
    )
    return None


def _mapping_item(node: Mapping, context: Context) -> CheckItem | None:
    line, value = node.entries[0]
    if len(node.entries) > 1:
        extra = node.entries[1][0]
        if line.text in KEYS_BELOW:
            context.problems.add(
                f'a check starts with its line, such as `row_count > 0:`, and "{line.text}" stands '
                "below it; write them so",
                line.location,
                "not-a-check",
            )
            return None
        context.problems.add(
            f'"{extra.text}" stands beside the check "{line.text}"; indent it below the check',
            extra.location,
            "indentation",
        )
        return None
    if isinstance(value, Mapping):
        return _with_line(line, value, context)
    if isinstance(value, Scalar) and value.value is None:
        return _with_line(line, None, context)
    context.problems.add(
        f'the check "{line.text}" wants keys below it, such as `name: …`, got {describe(value)}',
        value.location,
        "wrong-value",
    )
    return None


def _with_line(line: Scalar, config: Mapping | None, context: Context) -> CheckItem | None:
    text, written = context.text(line), line.text.strip()
    if text is None or is_joined(line, context):
        return None
    return CheckItem(
        line=join_spaces(text),
        definition=join_spaces(written) if "\n" in written else written,
        location=line.location,
        config=config,
    )


def is_joined(line: Scalar, context: Context) -> bool:
    """Note a `- ` that stands too far in, and so is a minus in the line above it.

    YAML reads both lines as one text. It is a condition, only not the one that was meant.
    """
    start, end = line.location.start, line.location.end
    if " - " not in line.text or line.is_quoted or end - start == len(line.text):
        return False
    context.problems.add(
        f'two lines are one check, "{join_spaces(line.text)}"; set each "- " below the one above, '
        "or write what is one check into one line",
        line.location,
        "indentation",
    )
    return True


def has_dataset(item: CheckItem, context: Context) -> bool:
    """Tell whether a check that needs a dataset has one; False after noting that it has none."""
    if context.dataset is None:
        context.problems.add(
            f'the check "{item.definition}" needs a dataset; put it below `checks for DATASET:`',
            item.location,
            "no-dataset",
        )
    return context.dataset is not None


def common_fields(
    item: CheckItem, config: Config, context: Context, *, identity: object, label: str
) -> dict[str, Any]:
    """Give the fields that every check has, as keyword arguments of its model.

    Args:
        item: The check.
        config: Where name, id, owner and the rest are taken from.
        context: What applies to all checks of the section.
        identity: JSON value of everything that makes this check another one than its neighbours;
            thresholds and the name are no part of it.
        label: Readable start of a derived id.

    Any: the values fit the model's fields one by one.
    """
    given = None
    fields = {
        **context.shared_fields, "definition": item.definition, "location": item.location
    }  # fmt: skip
    # Most checks have no keys, or a name alone, and each look-up costs.
    if not config.is_empty:
        given = _take_id(item, config, context)
        fields["name"] = config.take_line("name")
    if not config.is_empty:
        _take_own(fields, config, context)
    fields["id"] = context.monitor_id or given or derive_id(context, identity, label)
    fields["has_given_id"] = bool(context.monitor_id or given)
    fields["name"] = fields.get("name") or _default_name(item, context)
    return fields


def _take_own(fields: dict[str, Any], config: Config, context: Context) -> None:
    """Put what the check says itself in the place of what its section says, or beside it."""
    fields["owner"] = config.take_line("owner") or context.owner
    fields["severity"] = config.take_severity() or context.severity
    fields["tags"] = tuple(sorted({*config.take_texts("tags"), *context.tags}))
    fields["notify"] = config.take_receivers() or context.notify
    attributes = {**dict(context.attributes), **config.take_attributes()}
    fields["attributes"] = tuple(sorted(attributes.items()))
    fields["samples"] = take_samples(config, context.samples)


def _default_name(item: CheckItem, context: Context) -> str:
    """Give the definition, with the name that a `for each` section is at.

    A definition with quotes stays as it is: what leaves this machine must not quote literals.
    """
    text = join_spaces(item.definition)
    if context.labels and not _QUOTES.search(text):
        text = _VARIABLE.sub(lambda match: context.labels.get(match[1], match[0]), text)
    return text[:MAX_LINE]


def _take_id(item: CheckItem, config: Config, context: Context) -> str | None:
    """Give the id that somebody wrote, under Seltzer's key or Soda's."""
    keys = [key for key in ("id", "identity") if config.has(key)]
    given = [config.take_line(key) for key in ("id", "identity")]
    if len(keys) == 2:
        context.problems.add(
            f'the check "{item.definition}" has "id" and "identity"; keep one of them',
            item.location,
            "two-ids",
        )
    if keys and context.monitor_id is not None:
        context.problems.add(
            f'the check of a monitor has the monitor\'s id; remove "{keys[0]}"',
            item.location,
            "two-ids",
        )
    return given[0] or given[1]


def derive_id(context: Context, identity: object, label: str) -> str:
    """Give an id that stays the same when thresholds, names or places in files change."""
    dataset, place = _place(context.dataset, context.partition)
    text = identity if isinstance(identity, IdentityText) else canonical_json(identity)
    joined = f"{dataset}.{label}" if dataset and label else dataset or label
    readable = joined[:MAX_READABLE]
    if not readable.isprintable():
        readable = "".join(c if c.isprintable() else "_" for c in readable)
    return f"{readable}-{sha256_hex(f'{place}{text}]')[:8]}"


@lru_cache(maxsize=1_024)
def _place(dataset: DatasetRef | None, partition: Partition | None) -> tuple[str, str]:
    """Give a dataset's name, and the start of the JSON that ids are digested from."""
    name = str(dataset) if dataset is not None else ""
    source = dataset.data_source if dataset is not None else None
    return name, f"{canonical_json([source, name, partition_json(partition)])[:-1]},"


def partition_json(partition: Partition | None) -> object:
    """Give a dataset filter as JSON, by its template."""
    return None if partition is None else [partition.name, partition.template or partition.where]


def metric_identity(kind: str, metric: Metric) -> IdentityText:
    """Give what makes a check of a metric another one than its neighbours."""
    return IdentityText(f'["{kind}",{_metric_text(metric)}]')


def _metric_text(metric: Metric) -> str:
    """Give `metric_json` as canonical JSON.

    What most metrics are is written here, in half the time of `json`.
    """
    if metric.validity is not EMPTY_VALIDITY or metric.form != "builtin" or metric.arguments:
        return canonical_json(metric_json(metric))
    columns = [
        f"[{json_text(column.text)},{'true' if column.is_quoted else 'false'}]"
        for column in metric.columns
    ]
    condition = metric.filter_template or metric.filter
    shown = "null" if condition is None else json_text(condition)
    return f'["builtin",{json_text(metric.name)},[{",".join(columns)}],[],{shown},{{}},null]'


def metric_json(metric: Metric) -> object:
    """Give a metric as JSON: everything that changes its value, variables by name."""
    validity: dict[str, object] = {}
    if metric.validity is not EMPTY_VALIDITY:
        validity = {
            key: value
            for key in metric.validity.__slots__
            if (value := getattr(metric.validity, key)) is not None and value is not False
        }
    return [
        metric.form,
        metric.name,
        [[column.text, column.is_quoted] for column in metric.columns],
        list(metric.arguments),
        metric.filter_template or metric.filter,
        validity,
        metric.sql_template or metric.sql,
    ]


def dataset_json(dataset: DatasetRef | None) -> object:
    """Give a dataset as JSON."""
    return None if dataset is None else [dataset.data_source, str(dataset)]
