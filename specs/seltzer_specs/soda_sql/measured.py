"""`metrics` and `metric_groups`: what is measured, whether a test uses it or not."""

from collections.abc import Mapping, Sequence

from seltzer_specs.metrics import EMPTY_VALIDITY, Metric, Validity
from seltzer_specs.names import Name
from seltzer_specs.soda_sql.metric_names import NAMES, OF_VALID
from seltzer_specs.soda_sql.scope import Scope
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.loop import note_waiting
from seltzer_specs.sodacl.measuring import MetricOf, column_pattern, measure, measure_columns
from seltzer_specs.surveys import DiscoveredDataset
from seltzer_specs.yaml_reader import Mapping as MappingNode

EVERY = Name("%")


def ask_measured(
    asked: Sequence[str],
    root: MappingNode,
    context: Context,
    *,
    validities: Mapping[str, Validity],
    column: Name = EVERY,
    excluded: Sequence[Name] = (),
) -> None:
    """Ask for the metrics of a table or of a column that are numbers, and for its schema.

    Args:
        asked: Soda SQL's names of them.
        root: Where `metrics` or `metric_groups` stands.
        context: With the dataset.
        validities: What is missing and valid, by column.
        column: Which column; all of the table without it.
        excluded: Columns to leave out.
    """
    dataset = context.dataset
    if dataset is None or not asked:
        return
    key, node = next(e for e in root.entries if e[0].text in ("metrics", "metric_groups"))
    place = key.location
    if "schema" in asked and column is EVERY:
        context.findings.discovered.append(DiscoveredDataset(dataset, place))
    if "row_count" in asked:
        measure(Metric(name="row_count"), context, place, is_literal=True)
    names = [name for name in asked if name in NAMES and name != "row_count"]
    patterns = [column_pattern(column, dataset, place)]
    patterns += [column_pattern(e, dataset, place, is_exclude=True) for e in excluded]
    metrics = {NAMES[name]: _metric_of(name, validities) for name in names}
    waiting = measure_columns(metrics, patterns, context) if metrics else None
    if waiting is not None:
        note_waiting(waiting, key, node, context)


def _metric_of(name: str, validities: Mapping[str, Validity]) -> MetricOf:
    """Give a metric of any column; one that tells valid values only where some are said to be."""

    def metric_of(column: Name) -> Metric | None:
        validity = validities.get(column.text, EMPTY_VALIDITY)
        if name in OF_VALID and not validity.says_what_is_valid:
            return None
        return Scope(column, validity).metric(name)

    return metric_of
