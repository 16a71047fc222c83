"""Row count comparison: `row_count same as orders_raw [daily] in other_source`."""

from dataclasses import dataclass, replace
from decimal import Decimal

from seltzer_specs.checks import Check, RowCountComparisonCheck
from seltzer_specs.names import DatasetRef
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.datasets import dataset_of, find_partition, refuse_unknown_source
from seltzer_specs.sodacl.identifiers import IdentifierError, parse_dotted, parse_name
from seltzer_specs.sodacl.item import (
    CheckItem,
    common_fields,
    dataset_json,
    has_dataset,
    partition_json,
)
from seltzer_specs.sodacl.line_words import split_words
from seltzer_specs.thresholds import Interval, Region, Thresholds

SAME = Thresholds(fail=Region((Interval(Decimal(0), Decimal(0)),), "= 0").complement())
EXAMPLE = "write for example `row_count same as orders_raw` or `row_count same as orders in backup`"


@dataclass(frozen=True, slots=True)
class _Line:
    """What the line says, the dataset and its filter as written."""

    dataset: str
    partition: str | None
    data_source: str | None


def parse_row_count_comparison(item: CheckItem, config: Config, context: Context) -> Check | None:
    """Parse one row count comparison; None after noting a mistake."""
    try:
        line = _parse_line(item.line)
        other = _other(line, context)
    except IdentifierError as error:
        context.problems.add(str(error), item.location, "row-count-comparison")
        return None
    if not has_dataset(item, context):
        return None
    partition = None
    if line.partition is not None:
        partition = find_partition(line.dataset, line.partition, context, item.location)
        if partition is None:
            return None
    identity = ["row_count_comparison", dataset_json(other), partition_json(partition)]
    fields = common_fields(item, config, context, identity=identity, label="row_count_comparison")
    return RowCountComparisonCheck(
        other=other, other_partition=partition, thresholds=SAME, **fields
    )


def _parse_line(text: str) -> _Line:
    words = split_words(text)[3:]
    source = None
    if words[-2:-1] == ["in"]:
        source = parse_name(words[-1]).text
        words = words[:-2]
    if not 1 <= len(words) <= 2 or words[-1] == "in":
        raise IdentifierError(f'"{text}" is no row count comparison; {EXAMPLE}')
    return _Line(words[0], parse_name(words[1]).text if len(words) == 2 else None, source)


def _other(line: _Line, context: Context) -> DatasetRef:
    other = dataset_of(parse_dotted(line.dataset), context.data_sources)
    if line.data_source is None:
        return other
    refuse_unknown_source(line.data_source, context)
    return replace(other, data_source=line.data_source)
