"""`--select` and `--exclude`: which checks a command is about.

A selector is `KEY:PATTERN[,KEY:PATTERN…]`: a check is chosen when all of its terms hold. Selectors
given more than once are alternatives.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import TypeAlias, get_args

import click

from seltzer_cli.options import Decorated
from seltzer_cli.workspace import Workspace
from seltzer_specs.checks import Check
from seltzer_specs.checks.base import CheckKind
from seltzer_specs.errors import ConfigError

CHANGED = "changed-since"
SCHEDULE = "schedule"
DUE = "due"
LATE_KEYS = (CHANGED, SCHEDULE)
"""Keys whose answer is found out when the specs are known; they may rightly choose nothing."""

KINDS = tuple(get_args(CheckKind))

Words: TypeAlias = Callable[[Check], tuple[str, ...]]
Changed: TypeAlias = Mapping[str, frozenset[str]]
"""Ids of the checks that changed since a commit, by its name."""


def _dataset(check: Check) -> tuple[str, ...]:
    if check.dataset is None:
        return ()
    name, last = str(check.dataset).lower(), check.dataset.name[-1].text.lower()
    source = check.dataset.data_source
    return (name, last, *((f"{source.lower()}.{name}",) if source is not None else ()))


def _word(value: str | float | bool) -> str:
    """Give a value as YAML has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _attributes(check: Check) -> tuple[str, ...]:
    """Give each attribute, and of a list of values, which specs join with commas, each value."""
    words = ((name, _word(value)) for name, value in check.attributes)
    # As a comma in a selector means `and`, nobody can ask for the whole list.
    return tuple(f"{name}={part.strip()}" for name, word in words for part in word.split(","))


KEYS: Mapping[str, Words] = {
    "dataset": _dataset,
    "tag": lambda check: check.tags,
    "owner": lambda check: (check.owner,) if check.owner is not None else (),
    "id": lambda check: (check.id,),
    "kind": lambda check: (check.kind,),
    "severity": lambda check: (check.severity,) if check.severity is not None else (),
    "attribute": _attributes,
}
"""What a term may ask about, and the words of a check that its pattern is held against."""


@dataclass(frozen=True, slots=True)
class Term:
    """One condition, such as `tag:critical`."""

    key: str
    value: str

    def __str__(self) -> str:
        return f"{self.key}:{self.value}"

    def holds(self, check: Check, known: "CheckSelection") -> bool:
        """Tell whether a check satisfies it."""
        if self.key == CHANGED:
            return check.id in known.changed[self.value]
        if self.key == SCHEDULE:
            return check.id in known.due
        pattern = self.value.lower() if self.key == "dataset" else self.value
        return any(fnmatchcase(word, pattern) for word in KEYS[self.key](check))


@dataclass(frozen=True, slots=True)
class Selector:
    """Terms of which all must hold."""

    terms: tuple[Term, ...]

    def __str__(self) -> str:
        return ",".join(map(str, self.terms))

    @property
    def may_be_empty(self) -> bool:
        """Tell whether it may rightly choose nothing."""
        return any(term.key in LATE_KEYS for term in self.terms)

    def holds(self, check: Check, known: "CheckSelection") -> bool:
        """Tell whether a check is chosen, by what a selection knows."""
        return all(term.holds(check, known) for term in self.terms)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSelection:
    """What the user asked for.

    Attributes:
        select: A check is chosen by any of these; by none where there is none.
        exclude: A check that any of these holds for is left out again.
        changed: What `changed-since` means, once the workspace is known.
        due: Ids of the checks that `schedule:due` means, once the server was asked.
    """

    select: tuple[Selector, ...] = ()
    exclude: tuple[Selector, ...] = ()
    changed: Changed = field(default_factory=dict[str, frozenset[str]])
    due: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.select or self.exclude)

    def __str__(self) -> str:
        words = [f"--select {selector}" for selector in self.select]
        return " ".join([*words, *(f"--exclude {selector}" for selector in self.exclude)])

    @property
    def revisions(self) -> tuple[str, ...]:
        """Name the commits that `changed-since` asks about."""
        terms = (term for choice in (*self.select, *self.exclude) for term in choice.terms)
        return tuple(dict.fromkeys(term.value for term in terms if term.key == CHANGED))

    @property
    def asks_for_due(self) -> bool:
        """Tell whether it wants to know which checks are due."""
        terms = (term for choice in (*self.select, *self.exclude) for term in choice.terms)
        return any(term.key == SCHEDULE for term in terms)

    def choose(self, checks: Sequence[Check]) -> tuple[Check, ...]:
        """Give the chosen checks, in their order.

        Raises:
            ConfigError: a selector holds for no check, or nothing is left; only `changed-since`
                and `schedule:due` may choose nothing.
        """
        for option, selectors in (("--select", self.select), ("--exclude", self.exclude)):
            for selector in selectors:
                _require_match(option, selector, checks)
        chosen = tuple(check for check in checks if self._is_chosen(check))
        if not chosen and not any(s.may_be_empty for s in (*self.select, *self.exclude)):
            raise ConfigError(f"{self} leaves none of {len(checks)} checks; take one part away")
        return chosen

    def _is_chosen(self, check: Check) -> bool:
        is_wanted = not self.select or any(s.holds(check, self) for s in self.select)
        return is_wanted and not any(s.holds(check, self) for s in self.exclude)


