"""Documents about many datasets or columns, and what they want looked at."""

from dataclasses import dataclass

from seltzer_specs.checks import Check
from seltzer_specs.checks_document.keys import key_of
from seltzer_specs.checks_document.patterns import (
    Patterns,
    owners_of,
    pattern_of,
    take_columns,
    take_patterns,
)
from seltzer_specs.names import DatasetRef
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.configurations import Configurations
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.expand import Expansion, expand
from seltzer_specs.sodacl.loop import VARIABLE, Loop, note_waiting
from seltzer_specs.sodacl.section_names import SURVEY_KEYS, Survey
from seltzer_specs.sodacl.survey_sections import survey
from seltzer_specs.yaml_reader import Mapping, Node

DATASET = "DATASET"
COLUMN = "COLUMN"


@dataclass(frozen=True, slots=True)
class Many:
    """What a document names by patterns.

    Attributes:
        root: The document.
        datasets: Patterns of the datasets; of the one dataset in a document about one.
        columns: Patterns of the columns that checks are parsed for, with their datasets.
        surveys: Patterns of what is to be looked at.
        is_looped: True where the checks are parsed for each match.
        has_columns: True where they are for each column.
        names: Variables of the dataset and of the column.
    """

    root: Mapping
    datasets: Patterns
    columns: Patterns
    surveys: dict[Survey, Patterns]
    is_looped: bool
    has_columns: bool
    names: tuple[str | None, str | None]

    @property
    def owners(self) -> Patterns | None:
        """Give the patterns of all datasets that checks may be about; None without any."""
        monitored = self.surveys.get("automated monitoring")
        if not self.is_looped and monitored is None:
            return None
        return (*self.datasets, *owners_of(self.columns), *(monitored or ()))

    def survey(self, context: Context, configurations: Configurations) -> list[Check]:
        """Ask for what the document wants looked at, and give the checks of monitored datasets."""
        found: list[Check] = []
        for kind, patterns in self.surveys.items():
            key, node = key_of(self.root, kind), self.root.get(kind)
            if node is not None:
                configure = configurations.apply
                found += survey(key, node, patterns, context, kind=kind, configure=configure)
        return found

    def parse(self, node: Node, context: Context, configurations: Configurations) -> list[Check]:
        """Give the checks for each match."""
        key = key_of(self.root, "columns" if self.has_columns else "datasets")
        expansion = self._expand(context)
        note_waiting(expansion, key, self.root, context)
        dataset, column = self.names
        loop = Loop(
            place=key.location,
            checks=node,
            context=context,
            configure=configurations.apply,
            dataset=dataset,
            column=column,
        )
        return loop.run(expansion.matches)

    def _expand(self, context: Context) -> Expansion:
        if not self.has_columns:
            return expand(self.datasets, context, is_column=False)
        before = len(context.problems.errors)
        if self.datasets:  # a dataset that does not exist is no question of its columns
            expand(self.datasets, context, is_column=False)
        if len(context.problems.errors) > before:
            return Expansion(())
        return expand(self.columns, context, is_column=True)


def take_many(
    config: Config, root: Mapping, source: str | None, dataset: DatasetRef | None
) -> Many:
    """Take the keys whose values are patterns; mistakes are noted.

    Args:
        config: The document.
        root: The document's node.
        source: Its data source.
        dataset: Its dataset, where it is about one.
    """
    keys = {key.text for key, _ in root.entries}
    has_columns = "columns" in keys
    datasets = take_patterns(config, "datasets", source, is_column=False)
    if dataset is not None:
        datasets = (pattern_of(dataset, key_of(root, "dataset")),)

    def take(key: str, *, is_column: bool) -> Patterns:
        if is_column and keys & {"dataset", "datasets"}:
            return take_columns(config, key, datasets)
        return take_patterns(config, key, source, is_column=is_column)

    return Many(
        root=root,
        datasets=datasets,
        columns=take("columns", is_column=True),
        surveys={
            key: take(key, is_column=key == "profile columns") for key in SURVEY_KEYS if key in keys
        },
        is_looped=has_columns or "datasets" in keys,
        has_columns=has_columns,
        names=_names(_take_variable(config), has_columns=has_columns),
    )


def _take_variable(config: Config) -> str | None:
    """Give the name that checks call the dataset or column by; None for the usual one."""
    node = config.peek("variable")
    name = config.take_line("variable")
    if name is None or node is None or VARIABLE.fullmatch(name):
        return name
    config.context.problems.add(
        f'"{name}" is no name of a variable; use letters, digits and "_"',
        node.location,
        "for-each",
    )
    return None


def _names(variable: str | None, *, has_columns: bool) -> tuple[str | None, str | None]:
    if not has_columns:
        return variable or DATASET, None
    return (None, variable) if variable is not None else (DATASET, COLUMN)
