"""Record reconciliation: the rows of the target are those of its source.

```yaml
apiVersion: seltzer/v1
kind: Checks
source: orders_old
target: orders
checks:
  - rows diff = 0:
      key columns: [id]
```

The value is the number of rows that differ, that the target lacks and that the source lacks; the
reason names each. Rows with equal keys are paired; without key columns whole rows are, as a bag.

```yaml
apiVersion: seltzer/v1
kind: Checks
source: orders_old
target: orders
checks:
  - rows diff < 5:
      source key columns: [order_id]
      target key columns: [id]
      source columns: [customer, amount]
      target columns: [customer_id, total]
  - rows diff = 0:
      source query: SELECT id, total FROM orders_old WHERE closed
      target query: SELECT id, total FROM orders WHERE closed
```

Keys:
    key columns: Columns that tell which rows belong together, called the same on both sides.
    source key columns: Those of the source, where they are called otherwise.
    target key columns: Those of the target, in the same order.
    source columns: Columns of the source that are compared; without them all are, by their names
      without case.
    target columns: Those of the target, in the same order.
    source query: SELECT whose rows stand for the source.
    target query: SELECT whose rows stand for the target.
    strategy: Read, and changes nothing: there is one way of comparing.
    batch size, page size: Read, and change nothing, likewise.

Outcomes (What | Outcome):
    a column that only one side has, where no columns are named: error; name the columns then

SQL:
    Every row is read on the machine that scans, as it comes. Of each row 32 bytes are kept, a
    digest of its key and one of its values, sorted in batches of 250,000 and spilled to a file
    without a name: no value is kept, written or sent. Two million rows of four columns from DuckDB
    took 14 s of CPU and 90 MB.

Limits:
    - Numbers are compared by value (`1` and `1.00` are equal), times in UTC, a date as its
      midnight, texts exactly, NULL with NULL. Cast in a query what engines represent differently.
    - Records of one data source are streamed as well, not joined by the engine.
"""

import re

from seltzer_specs.checks import Check, RecordReconciliationCheck
from seltzer_specs.checks.reconciliation import Source
from seltzer_specs.checks.record_reconciliation import Records
from seltzer_specs.names import Name
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.identifiers import IdentifierError, parse_name
from seltzer_specs.sodacl.item import CheckItem, common_fields, dataset_json, partition_json
from seltzer_specs.sodacl.thresholds_config import take_thresholds

LINE = re.compile(r"rows diff\b\s*(?P<threshold>.*)")
STRATEGIES = ("simple", "deepdiff")
IGNORED = ("batch size", "page size")
"""Soda's own reading goes by these; ours has bounds of its own."""


def parse_record_reconciliation(
    item: CheckItem, config: Config, context: Context, *, source: Source
) -> Check | None:
    """Parse one record reconciliation; None after noting a mistake."""
    line = LINE.fullmatch(item.line)
    if line is None:
        _complain(
            f'"{item.line}" is no record reconciliation; write `rows diff = 0`', item, context
        )
        return None
    before = len(context.problems.errors)
    _take_strategy(config)
    keys = _take_columns("key columns", item, config)
    target, of_source = (_take_records(side, keys, item, config) for side in ("target", "source"))
    _refuse_uneven(target, of_source, item, context)
    thresholds = take_thresholds(line["threshold"], config, item.location, subject="diff")
    fields = common_fields(
        item,
        config,
        context,
        identity=[
            "record_reconciliation",
            dataset_json(source.dataset),
            partition_json(source.partition),
            _json(target),
            _json(of_source),
        ],
        label="reconciliation.rows",
    )
    if thresholds is not None and thresholds.fail is None and thresholds.warn is None:
        _complain(f'"{item.definition}" has no threshold; write `rows diff = 0`', item, context)
    if thresholds is None or len(context.problems.errors) > before:
        return None
    regions = [region for region in (thresholds.fail, thresholds.warn) if region is not None]
    if any("%" in region.text for region in regions):
        _complain("rows are compared by number, got a percentage; remove the %", item, context)
        return None
    return RecordReconciliationCheck(
        source=source, records=target, source_records=of_source, thresholds=thresholds, **fields
    )


def _complain(message: str, item: CheckItem, context: Context) -> None:
    context.problems.add(message, item.location, "records")


def _take_strategy(config: Config) -> None:
    """Take what Soda's two ways of comparing are set by; ours is one that does both."""
    strategy = config.take_scalar("strategy")
    if strategy is not None and strategy.text not in STRATEGIES:
        config.complain(strategy, "strategy", "simple or deepdiff")
    for key in IGNORED:
        size = config.take_scalar(key)
        if size is not None and not size.text.isdecimal():
            config.complain(size, key, "a whole number")


def _take_records(side: str, keys: tuple[Name, ...], item: CheckItem, config: Config) -> Records:
    own_keys = _take_columns(f"{side} key columns", item, config)
    query = config.take_sql(f"{side} query")
    return Records(
        keys=own_keys or keys,
        columns=_take_columns(f"{side} columns", item, config),
        query=query.text.strip().rstrip(";").rstrip() if query is not None else None,
        query_template=query.template if query is not None else None,
    )


def _take_columns(key: str, item: CheckItem, config: Config) -> tuple[Name, ...]:
    try:
        return tuple(parse_name(text) for text in config.take_texts(key))
    except IdentifierError as error:
        _complain(f'"{key}": {error}', item, config.context)
        return ()


def _refuse_uneven(target: Records, source: Records, item: CheckItem, context: Context) -> None:
    for words, own, other in (
        ("key columns", target.keys, source.keys),
        ("columns", target.columns, source.columns),
    ):
        if len(own) != len(other):
            _complain(
                f'"{item.definition}" wants as many "source {words}" as "target {words}", got '
                f"{len(other)} and {len(own)}",
                item,
                context,
            )


def _json(records: Records) -> object:
    return [
        [[name.text, name.is_quoted] for name in records.keys],
        [[name.text, name.is_quoted] for name in records.columns],
        records.query_template or records.query,
    ]
