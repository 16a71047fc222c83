"""The sections of a SodaCL file: `checks for`, `filter`, `configurations for`, `variables`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from seltzer_specs.checks import Check
from seltzer_specs.names import DatasetRef, Partition
from seltzer_specs.problems import describe, did_you_mean
from seltzer_specs.sodacl.configurations import Configurations, configured_key, is_configured
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.dataset_configuration import read_configuration
from seltzer_specs.sodacl.datasets import dataset_of, find_partition
from seltzer_specs.sodacl.identifiers import IdentifierError, join_spaces, parse_dotted
from seltzer_specs.sodacl.parse import parse_checks
from seltzer_specs.sodacl.section_names import (
    CHECKS_FOR,
    CONFIGURATIONS,
    FILTER,
    KNOWN,
    RECONCILIATION,
    SURVEYS,
    holds_checks,
    is_expanded,
)
from seltzer_specs.variables import Variables
from seltzer_specs.yaml_reader import Mapping, Node, Scalar, Sequence

_LOOSE = re.compile(
    r"(?P<word>checks?|tests?|rules?|configurations?|configs?|config)(?: (?:of|on|in|for|from))?"
    r"(?: (?:dataset|table|view))? (?P<dataset>\S+(?: \[.+\])?)",
    re.IGNORECASE,
)
OTHER_FILES = {
    "data_source ": "this is a Soda configuration; give it with -c",
    "data_sources": "this is a project file; give spec files only",
    "soda_cloud": "this is a Soda configuration; give it with -c",
    "connection": "this is a Soda SQL warehouse file; give it with -c",
    "table_name": "a Soda SQL scan file is a file of its own",
}


@dataclass(slots=True)
class _Sections:
    """What the sections of one file say before any check is read."""

    partitions: dict[tuple[str, str], Partition] = field(
        default_factory=dict[tuple[str, str], Partition]
    )
    configurations: Configurations = field(default_factory=Configurations)
    configured: dict[str, Scalar] = field(default_factory=dict[str, Scalar])
    broken: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    checks: list[tuple[Scalar, Node]] = field(default_factory=list[tuple[Scalar, Node]])


def parse_file(root: Mapping, context: Context, *, data_sources: frozenset[str]) -> list[Check]:
    """Parse one SodaCL file; mistakes are noted, and the other sections go on."""
    variables = declare_variables(root, context)
    if variables is not context.variables:
        context = replace(context, variables=variables)
    sections = _Sections()
    for key, node in root.entries:
        _sort_section(key, node, sections, context)
    if sections.partitions:
        context = replace(context, partitions=sections.partitions)
    checks = [
        check
        for key, node in sections.checks
        for check in _parse_section(key, node, sections, context, data_sources)
    ]
    _refuse_unused(sections, context)
    return checks


def _refuse_unused(sections: _Sections, context: Context) -> None:
    """Refuse configurations of datasets that the file has no checks for."""
    if not sections.configured:
        return
    if any(is_expanded(join_spaces(context.text(key) or "")) for key, _ in sections.checks):
        return  # patterns may mean them, today or tomorrow
    found = [d for key, node in sections.checks for d in _datasets_of(key, node, context)]
    for dataset, key in sections.configured.items():
        if not is_configured(configured_key(dataset, context), found, context):
            hint = did_you_mean(dataset, map(str, found))
            context.problems.add(
                f'the file has no "checks for {dataset}" that could use this{hint}',
                key.location,
                "unused-configuration",
            )


def _datasets_of(key: Scalar, node: Node, context: Context) -> Iterable[DatasetRef]:
    """Give the dataset that a section's checks are about, where it names one rightly."""
    header = join_spaces(context.text(key) or "")
    if RECONCILIATION.fullmatch(header):
        from seltzer_specs.sodacl.reconciliation import target_of_section

        target = target_of_section(node, context)
        return () if target is None else (target,)
    match = CHECKS_FOR.fullmatch(header)
    if match is None:
        return ()
    try:
        return (dataset_of(parse_dotted(match["dataset"].strip()), context.data_sources),)
    except IdentifierError:
        return ()  # told where the section is parsed


def declare_variables(root: Mapping, context: Context) -> Variables:
    """Give the variables with those of a file or document; any scalar is taken as its text.

    A value may use the variables above it.
    """
    node = root.get("variables")
    if node is None:
        return context.variables
    if not isinstance(node, Mapping):
        context.problems.add(
            f'"variables" wants names with values, got {describe(node)}',
            node.location,
            "wrong-value",
        )
        return context.variables
    for key, value in node.entries:
        if not isinstance(value, Scalar) or value.value is None:
            context.problems.add(
                f'variable "{key.text}" wants one value, got {describe(value)}',
                value.location,
                "wrong-value",
            )
        elif (found := context.resolved(value)) is not None:
            context = replace(context, variables=context.variables.declare(key.text, found))
    return context.variables