def parse_selector(text: str) -> Selector:
    """Parse the value of `--select` or `--exclude`.

    Raises:
        ConfigError: it is no selector.
    """
    return Selector(tuple(_parse_term(part.strip(), text) for part in text.split(",")))


def parse_selection(select: Iterable[str], exclude: Iterable[str]) -> CheckSelection:
    """Parse the values of both options.

    Raises:
        ConfigError: one of them is no selector.
    """
    return CheckSelection(
        select=tuple(map(parse_selector, select)), exclude=tuple(map(parse_selector, exclude))
    )


def locate_changes(
    selection: CheckSelection, workspace: Workspace, *, spec_paths: Sequence[str]
) -> CheckSelection:
    """Find out what changed since the commits that a selection names.

    Raises:
        ConfigError: there is no such commit, or no repository.
    """
    if not selection.revisions:
        return selection
    from seltzer_cli.changed_checks import find_changed

    return replace(
        selection,
        changed={
            name: find_changed(workspace, name, spec_paths=spec_paths)
            for name in selection.revisions
        },
    )


def select_checks(
    workspace: Workspace,
    selection: CheckSelection,
    *,
    data_source: str | None,
    spec_paths: Sequence[str],
) -> Workspace:
    """Give the workspace with the chosen checks alone, and nothing to discover or to profile.

    Args:
        workspace: All checks.
        selection: What the user asked for; all of them where it is empty.
        data_source: Choose among the checks of this one only.
        spec_paths: What the user named instead of the project's own specs.

    Raises:
        ConfigError: nothing is selected, or a commit is not known.
    """
    if not selection:
        return workspace
    if selection.asks_for_due:
        raise ConfigError(
            "schedule:due is for `seltzer scan`, which asks the server when it last scanned"
        )
    located = locate_changes(selection, workspace, spec_paths=spec_paths)
    checks = workspace.specs.checks
    if data_source is not None:
        checks = workspace.checks_for(data_source)
    chosen = located.choose(checks)
    specs = replace(workspace.specs, checks=chosen, discovered=(), profiled=())
    return replace(workspace, specs=specs, left_out=len(checks) - len(chosen))


def describe_left_out(selection: CheckSelection, left_out: int) -> str:
    """Give one line that keeps a selection from being read as everything."""
    return f"{left_out} check{'' if left_out == 1 else 's'} left out by {selection}"


def select_options(command: Decorated) -> Decorated:
    """Add `--select` and `--exclude`."""
    select = click.option(
        "--select",
        multiple=True,
        metavar="KEY:PATTERN[,…]",
        help="Only these checks: dataset:, tag:, owner:, id:, kind:, severity:, attribute:NAME= "
        "with a pattern, changed-since:COMMIT or schedule:due. A comma means and; repeat the "
        "option for or.",
    )
    exclude = click.option(
        "--exclude", multiple=True, metavar="KEY:PATTERN[,…]", help="Not these; as --select."
    )
    return select(exclude(command))


def _parse_term(part: str, text: str) -> Term:
    key, colon, value = part.partition(":")
    known = (*KEYS, *LATE_KEYS)
    if not colon or not value:
        raise ConfigError(
            f'a selector is KEY:PATTERN, got "{part}" in "{text}"; write for example '
            f'"dataset:{part.rstrip(":") or "orders"}"'
        )
    if key not in known:
        near = get_close_matches(key, known, n=1)
        hint = f'did you mean "{near[0]}"?' if near else f"use one of {', '.join(known)}"
        raise ConfigError(f'a selector knows no "{key}", in "{text}"; {hint}')
    if key == "kind" and not any(fnmatchcase(kind, value) for kind in KINDS):
        near = get_close_matches(value, KINDS, n=1)
        hint = f'did you mean "{near[0]}"?' if near else f"use one of {', '.join(KINDS)}"
        raise ConfigError(f'no kind of check "{value}", in "{text}"; {hint}')
    if key == SCHEDULE and value != DUE:
        raise ConfigError(f'"schedule:" takes "{DUE}" only, got "{value}" in "{text}"')
    return Term(key, value)


def _require_match(option: str, selector: Selector, checks: Sequence[Check]) -> None:
    """Refuse a selector that no check satisfies, whatever changed or is due."""
    plain = Selector(tuple(term for term in selector.terms if term.key not in LATE_KEYS))
    nothing = CheckSelection()
    if any(plain.holds(check, nothing) for check in checks):
        return
    lost = [t for t in plain.terms if not any(t.holds(check, nothing) for check in checks)]
    hint = _hint(lost[0], checks) if lost else "; each part alone does, all together do not"
    raise ConfigError(f"{option} {selector} holds for none of {len(checks)} checks{hint}")


def _hint(term: Term, checks: Sequence[Check]) -> str:
    words = sorted({word for check in checks for word in KEYS[term.key](check)})
    near = get_close_matches(term.value, words, n=1)
    if near:
        return f'; did you mean "{term.key}:{near[0]}"?'
    shown = ", ".join(words[:5]) + (", …" if len(words) > 5 else "")
    return f'; no {term.key} matches "{term.value}", there is {shown or "none"}'
