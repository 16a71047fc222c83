"""Migrated specs compared with what they were: same checks, same ids, same SQL everywhere."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

from seltzer_compiler.compile import compile_checks
from seltzer_compiler.measured import MeasureRequest
from seltzer_dialects.registry import BUILT_IN, get_dialect
from seltzer_specs.checks import Check, CheckBase, GroupByCheck
from seltzer_specs.loader import LoadResult, ParseSettings, parse_specs
from seltzer_specs.location import Location
from seltzer_specs.migrate.stand_ins import stand_in_catalogues
from seltzer_specs.spec_file import SpecFile


def find_difference(
    before: Sequence[SpecFile],
    after: Sequence[SpecFile],
    settings: ParseSettings,
    *,
    is_respelled: bool = False,
) -> str | None:
    """Say what two sets of files do not say alike; None where they are proven to.

    Args:
        before: Files without mistakes.
        after: What they became.
        settings: How both are parsed.
        is_respelled: True where the checks' own lines are others than before, and with them the
            names of checks that nobody named.
    """
    old, new = parse_specs(before, settings), parse_specs(after, settings)
    if new.errors:
        return f"the documents have a mistake: {new.errors[0]}"
    if not is_respelled and _waiting(old) != _waiting(new):
        return "what waits for a catalogue would not stay the same"
    waiting = (*old.waiting, *new.waiting)
    if waiting and (known := stand_in_catalogues(waiting, settings)):
        # What wildcards become is compared as well, on names that stand for what they match.
        settings = replace(settings, catalogues={**settings.catalogues, **known})
        old, new = parse_specs(before, settings), parse_specs(after, settings)
        if not old.errors and new.errors:
            return f"the documents have a mistake: {new.errors[0]}"
    if is_respelled:
        new = replace(new, checks=_spelt_as(new.checks, old.checks))
    if (id_ := _different_check(old.checks, new.checks)) is not None:
        return f'the check "{id_}" would not stay the same'
    if _rest(old) != _rest(new):
        return "its monitors or sections for many datasets would not stay the same"
    for dialect in sorted(BUILT_IN):
        if _sql(old, dialect, settings) != _sql(new, dialect, settings):
            return f"the compiled SQL of {dialect} would not stay the same"
    return None


def _spelt_as(checks: Iterable[Check], others: Iterable[Check]) -> tuple[Check, ...]:
    """Give checks with the lines of others of the same ids, and the names that follow from them."""
    known = {check.id: check for check in others}
    return tuple(
        _spelt_alike(check, known[check.id]) if check.id in known else check for check in checks
    )


def _spelt_alike(check: Check, other: Check) -> Check:
    if isinstance(check, GroupByCheck) and isinstance(other, GroupByCheck):
        pairs = zip(check.checks, other.checks, strict=False)
        members = tuple(_named_alike(own, old) for own, old in pairs)
        if len(check.checks) == len(other.checks):
            check = replace(check, checks=members)
    return _named_alike(check, other)


_AnyCheck = TypeVar("_AnyCheck", bound=CheckBase)


def _named_alike(check: _AnyCheck, other: CheckBase) -> _AnyCheck:
    # A name that nobody wrote is the line, behind the column's name in Soda SQL.
    is_default = other.name.endswith(other.definition[-200:])
    name = other.name if is_default else check.name
    return replace(check, definition=other.definition, name=name)


def _different_check(old: Iterable[Check], new: Iterable[Check]) -> str | None:
    """Give the id of a check that only one side has, or that differs."""
    left = {check.id: repr(_placeless(check)) for check in old}
    right = {check.id: repr(_placeless(check)) for check in new}
    return next((id_ for id_ in {**left, **right} if left.get(id_) != right.get(id_)), None)


def _rest(specs: LoadResult) -> object:
    # Whether a pattern brought a metric or somebody wrote it changes what is told, not the value.
    measured = [replace(item, is_literal=True) for item in specs.measured]
    lists = (specs.monitors, specs.discovered, specs.profiled, measured)
    return [Counter(repr(_placeless(item)) for item in items) for items in lists]


def _waiting(specs: LoadResult) -> object:
    """Give what waits for catalogues, whatever the sections are called."""
    return {
        (section.data_source, section.has_columns, names)
        for section in specs.waiting
        for names in section.names
    }


def _placeless(value: object) -> object:
    """Give a model without the places of files in it."""
    if isinstance(value, Location):
        return None
    if is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: _placeless(getattr(value, field.name)) for field in fields(value)}
        return type(value).__name__, parts
    if isinstance(value, tuple):
        return tuple(_placeless(item) for item in cast(tuple[object, ...], value))
    return value


def _sql(specs: LoadResult, dialect: str, settings: ParseSettings) -> object:
    """Give the SQL of all that is asked as if every data source had one dialect."""
    default = settings.default_data_source or "default"
    by_source: dict[str, list[Check]] = {}
    for check in specs.checks:
        source = check.dataset.data_source if check.dataset is not None else None
        by_source.setdefault(source or default, []).append(check)
    measured: dict[str, list[MeasureRequest]] = {}
    for asked in specs.measured:
        source = asked.dataset.data_source or default
        measured.setdefault(source, []).append(MeasureRequest(asked=asked))
    found: list[object] = []
    for name in sorted({*by_source, *measured}):
        plan = compile_checks(
            by_source.get(name, []),
            dialect=get_dialect(dialect),
            data_source=name,
            measured=measured.get(name, []),
        )
        found.append((name, sorted((query.id, query.sql) for query in plan.queries)))
        found.append(sorted((c.check.id, c.queries, _message(c.error)) for c in plan.checks))
    return found


def _message(error: object) -> str:
    return getattr(error, "message", "") if error is not None else ""


def reads_environment(files: Sequence[SpecFile], settings: ParseSettings) -> tuple[str, ...]:
    """Give one line for each place where a project, which reads no environment, lacks a value."""
    if settings.environment is None:
        return ()
    closed = parse_specs(files, replace(settings, environment=None))
    return tuple(dict.fromkeys(str(error) for error in closed.errors if error.rule == "variable"))
