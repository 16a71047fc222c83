"""What a check's parser knows: its dataset, variables, column configuration and mistakes."""

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import datetime
from typing import Any

from seltzer_specs.checks.samples import NO_SAMPLES, Samples
from seltzer_specs.errors import SpecError
from seltzer_specs.frozen import dataclass
from seltzer_specs.metrics import Validity
from seltzer_specs.named_files import NamedFiles
from seltzer_specs.names import DatasetRef, Partition
from seltzer_specs.problems import Problems
from seltzer_specs.snapshot import Catalogue
from seltzer_specs.surveys import Findings
from seltzer_specs.templates import Template
from seltzer_specs.variables import Resolved, Variables, resolve
from seltzer_specs.yaml_reader import Mapping as MappingNode
from seltzer_specs.yaml_reader import Scalar

SHARED_FIELDS = (
    "dataset", "partition", "owner", "severity", "tags", "schedule", "timezone", "notify",
    "attributes", "samples", "monitor_id",
)  # fmt: skip
"""What a section gives to its checks, under the same names in both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Where a check stands and what applies to it.

    Attributes:
        problems: Where mistakes are noted.
        variables: Values of `${NAME}`.
        now: Time that `NOW` stands for.
        data_sources: Names of data sources.
        are_all_sources_known: False where there may be others.
        default_data_source: Data source of a dataset that names none, where it is known.
        partitions: Dataset filters of the file by dataset and name, as written.
        dataset: What the checks ask about; None under a bare `checks:`.
        partition: Dataset filter that applies.
        columns: Missing and valid configuration by column name.
        owner: Owner from the document.
        severity: Severity from the document.
        tags: Tags from the document.
        schedule: Schedule from the document.
        timezone: Time zone of the schedule.
        notify: Receivers from the document.
        attributes: Attributes from the document.
        samples: What holds for samples of all checks.
        templates: Check templates by name.
        named_files: Where files are read that specs name; None where none are.
        catalogues: Catalogues by data source, where they are known.
        findings: Where sections other than checks leave what they say.
        definitions: Metrics that checks of the same list define, by name.
        labels: Names of a `for each` section without quotes, for names and ids.
        monitor_id: Set when the check is a monitor's question.
    """

    problems: Problems
    variables: Variables
    now: datetime
    data_sources: frozenset[str] = frozenset()
    are_all_sources_known: bool = True
    default_data_source: str | None = None
    partitions: Mapping[tuple[str, str], Partition] = field(
        default_factory=dict[tuple[str, str], Partition]
    )
    dataset: DatasetRef | None = None
    partition: Partition | None = None
    columns: Mapping[str, Validity] = field(default_factory=dict[str, Validity])
    owner: str | None = None
    severity: str | None = None
    tags: tuple[str, ...] = ()
    schedule: str | None = None
    timezone: str | None = None
    notify: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str | int | float | bool], ...] = ()
    samples: Samples = NO_SAMPLES
    templates: Mapping[str, Template] = field(default_factory=dict[str, Template])
    named_files: NamedFiles | None = None
    catalogues: Mapping[str, Catalogue] = field(default_factory=dict[str, Catalogue])
    findings: Findings = field(default_factory=Findings)
    definitions: Mapping[str, tuple[MappingNode, ...]] = field(
        default_factory=dict[str, tuple[MappingNode, ...]]
    )
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    monitor_id: str | None = None
    known_fields: dict[str, Any] | None = field(init=False, default=None, compare=False, repr=False)

    @property
    def shared_fields(self) -> dict[str, Any]:
        """Give what all checks of the section have, as keyword arguments; made once.

        Any: the values fit the fields of checks one by one.
        """
        if self.known_fields is None:
            found = {name: getattr(self, name) for name in SHARED_FIELDS}
            object.__setattr__(self, "known_fields", found)
            return found
        return self.known_fields

    def catalogue(self, data_source: str | None) -> Catalogue | None:
        """Give the catalogue of a data source, or of the default one, where it is known."""
        return self.catalogues.get(data_source or self.default_data_source or "")

    def resolved(self, node: Scalar) -> Resolved | None:
        """Give a scalar's text with variables filled in; None after noting a mistake."""
        try:
            return resolve(node.text, self.variables, node.location)
        except SpecError as error:
            self.problems.errors.append(error)
            return None

    def text(self, node: Scalar) -> str | None:
        """Give a scalar's text with variables filled in; None after noting a mistake."""
        if "{" not in node.text:
            return node.text  # nothing to fill in, as in most texts
        found = self.resolved(node)
        return found.text if found is not None else None

    def label(self, node: Scalar) -> str | None:
        """Give a text for people: the names of a `for each` section stand in it unquoted."""
        if not self.labels:
            return self.text(node)
        return replace(self, variables=replace(self.variables, loop=self.labels)).text(node)
