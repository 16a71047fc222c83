"""`configurations`: for all datasets of a document, and below a name for one of them."""

from dataclasses import replace
from typing import TYPE_CHECKING

from seltzer_specs.problems import did_you_mean
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.configurations import Configurations
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.dataset_configuration import (
    COLUMN_KEY,
    PLAIN_KEYS,
    read_configuration,
)
from seltzer_specs.sodacl.datasets import dataset_of
from seltzer_specs.sodacl.identifiers import IdentifierError, parse_dotted
from seltzer_specs.yaml_reader import Mapping, Node, Scalar

if TYPE_CHECKING:
    from seltzer_specs.checks_document.patterns import Patterns

Entry = tuple[Scalar, Node]


def take_configurations(config: Config, patterns: "Patterns | None") -> Configurations:
    """Give what is configured.

    Args:
        config: The document.
        patterns: What names the document's datasets; None for a document about one, whose
            configurations have no names of datasets.
    """
    node = config.take("configurations")
    found = Configurations()
    if node is not None and not isinstance(node, Mapping):
        config.complain(node, "configurations", "a mapping such as `valid format for email: email`")
    if not isinstance(node, Mapping):
        return found
    named = [entry for entry in node.entries if _is_named(entry, is_many=patterns is not None)]
    general = tuple(entry for entry in node.entries if entry not in named)
    read_configuration(replace(node, entries=general), found.general, config.context)
    for key, value in named:
        if patterns is None:
            config.context.problems.add(
                f'"{key.text}" stands between "configurations" and what is configured; the '
                "document is about one dataset, so leave it out",
                key.location,
                "unknown-key",
            )
        elif not isinstance(value, Mapping):
            config.complain(value, key.text, "what is configured for this dataset below it")
        else:
            _refuse_unnamed(key, patterns or (), config.context)
            own = found.start(key.text.strip(), config.context)
            read_configuration(value, own, config.context)
    return found


def _is_named(entry: Entry, *, is_many: bool) -> bool:
    """Tell whether a key is meant as the name of a dataset."""
    key, value = entry
    is_word = key.text in PLAIN_KEYS or COLUMN_KEY.fullmatch(key.text) is not None
    return not is_word and (isinstance(value, Mapping) or (is_many and " for " not in key.text))


def _refuse_unnamed(key: Scalar, patterns: "Patterns", context: Context) -> None:
    """Refuse the configuration of a dataset that no pattern can mean."""
    try:
        dataset = dataset_of(parse_dotted(key.text.strip()), context.data_sources)
    except IdentifierError as error:
        context.problems.add(str(error), key.location, "identifier")
        return
    names = tuple(part.text for part in dataset.name)
    included = [pattern for pattern in patterns if not pattern.is_exclude]
    if not any(pattern.matches(names, "insensitive") for pattern in included):
        known = [*PLAIN_KEYS, *(pattern.text for pattern in included if pattern.is_literal)]
        context.problems.add(
            f'no pattern of the document names the dataset "{key.text}" that this is for'
            f"{did_you_mean(key.text, known)}",
            key.location,
            "unused-configuration",
        )
