"""Versioned documents: `apiVersion: seltzer/v1` with `kind: Checks` or `kind: Monitor`."""

from collections.abc import Callable
from dataclasses import replace

from seltzer_specs.checks import Check
from seltzer_specs.names import DatasetRef, Partition
from seltzer_specs.problems import Problems, describe, did_you_mean
from seltzer_specs.schedules import schedule_mistake, time_zone_mistake
from seltzer_specs.snapshot import KIND as SNAPSHOT_KIND
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.dataset_configuration import DatasetConfiguration, read_configuration
from seltzer_specs.sodacl.datasets import dataset_of
from seltzer_specs.sodacl.headers import declare_variables
from seltzer_specs.sodacl.identifiers import IdentifierError, parse_dotted
from seltzer_specs.sodacl.parse import parse_checks
from seltzer_specs.yaml_reader import Mapping, Scalar

API_VERSION = "seltzer/v1"
KINDS = ("Checks", "Monitor", "Template")
CHECKS_KEYS = (
    "apiVersion", "kind", "dataset", "data_source", "owner", "severity", "tags", "notify",
    "attributes", "schedule", "timezone", "filter", "configurations", "variables", "checks",
)  # fmt: skip


def is_versioned(root: Mapping) -> bool:
    """Tell whether a document says that it is a versioned one."""
    return root.get("apiVersion") is not None or root.get("kind") is not None


def document_kind(root: Mapping, problems: Problems) -> str | None:
    """Give the kind of a versioned document; None after noting a mistake."""
    version, kind = root.get("apiVersion"), root.get("kind")
    if not isinstance(version, Scalar) or version.text != API_VERSION:
        place = version or root
        got = f", got {describe(version)}" if version is not None else "; add it"
        problems.add(f'"apiVersion" must be {API_VERSION}{got}', place.location, "api-version")
        return None
    if isinstance(kind, Scalar) and kind.text in (*KINDS, SNAPSHOT_KIND):
        return kind.text
    if kind is None:
        problems.add(
            f'"kind" is missing; write {" or ".join(f"`kind: {name}`" for name in KINDS)}',
            root.location,
            "unknown-kind",
        )
        return None
    place = kind
    word = kind.text if isinstance(kind, Scalar) else ""
    if word == "Project":
        problems.add(
            "a document of `kind: Project` is a project file; name it seltzer.yml, outside of the "
            "folders of specs",
            place.location,
            "unknown-kind",
        )
        return None
    hint = did_you_mean(word, KINDS) if word else f"; known: {', '.join(KINDS)}"
    problems.add(f'unknown kind "{word}"{hint}', place.location, "unknown-kind")
    return None


def parse_checks_document(
    root: Mapping, context: Context, *, data_sources: frozenset[str]
) -> list[Check]:
    """Parse a `kind: Checks` document; mistakes are noted, and the other checks go on."""
    context = replace(context, variables=declare_variables(root, context))
    config = Config(root, of="a Checks document", context=context)
    for key in CHECKS_KEYS:
        if not config.has(key):
            config.take(key)
    for key in ("apiVersion", "kind", "variables"):
        config.take(key)
    dataset, configuration = _dataset(config, root, data_sources), _configuration(config)
    inner = replace(
        context,
        partition=_filter(config),
        owner=config.take_line("owner"),
        severity=config.take_severity(),
        tags=tuple(sorted(set(config.take_texts("tags")))),
        schedule=_take_checked("schedule", schedule_mistake, config),
        timezone=_take_checked("timezone", time_zone_mistake, config),
        notify=config.take_receivers() or context.notify,
        attributes=tuple(sorted(config.take_attributes().items())),
    )
    node = config.take("checks")
    config.finish()
    if node is None:
        context.problems.add(
            'a Checks document wants a list under "checks"', root.location, "no-checks"
        )
        return []
    return parse_checks(node, configuration.apply(inner, dataset), header="checks")


def _dataset(config: Config, root: Mapping, data_sources: frozenset[str]) -> DatasetRef | None:
    node = config.take_scalar("dataset")
    source = config.take_line("data_source")
    if node is None:
        config.context.problems.add(
            'a Checks document wants "dataset"; write for example `dataset: orders`',
            root.location,
            "no-dataset",
        )
        return None
    return read_dataset(node, source, config.context, data_sources)


def read_dataset(
    node: Scalar, source: str | None, context: Context, data_sources: frozenset[str]
) -> DatasetRef | None:
    """Give the dataset that a scalar names; None after noting a mistake."""
    text = context.text(node)
    if text is None:
        return None
    try:
        parts = parse_dotted(text.strip())
    except IdentifierError as error:
        context.problems.add(str(error), node.location, "identifier")
        return None
    if source is None:
        return dataset_of(parts, data_sources)
    if data_sources and source not in data_sources:
        context.problems.add(
            f'there is no data source "{source}"{did_you_mean(source, data_sources)}',
            node.location,
            "unknown-data-source",
        )
    return DatasetRef(parts, source)


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


def _filter(config: Config) -> Partition | None:
    """Give the document's filter: a condition, or one with a name that ids are made of."""
    node = config.peek("filter")
    if not isinstance(node, Mapping):
        found = config.take_sql("filter")
        return Partition("filter", found.text.strip(), found.template) if found else None
    config.take("filter")
    named = config.below("filter", node)
    name, found = named.take_line("name"), named.take_sql("where")
    named.finish()
    if found is None and node.get("where") is None:
        config.complain(node, "filter", "a condition, or `where: CONDITION` with a name")
    return Partition(name or "filter", found.text.strip(), found.template) if found else None


def _configuration(config: Config) -> DatasetConfiguration:
    node = config.take("configurations")
    found = DatasetConfiguration()
    if isinstance(node, Mapping):
        read_configuration(node, found, config.context)
    elif node is not None:
        config.complain(node, "configurations", "a mapping such as `valid format for email: email`")
    return found