def _sort_section(key: Scalar, node: Node, sections: _Sections, context: Context) -> None:
    header = join_spaces(context.text(key) or "")
    if header == "templates" and not isinstance(node, Sequence):
        context.problems.add(
            f'"templates" wants a list of templates, got {describe(node)}; start each with "- "',
            node.location,
            "not-a-list",
        )
    if not header or header in ("variables", "templates"):
        return
    if holds_checks(header):
        sections.checks.append((key, node))
    elif match := FILTER.fullmatch(header):
        _read_filter(match, key, node, sections, context)
    elif match := CONFIGURATIONS.fullmatch(header):
        sections.configured.setdefault(match["dataset"].strip(), key)
        _read_configurations(match["dataset"].strip(), node, sections, context)
    else:
        context.problems.add(
            f'unknown section "{header}"{_header_hint(header)}', key.location, "unknown-section"
        )


def _nearest_header(header: str) -> str:
    """Give a section whose words are others: `checks of orders`, `check orders`."""
    match = _LOOSE.fullmatch(header)
    if match is None:
        return ""
    word = "configurations" if match["word"].lower().startswith("conf") else "checks"
    return f'; did you mean "{word} for {match["dataset"]}"?'


def _header_hint(header: str) -> str:
    """Say what an unknown header may be: another kind of file, or a misspelt section."""
    if header.lower() in ("checks for", "checks of", "filter", "configurations for", "for each"):
        return f'; name the dataset behind it, as in "{header} orders"'
    for start, kind in OTHER_FILES.items():
        if header.startswith(start):
            return f"; {kind}"
    words, _, dataset = header.partition(" for ")
    if dataset:
        hint = did_you_mean(words, ("checks", "configurations"))
        if "did you mean" in hint:
            return hint.replace('"?', f' for {dataset}"?')
        return _nearest_header(header)
    return _nearest_header(header) or did_you_mean(header, KNOWN)


def _read_filter(
    match: re.Match[str], key: Scalar, node: Node, sections: _Sections, context: Context
) -> None:
    where = node.get("where") if isinstance(node, Mapping) else None
    if not isinstance(node, Mapping):
        sections.broken.add((match["dataset"], match["partition"]))
        _no_condition(key, node, context)
        return
    others = [name for name, _ in node.entries if name.text != "where"]
    if others:
        sections.broken.add((match["dataset"], match["partition"]))
    for name in others:
        context.problems.unknown_key(name, ["where"], of="the filter")
    if others:
        return
    if not isinstance(where, Scalar) or not where.text.strip():
        sections.broken.add((match["dataset"], match["partition"]))
        _no_condition(key, node, context)
        return
    found = context.resolved(where)
    if found is not None:
        place = (match["dataset"], match["partition"])
        sections.partitions[place] = Partition(place[1], found.text.strip(), found.template)


def _no_condition(key: Scalar, node: Node, context: Context) -> None:
    where = node.get("where") if isinstance(node, Mapping) else node
    got = f", got {describe(where)}" if where is not None else ""
    context.problems.add(
        f'"{key.text}" wants a condition such as `where: total > 0` below it{got}',
        node.location,
        "filter",
    )


def _read_configurations(dataset: str, node: Node, sections: _Sections, context: Context) -> None:
    if not isinstance(node, Mapping):
        context.problems.add(
            f'"configurations for {dataset}" wants a mapping, got {describe(node)}',
            node.location,
            "wrong-value",
        )
        return
    read_configuration(node, sections.configurations.start(dataset, context), context)


def _parse_section(
    key: Scalar,
    node: Node,
    sections: _Sections,
    context: Context,
    data_sources: frozenset[str],
) -> list[Check]:
    header = join_spaces(context.text(key) or "")
    if is_expanded(header):
        return _parse_expanded(header, key, node, sections, context, data_sources)
    if RECONCILIATION.fullmatch(header):
        # Imported here, as what few files have takes longer to import than most files to parse.
        from seltzer_specs.sodacl.reconciliation import parse_reconciliation

        return parse_reconciliation(key, node, context, configurations=sections.configurations)
    match = CHECKS_FOR.fullmatch(header)
    if match is None:
        return parse_checks(node, context, header=header)
    try:
        dataset = dataset_of(parse_dotted(match["dataset"].strip()), data_sources)
    except IdentifierError as error:
        context.problems.add(str(error), key.location, "identifier")
        return []
    place = (match["dataset"].strip(), match["partition"])
    partition = None if place in sections.broken else _partition(match, key, context)
    if match["partition"] and partition is None:
        return []
    if partition is not None:
        context = replace(context, partition=partition)
    inner = sections.configurations.apply(context, dataset)
    return parse_checks(node, inner, header=header)


def _parse_expanded(
    header: str,
    key: Scalar,
    node: Node,
    sections: _Sections,
    context: Context,
    data_sources: frozenset[str],
) -> list[Check]:
    configure = sections.configurations.apply
    if header in SURVEYS:
        from seltzer_specs.sodacl.survey_sections import parse_survey_section

        return parse_survey_section(
            header, key, node, context, data_sources=data_sources, configure=configure
        )
    from seltzer_specs.sodacl.for_each import parse_for_each

    return parse_for_each(key, node, context, data_sources=data_sources, configure=configure)


def _partition(match: re.Match[str], key: Scalar, context: Context) -> Partition | None:
    if match["partition"] is None:
        return None
    return find_partition(match["dataset"].strip(), match["partition"], context, key.location)
