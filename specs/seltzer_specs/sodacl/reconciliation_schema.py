"""Schema reconciliation: the target has the columns and types of its source.

```yaml
apiVersion: seltzer/v1
kind: Checks
source: orders_old
target: orders
checks:
  - schema:
      types:
        - {source: bit, target: boolean}
```

`schema` fails on each column that only one side has and on each type that differs; the value is
their number. Types are the same if either engine calls them so, or if `types` pairs them.

Keys:
    types: Pairs of a type of the source and the one that stands for it in the target.

SQL:
    Each side is one catalogue query; no row is scanned.

Limits:
    - Any difference fails; there is no threshold.
    - Names are compared without case where the engines treat case differently.
"""

from seltzer_specs.checks import Check, SchemaReconciliationCheck
from seltzer_specs.checks.reconciliation import Source
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.failed_rows import ANY_ROW
from seltzer_specs.sodacl.item import CheckItem, common_fields, dataset_json
from seltzer_specs.thresholds import Thresholds
from seltzer_specs.yaml_reader import Mapping, Sequence


def parse_schema_reconciliation(
    item: CheckItem, config: Config, context: Context, *, source: Source
) -> Check | None:
    """Parse one schema reconciliation."""
    fields = common_fields(
        item,
        config,
        context,
        identity=["schema_reconciliation", dataset_json(source.dataset)],
        label="reconciliation.schema",
    )
    return SchemaReconciliationCheck(
        source=source, types=_take_types(config), thresholds=Thresholds(fail=ANY_ROW), **fields
    )


def _take_types(config: Config) -> tuple[tuple[str, str], ...]:
    node = config.take("types")
    if node is None:
        return ()
    wanted = "a list of pairs such as `{source: bit, target: boolean}`"
    if not isinstance(node, Sequence):
        config.complain(node, "types", wanted)
        return ()
    found: list[tuple[str, str]] = []
    for entry in node.items:
        if not isinstance(entry, Mapping):
            config.complain(entry, "types", wanted)
            continue
        pair = Config(entry, of='"types"', context=config.context)
        of_source, of_target = pair.take_line("source"), pair.take_line("target")
        pair.finish()
        if of_source is None or of_target is None:
            config.complain(entry, "types", wanted)
        else:
            found.append((of_source, of_target))
    return tuple(found)
