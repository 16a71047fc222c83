"""Reference reconciliation: values of the target exist in its source, or do not.

```yaml
apiVersion: seltzer/v1
kind: Checks
source: customers
target: orders
checks:
  - values in target must exist in source:
      source columns: [id]
      target columns: [customer_id]
```

`values in target must [not] exist in source` is a [reference check](reference-checks.md) between
the two, with the filters of both sides, in one data source or in two. The value is the number of
bad rows; any fails, unless `warn:` and `fail:` say otherwise.

Keys:
    source columns: Required; columns of the source, one for each of the target's.
    target columns: Required; columns of the target whose values are looked for.

Limits:
    - Between two data sources keys are compared as [reference checks](reference-checks.md#limits)
      say.
"""

import re

from seltzer_specs.checks import Check, ReferenceCheck
from seltzer_specs.checks.reconciliation import Source
from seltzer_specs.names import Name
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.failed_rows import or_any_row
from seltzer_specs.sodacl.identifiers import IdentifierError, parse_name
from seltzer_specs.sodacl.item import CheckItem, common_fields, dataset_json, partition_json
from seltzer_specs.sodacl.thresholds_config import take_thresholds

LINE = re.compile(r"values in target must (?P<negated>not )?exist in source")


def parse_reference_reconciliation(
    item: CheckItem, config: Config, context: Context, *, source: Source
) -> Check | None:
    """Parse one reference reconciliation; None after noting a mistake."""
    line = LINE.fullmatch(item.line)
    if line is None:
        context.problems.add(
            f'"{item.line}" is no reference reconciliation; write '
            "`values in target must exist in source`",
            item.location,
            "reference",
        )
        return None
    of_target, of_source = (
        _take_columns(f"{side} columns", item, config) for side in ("target", "source")
    )
    if not of_target or len(of_target) != len(of_source):
        context.problems.add(
            f'"{item.definition}" wants as many "source columns" as "target columns", got '
            f"{len(of_source)} and {len(of_target)}",
            item.location,
            "reference",
        )
        return None
    thresholds = take_thresholds("", config, item.location)
    is_forbidden = line["negated"] is not None
    identity = [
        "reference_reconciliation",
        is_forbidden,
        dataset_json(source.dataset),
        partition_json(source.partition),
        [[[name.text, name.is_quoted] for name in names] for names in (of_target, of_source)],
    ]
    label = ".".join(["reconciliation.reference", *(name.text for name in of_target)])
    fields = common_fields(item, config, context, identity=identity, label=label)
    if thresholds is None:
        return None
    return ReferenceCheck(
        columns=of_target,
        target=source.dataset,
        target_columns=of_source,
        target_partition=source.partition,
        is_forbidden=is_forbidden,
        thresholds=or_any_row(thresholds),
        **fields,
    )


def _take_columns(key: str, item: CheckItem, config: Config) -> tuple[Name, ...]:
    try:
        return tuple(parse_name(text) for text in config.take_texts(key))
    except IdentifierError as error:
        config.context.problems.add(f'"{key}": {error}', item.location, "identifier")
        return ()
