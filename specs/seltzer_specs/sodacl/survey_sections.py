"""Automated monitoring: two checks for each dataset that a pattern matches.

```yaml
apiVersion: seltzer/v1
kind: Checks
owner: team-shop
automated monitoring: [orders, customers]
```

The list holds [patterns](for-each.md#patterns), such as `fact_%`. Per dataset there are two checks:
`anomaly detection for row_count`, and a schema check that fails when a column is deleted, changes
its type or its position, and warns when one is added. As SodaCL:

```yaml
automated monitoring:
  datasets: [orders, customers]
```

Both stand for this, with the same ids and histories:

```yaml
checks for orders:
  - anomaly detection for row_count
  - schema:
      warn:
        when schema changes: [column add]
      fail:
        when schema changes: [column delete, column type change, column index change]
```

Limits:
    - Both checks need the history of a [server](../server.md), or of the embedded one: the first
      scans are `skipped`.

Code:
    The sections that ask for something else than checks are read here as well: discover, profile
    and sample; `surveys` has what they find.
"""

from dataclasses import replace

from seltzer_specs.checks import Check
from seltzer_specs.location import Location
from seltzer_specs.problems import describe
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.expand import Expansion, Match, expand
from seltzer_specs.sodacl.loop import Configure, note_waiting
from seltzer_specs.sodacl.parse import parse_check
from seltzer_specs.sodacl.patterns import NamePattern, read_patterns
from seltzer_specs.sodacl.section_names import SURVEY_KEYS, Survey
from seltzer_specs.surveys import DiscoveredDataset, ProfiledColumn, SpecNote
from seltzer_specs.yaml_reader import Mapping, Node, Scalar, Sequence

_FAIL_CHANGES = ("column delete", "column type change", "column index change")
_WARN_CHANGES = ("column add",)


def parse_survey_section(
    header: str,
    key: Scalar,
    node: Node,
    context: Context,
    *,
    data_sources: frozenset[str],
    configure: Configure,
) -> list[Check]:
    """Parse one of `SURVEYS`; only automated monitoring gives checks.

    Args:
        header: The header, with single spaces.
        key: The header as it stands.
        node: What stands below it.
        context: What applies.
        data_sources: Names of data sources, which may stand in front of a dataset.
        configure: Gives the context of a dataset's checks.
    """
    is_column = header == "profile columns"
    _note_old_words(header, key, context)
    patterns_node = _take_patterns(header, key, node, context, is_column=is_column)
    if patterns_node is None:
        return []
    of = "columns" if is_column else "datasets"
    patterns = read_patterns(
        patterns_node, context, of=of, data_sources=data_sources, is_column=is_column
    )
    return survey(key, node, patterns, context, kind=_kind(header), configure=configure)


def survey(
    key: Scalar,
    node: Node,
    patterns: tuple[NamePattern, ...],
    context: Context,
    *,
    kind: Survey,
    configure: Configure,
) -> list[Check]:
    """Ask for what a section wants of all that its patterns name.

    Args:
        key: The section's header or key.
        node: What stands below it.
        patterns: Includes and excludes.
        context: What applies.
        kind: What is wanted; only automated monitoring gives checks.
        configure: Gives the context of a dataset's checks.
    """
    is_column = kind == "profile columns"
    expansion = expand(patterns, context, is_column=is_column)
    if kind == "sample datasets":
        _note_samples(key, context)
        return []
    if is_column:
        expansion = wait_for_types(expansion, context)
    note_waiting(expansion, key, node, context)
    if is_column:
        profile_matches(expansion.matches, context)
    elif kind == "discover datasets":
        context.findings.discovered.extend(
            DiscoveredDataset(match.dataset, match.pattern.location) for match in expansion.matches
        )
    else:
        return [c for match in expansion.matches for c in _monitor(match, context, configure)]
    return []


def _kind(header: str) -> Survey:
    """Give what a section asks for, under its old name as well."""
    return next(kind for kind in SURVEY_KEYS if kind == header.replace("tables", "datasets"))


def _note_old_words(header: str, key: Scalar, context: Context) -> None:
    if header.endswith("tables"):
        new = header.replace("tables", "datasets")
        message = f'"{header}" is the old name of "{new}"; it still works'
        context.findings.notes.append(SpecNote(message, key.location))


def _note_samples(key: Scalar, context: Context) -> None:
    context.findings.notes.append(
        SpecNote(
            f'"{key.text}" is skipped, no row is read: only rows that a check finds bad are shown, '
            "where `samples:` in seltzer.yml allows it",
            key.location,
        )
    )


def _take_patterns(
    header: str, key: Scalar, node: Node, context: Context, *, is_column: bool
) -> Node | None:
    known = ("columns",) if is_column else ("datasets", "tables")
    example = "columns: [orders.%]" if is_column else "datasets: [orders, fact_%]"
    if not isinstance(node, Mapping):
        context.problems.add(
            f'"{header}" wants `{example}` below it, got {describe(node)}',
            node.location,
            "survey",
        )
        return None
    others = [name for name, _ in node.entries if name.text not in known]
    for name in others:
        context.problems.unknown_key(name, known[:1], of=f'"{header}"')
    given = [value for name, value in node.entries if name.text in known]
    if len(given) != 1:
        context.problems.add(f'"{header}" wants `{example}` below it', key.location, "survey")
        return None
    return None if others else given[0]


def wait_for_types(expansion: Expansion, context: Context) -> Expansion:
    """Leave columns to the scan where no catalogue tells their types."""
    known = tuple(m for m in expansion.matches if context.catalogue(m.dataset.data_source))
    left = [m for m in expansion.matches if m not in known]
    if not left:
        return expansion
    source = expansion.waits_for or left[0].dataset.data_source or context.default_data_source
    return replace(expansion, matches=known, is_waiting=True, waits_for=source)


def profile_matches(matches: tuple[Match, ...], context: Context) -> None:
    """Ask for a profile of each matching column."""
    for match in matches:
        if match.column is not None:
            context.findings.profiled.append(
                ProfiledColumn(match.dataset, match.column, match.pattern.location)
            )


def _monitor(match: Match, context: Context, configure: Configure) -> list[Check]:
    """Give the checks of one dataset, as if somebody had written them at the pattern."""
    inner = configure(context, match.dataset)
    place = match.pattern.location
    nodes = (_scalar("anomaly detection for row_count", place), _schema_check(place))
    checks = [parse_check(node, inner) for node in nodes]
    return [check for check in checks if check is not None]


def _schema_check(place: Location) -> Mapping:
    levels = tuple(
        (_scalar(level, place), _mapping("when schema changes", _list(changes, place), place))
        for level, changes in (("warn", _WARN_CHANGES), ("fail", _FAIL_CHANGES))
    )
    return _mapping("schema", Mapping(levels, place), place)


def _mapping(key: str, value: Node, place: Location) -> Mapping:
    return Mapping(((_scalar(key, place), value),), place)


def _list(texts: tuple[str, ...], place: Location) -> Sequence:
    return Sequence(tuple(_scalar(text, place) for text in texts), place)


def _scalar(text: str, place: Location) -> Scalar:
    return Scalar(text, text, place)
