"""A Checks document to checks, and to what it wants looked at."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from seltzer_specs.checks import Check
from seltzer_specs.checks_document.configurations import take_configurations
from seltzer_specs.checks_document.data_source import take_data_source
from seltzer_specs.checks_document.filters import take_filter, with_filters
from seltzer_specs.checks_document.keys import (
    ABOUT,
    CHECKS_KEYS,
    key_of,
    refuse_combinations,
    refuse_idle,
)
from seltzer_specs.misplaced import place_in_checks
from seltzer_specs.names import DatasetRef, Name
from seltzer_specs.schedules import schedule_mistake, time_zone_mistake
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.datasets import read_dataset
from seltzer_specs.sodacl.headers import declare_variables
from seltzer_specs.sodacl.parse import parse_checks
from seltzer_specs.sodacl.section_names import SURVEY_KEYS
from seltzer_specs.yaml_reader import Mapping, Node

if TYPE_CHECKING:
    from seltzer_specs.checks_document.many import Many

PATTERN_KEYS = frozenset({"datasets", "columns", *SURVEY_KEYS})
UNKNOWN = DatasetRef((Name("x"),))
"""Stands for a dataset with a mistake, so that the checks' own mistakes are found, too."""


def parse_checks_document(root: Mapping, context: Context) -> list[Check]:
    """Parse a `kind: Checks` document; mistakes are noted, and the other checks go on."""
    context = replace(context, variables=declare_variables(root, context))
    config = Config(root, of="a Checks document", context=context, place_of=place_in_checks)
    for key in CHECKS_KEYS:
        if not config.has(key):
            config.take(key)
    for key in ("apiVersion", "kind", "variables"):
        config.take(key)
    before = len(context.problems.errors)
    refuse_combinations(root, context.problems)
    refuse_idle(root, context.problems)
    return _Document(root, config, context).checks(is_wrong=len(context.problems.errors) > before)


class _Document:
    """One document, its keys taken in order."""

    def __init__(self, root: Mapping, config: Config, context: Context) -> None:
        self._keys = {key.text for key, _ in root.entries}
        self._place = root.location
        self._root = root
        self._config = config
        self._problems = context.problems
        self._before = len(context.problems.errors)
        self._context = with_filters(config, _for_all_checks(config, context))
        source, node = take_data_source(config), config.take_scalar("dataset")
        self._dataset = read_dataset(node, source, context) if node is not None else None
        self._many: Many | None = None
        if self._keys & PATTERN_KEYS:
            # Imported here, as what few documents have takes longer to import than they to parse.
            from seltzer_specs.checks_document.many import take_many

            self._many = take_many(config, root, source, self._dataset)
        patterns = self._many.owners if self._many is not None else None
        self._configurations = take_configurations(config, patterns)

    def checks(self, *, is_wrong: bool) -> list[Check]:
        """Give the checks; none where the document's keys contradict each other."""
        compare = self._take_comparison() if self._keys & {"source", "target"} else None
        node = self._config.take("checks")
        metrics = self._config.take("metrics")
        for key in ("label", "variable"):  # where they belong to nothing, that is noted already
            self._config.take(key)
        self._config.finish()
        self._refuse_empty(node)
        found: list[Check] = []
        if self._many is not None:
            found += self._many.survey(self._context, self._configurations)
        if metrics is not None:
            self._measure(metrics)
        if node is not None:
            found += compare(node) if compare is not None else self._parse(node)
        self._problems.prefer_unknown_keys(self._before)
        return [] if is_wrong else found

    def _take_comparison(self) -> Callable[[Node], list[Check]]:
        from seltzer_specs.checks_document.reconciliation import parse_comparison, take_sides

        sides, label = take_sides(self._config), self._config.take_line("label")
        return lambda node: parse_comparison(
            sides, label, node, self._context, self._configurations
        )

    def _parse(self, node: Node) -> list[Check]:
        if self._many is not None and self._many.is_looped:
            return self._many.parse(node, self._context, self._configurations)
        before = len(self._problems.errors)
        is_unknown = self._dataset is None and "dataset" in self._keys
        dataset = UNKNOWN if is_unknown else self._dataset
        configuration = self._configurations.general
        if dataset is not None:
            configuration = self._configurations.find(dataset, self._context)
        found = parse_checks(node, configuration.apply(self._context, dataset), header="checks")
        self._ask_for_dataset(before)
        return [] if is_unknown else found

    def _measure(self, node: Node) -> None:
        if self._dataset is None:
            return
        from seltzer_specs.checks_document.metrics import measure_list

        configuration = self._configurations.find(self._dataset, self._context)
        context = configuration.apply(self._context, self._dataset)
        measure_list(key_of(self._root, "metrics"), node, self._root, context)

    def _refuse_empty(self, node: Node | None) -> None:
        if node is not None or self._keys.intersection({*SURVEY_KEYS, "metrics"}):
            return
        if not self._keys.intersection(ABOUT):
            self._want_dataset()
        self._problems.add_incomplete(
            'a Checks document wants a list under "checks"',
            self._place,
            "no-checks",
            keys=("checks",),
        )

    def _ask_for_dataset(self, before: int) -> None:
        """Say once that there is no dataset, in the place of what each check says."""
        errors = self._problems.errors
        if all(error.rule != "no-dataset" for error in errors[before:]):
            return
        errors[before:] = [error for error in errors[before:] if error.rule != "no-dataset"]
        self._want_dataset()

    def _want_dataset(self) -> None:
        self._problems.add_incomplete(
            'a Checks document wants "dataset"; write for example `dataset: orders`',
            self._place,
            "no-dataset",
            keys=("dataset",),
        )


def _for_all_checks(config: Config, context: Context) -> Context:
    """Give the context of all checks: whom they concern, and their filter."""
    return replace(
        context,
        partition=take_filter(config),
        owner=config.take_line("owner"),
        severity=config.take_severity(),
        tags=tuple(sorted(set(config.take_texts("tags")))),
        schedule=_take_checked("schedule", schedule_mistake, config),
        timezone=_take_checked("timezone", time_zone_mistake, config),
        notify=config.take_receivers() or context.notify,
        attributes=tuple(sorted(config.take_attributes().items())),
    )


def _take_checked(
    key: str, mistake_of: Callable[[str | None], str | None], config: Config
) -> str | None:
    """Give a key's text; None after noting what is wrong with it."""
    node = config.peek(key)
    text = config.take_line(key)
    mistake = mistake_of(text)
    if mistake is None or node is None:
        return text
    config.context.problems.add(mistake, node.location, key)
    return None
