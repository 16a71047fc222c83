"""Patterns to datasets and columns, from a catalogue where there is one.

The answer is the same whether the catalogue is a snapshot or the live one, so that identities are.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from seltzer_specs.location import Location
from seltzer_specs.names import DatasetRef, Name, exact_name
from seltzer_specs.problems import did_you_mean
from seltzer_specs.snapshot import Catalogue, SnapshotDataset
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.patterns import NamePattern


@dataclass(frozen=True, slots=True)
class Match:
    """A dataset, or a column of one, that a pattern named.

    Attributes:
        dataset: As a check would name it.
        column: As a check would name it; None for a dataset.
        pattern: The pattern that brought it.
    """

    dataset: DatasetRef
    column: Name | None
    pattern: NamePattern


@dataclass(frozen=True, slots=True)
class Expansion:
    """What patterns mean.

    Attributes:
        matches: Each dataset or column once, in the order of the patterns, then by name.
        waits_for: Data source whose catalogue is needed for the rest; None where it is the
            scan's.
        is_waiting: True where some pattern waits.
        patterns: The patterns.
        has_columns: True where they name columns.
    """

    matches: tuple[Match, ...]
    is_waiting: bool = False
    waits_for: str | None = None
    patterns: tuple[NamePattern, ...] = ()
    has_columns: bool = False


_Key = tuple[str | None, tuple[str, ...]]


def expand(patterns: tuple[NamePattern, ...], context: Context, *, is_column: bool) -> Expansion:
    """Give what the patterns name; one that matches nothing is a mistake at its line.

    An `exclude` may match nothing: it keeps out what may come.

    Args:
        patterns: Includes and excludes.
        context: Its catalogues are asked; mistakes are noted in it.
        is_column: True for patterns whose last part is a column.
    """
    found: dict[_Key, Match] = {}
    waiting: list[NamePattern] = []
    unmatched: list[NamePattern] = []
    served: set[Location] = set()
    for pattern in patterns:
        if pattern.is_exclude:
            continue
        catalogue = context.catalogue(pattern.data_source)
        if catalogue is None and _needs_catalogue(pattern, patterns):
            waiting.append(pattern)
            served.add(pattern.location)
            continue
        matched = dict(_matches(pattern, catalogue, context, is_column=is_column))
        if matched:
            served.add(pattern.location)
        else:
            unmatched.append(pattern)
        for key, match in matched.items():
            # What somebody spelt out keeps its spelling, so that it has one identity offline too.
            if pattern.is_literal or key not in found:
                found[key] = match
    _complain(unmatched, served, context, is_column=is_column)
    kept = [match for key, match in found.items() if not _is_excluded(key, patterns, context)]
    if found and not kept and not waiting:
        first = next(iter(found.values())).pattern
        context.problems.add(
            "every match is excluded; change the patterns", first.location, "no-match"
        )
    source = waiting[0].data_source or context.default_data_source if waiting else None
    return Expansion(tuple(kept), bool(waiting), source, patterns, is_column)


def _needs_catalogue(pattern: NamePattern, patterns: tuple[NamePattern, ...]) -> bool:
    """Tell whether only a catalogue knows what it means, or whether it is excluded."""
    return not pattern.is_literal or any(
        other.is_exclude and len(other.parts) > len(pattern.parts) for other in patterns
    )


def _as_written(pattern: NamePattern, *, is_column: bool) -> Match:
    *owners, last = pattern.parts
    dataset = DatasetRef(tuple(owners) if is_column else pattern.parts, pattern.data_source)
    return Match(dataset, last if is_column else None, pattern)


def _matches(
    pattern: NamePattern, catalogue: Catalogue | None, context: Context, *, is_column: bool
) -> Iterable[tuple[_Key, Match]]:
    source = pattern.data_source or context.default_data_source
    if catalogue is None:
        key = (source, tuple(part.text for part in pattern.parts))
        yield key, _as_written(pattern, is_column=is_column)
        return
    for names, match in _in_catalogue(pattern, catalogue, is_column=is_column):
        is_literal = pattern.is_literal
        yield (source, names), _as_written(pattern, is_column=is_column) if is_literal else match


def _in_catalogue(
    pattern: NamePattern, catalogue: Catalogue, *, is_column: bool
) -> Iterable[tuple[tuple[str, ...], Match]]:
    case = catalogue.name_case
    for dataset in catalogue.snapshot.datasets:
        own = _names_of(dataset, pattern, is_column=is_column)
        if own is None:
            continue
        ref = DatasetRef(tuple(exact_name(n, case) for n in own), pattern.data_source)
        if not is_column and pattern.matches(own, case):
            yield (dataset.schema, dataset.name), Match(ref, None, pattern)
        for column in dataset.columns if is_column else ():
            if pattern.matches((*own, column.name), case):
                names = (dataset.schema, dataset.name, column.name)
                yield names, Match(ref, exact_name(column.name, case), pattern)


def _names_of(
    dataset: SnapshotDataset, pattern: NamePattern, *, is_column: bool
) -> tuple[str, ...] | None:
    """Give a dataset's names as far as the pattern has them; None where they cannot match."""
    wanted = len(pattern.parts) - is_column
    if wanted == 1:
        return None if dataset.needs_schema else (dataset.name,)
    return (dataset.schema, dataset.name) if wanted == 2 else None


def _is_excluded(key: _Key, patterns: tuple[NamePattern, ...], context: Context) -> bool:
    source, names = key
    for pattern in patterns:
        if not pattern.is_exclude:
            continue
        if (pattern.data_source or context.default_data_source) != source:
            continue
        catalogue = context.catalogue(pattern.data_source)
        case = catalogue.name_case if catalogue is not None else "insensitive"
        if pattern.matches(names[-len(pattern.parts) :], case):
            return True
    return False


def _complain(
    unmatched: Iterable[NamePattern],
    served: Collection[Location],
    context: Context,
    *,
    is_column: bool,
) -> None:
    """Note the patterns that match nothing, but for those whose place another one serves."""
    noted: set[Location] = set()
    for pattern in unmatched:
        if pattern.is_optional and pattern.location in {*served, *noted}:
            continue
        noted.add(pattern.location)
        _complain_of(pattern, context, is_column=is_column)


def _complain_of(pattern: NamePattern, context: Context, *, is_column: bool) -> None:
    catalogue = context.catalogue(pattern.data_source)
    known = catalogue.snapshot.datasets if catalogue is not None else ()
    source = catalogue.snapshot.data_source if catalogue is not None else ""
    names = [dataset.label for dataset in known]
    if is_column:
        names = [f"{d.label}.{column.name}" for d in known for column in d.columns]
    hint = did_you_mean(pattern.text, names) if pattern.is_literal else ""
    kind = "column" if is_column else "dataset"
    context.problems.add(
        f'the pattern "{pattern.text}" matches no {kind} of "{source}"{hint}',
        pattern.location,
        "no-match",
    )
