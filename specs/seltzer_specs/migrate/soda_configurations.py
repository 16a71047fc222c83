"""Which configurations of a SodaCL file a section uses."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timezone

from seltzer_specs.migrate.moved_text import FileText, UnmovableError
from seltzer_specs.migrate.soda_section import SectionText
from seltzer_specs.names import DatasetRef
from seltzer_specs.problems import Problems
from seltzer_specs.sodacl.configurations import configured_key, keys_of
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.datasets import dataset_of
from seltzer_specs.sodacl.identifiers import IdentifierError, parse_dotted
from seltzer_specs.sodacl.patterns import NamePattern, read_patterns
from seltzer_specs.sodacl.reconciliation import target_of_section
from seltzer_specs.variables import Variables
from seltzer_specs.yaml_reader import Mapping
from seltzer_specs.yaml_writer import render_inline


@dataclass(frozen=True, slots=True)
class DataSourceNames:
    """Which data sources there are.

    Attributes:
        names: They may stand in front of a dataset.
        default: That of a dataset that names none.
    """

    names: frozenset[str] = frozenset()
    default: str | None = None


class SodaConfigurations:
    """The configurations of a file.

    Args:
        file: The file's text.
        sections: Its `configurations for` sections.
        data_sources: What is known of them.
    """

    def __init__(
        self, file: FileText, sections: Iterable[SectionText], data_sources: DataSourceNames
    ) -> None:
        self._file = file
        self._sections = tuple(sections)
        self._context = Context(
            problems=Problems(),
            variables=Variables(),
            now=datetime.min.replace(tzinfo=timezone.utc),
            data_sources=data_sources.names,
            default_data_source=data_sources.default,
            are_all_sources_known=False,
        )

    def used_by(self, section: SectionText) -> tuple[SectionText, ...]:
        """Give the configurations of the datasets that a section is about."""
        if section.kind in ("checks", "reconciliation"):
            return self._of_one(section)
        patterns = self._patterns_of(section)
        return tuple(
            found
            for found in self._sections
            if any(self._can_mean(pattern, found.dataset) for pattern in patterns)
        )

    def render(self, section: SectionText) -> str:
        """Give what a section uses as the key `configurations` of its document.

        Raises:
            UnmovableError: two configurations are one, which cannot be written as one.
        """
        found = self.used_by(section)
        if section.kind in ("checks", "reconciliation"):
            if len(found) > 1:
                raise UnmovableError("two configurations are of its dataset")
            return "".join(configuration.under("configurations") for configuration in found)
        if not found:
            return ""
        below = [c.below(self._file, render_inline(c.dataset)) for c in found]
        return "".join([f"{' ' * section.column}configurations:\n", *below])

    def _of_one(self, section: SectionText) -> tuple[SectionText, ...]:
        dataset = self._dataset_of(section)
        if dataset is None:
            return tuple(found for found in self._sections if found.dataset == section.dataset)
        keys = {id(found): configured_key(found.dataset, self._context) for found in self._sections}
        first = next((k for k in keys_of(dataset, self._context) if k in keys.values()), None)
        return tuple(found for found in self._sections if keys[id(found)] == first)

    def _dataset_of(self, section: SectionText) -> DatasetRef | None:
        if section.kind == "reconciliation":
            return target_of_section(section.node, self._context)
        try:
            return dataset_of(parse_dotted(section.dataset), self._context.data_sources)
        except IdentifierError:
            return None

    def _can_mean(self, pattern: NamePattern, dataset: str) -> bool:
        try:
            found = dataset_of(parse_dotted(dataset), self._context.data_sources)
        except IdentifierError:
            return False
        names = tuple(part.text for part in found.name)
        return not pattern.is_exclude and pattern.matches(names, "insensitive")

    def _patterns_of(self, section: SectionText) -> tuple[NamePattern, ...]:
        """Give the patterns of the datasets that a section may make checks of."""
        if section.kind == "survey" and section.header != "automated monitoring":
            return ()
        node = section.node
        if not isinstance(node, Mapping):
            return ()
        is_column = node.get("columns") is not None
        key = next((k for k in ("columns", "datasets", "tables") if node.get(k) is not None), "")
        patterns = read_patterns(
            node.get(key),
            self._context,
            of=key,
            data_sources=self._context.data_sources,
            is_column=is_column,
        )
        return tuple(replace(p, parts=p.parts[:-1]) for p in patterns) if is_column else patterns
