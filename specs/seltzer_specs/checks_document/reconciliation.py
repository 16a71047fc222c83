"""`source` and `target`: what was copied from, and what the checks are about."""

from seltzer_specs.checks import Check
from seltzer_specs.checks.reconciliation import Source
from seltzer_specs.checks_document.data_source import take_data_source
from seltzer_specs.checks_document.filters import take_filter
from seltzer_specs.names import DatasetRef, Name
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.configurations import Configurations
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.datasets import read_dataset
from seltzer_specs.sodacl.reconciliation import compare, with_attributes
from seltzer_specs.yaml_reader import Mapping, Node, Scalar

_UNKNOWN = Source(dataset=DatasetRef((Name("x"),)))
WANTED = "a dataset, or `dataset` with `data_source` and `filter`"


def take_sides(config: Config) -> tuple[Source, Source] | None:
    """Give source and target; None after noting a mistake."""
    source, target = (_take_side(role, config) for role in ("source", "target"))
    return None if source is None or target is None else (source, target)


def parse_comparison(
    sides: tuple[Source, Source] | None,
    label: str | None,
    checks: Node,
    context: Context,
    configurations: Configurations,
) -> list[Check]:
    """Give the checks that compare the two sides; none after a mistake in these.

    Then the checks are parsed all the same, for their own mistakes.
    """
    source, target = sides or (_UNKNOWN, _UNKNOWN)
    inner = configurations.apply(context, target.dataset)
    named = with_attributes(inner, {"reconciliation": label or str(source.dataset)})
    found = compare(source, target, checks, named, header="checks")
    return found if sides is not None else []


def _take_side(role: str, config: Config) -> Source | None:
    node = config.take(role)
    if isinstance(node, Mapping):
        return _take_parts(config.below(role, node), role, node)
    if not isinstance(node, Scalar) or node.value is None:
        if node is not None:
            config.complain(node, role, WANTED)
        return None
    dataset = read_dataset(node, None, config.context)
    return None if dataset is None else Source(dataset=dataset)


def _take_parts(side: Config, role: str, node: Mapping) -> Source | None:
    before = len(side.context.problems.errors)
    name, data_source = side.take_scalar("dataset"), take_data_source(side)
    partition = take_filter(side)
    side.finish()
    if name is None:
        if node.get("dataset") is None:
            side.context.problems.add(
                f'"{role}" wants "dataset"; write for example `dataset: orders`',
                node.location,
                "no-dataset",
            )
        return None
    dataset = read_dataset(name, data_source, side.context)
    if dataset is None or len(side.context.problems.errors) > before:
        return None
    return Source(dataset=dataset, partition=partition)
