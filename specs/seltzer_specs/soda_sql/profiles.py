"""Metrics that are values of the data (`mins`, `frequent_values`, …): columns to profile."""

from collections.abc import Sequence

from seltzer_specs.names import Name
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.expand import expand
from seltzer_specs.sodacl.loop import note_waiting
from seltzer_specs.sodacl.patterns import NamePattern
from seltzer_specs.sodacl.survey_sections import profile_matches, wait_for_types
from seltzer_specs.surveys import SpecNote
from seltzer_specs.yaml_reader import Mapping

VALUES = frozenset({"mins", "maxs", "frequent_values", "histogram"})
EVERY = Name("%")


def ask_profiles(
    asked: Sequence[str],
    root: Mapping,
    context: Context,
    *,
    column: Name = EVERY,
    excluded: Sequence[Name] = (),
) -> None:
    """Ask for profiles, which stay in the report, where values of the data are asked for.

    Args:
        asked: Metrics of the table or column.
        root: Where `metrics` or `metric_groups` stands.
        context: With the dataset.
        column: Which column; all of the table without it.
        excluded: Columns to leave out.
    """
    if context.dataset is None or not VALUES.intersection(asked):
        return
    key, node = next(e for e in root.entries if e[0].text in ("metrics", "metric_groups"))
    names = [(column, False), *((name, True) for name in excluded)]
    patterns = tuple(
        NamePattern(name.text, (*context.dataset.name, name), None, is_exclude, key.location)
        for name, is_exclude in names
    )
    expansion = wait_for_types(expand(patterns, context, is_column=True), context)
    note_waiting(expansion, key, node, context)
    profile_matches(expansion.matches, context)
    if context.partition is not None:
        message = "profiles are of all rows: the filter does not reach them"
        context.findings.notes.append(SpecNote(message, key.location))
