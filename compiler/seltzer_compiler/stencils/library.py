"""The stencils of one dialect, made when they are first needed."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache, partial
from typing import TypeAlias

from sqlglot import exp

from seltzer_compiler.aggregates import build_aggregate
from seltzer_compiler.measures import Measure, RowSet
from seltzer_compiler.rules import percentile_list
from seltzer_compiler.stencils.conditions import read_condition
from seltzer_compiler.stencils.patterns import NoPatternError, Pattern
from seltzer_compiler.stencils.stencil import Stencil, Write, Written, make_exact, make_free
from seltzer_compiler.stencils.words import Words
from seltzer_compiler.user_sql import UserSqlError, parse_expression
from seltzer_dialects.base import Dialect

Build: TypeAlias = Callable[[Sequence[Measure], Dialect], exp.Select]
"""Builds the whole statement of some measures, from nothing but what patterns hold of them."""

_CACHED_CONDITIONS = 16_384
_SLOT = "q\u10d0"
"""Where the columns of a SELECT go; a letter that no pattern has."""


class StencilLibrary:
    """Writes SQL by stencils where it can, and by trees elsewhere; the text is the same.

    Args:
        dialect: Writes the stencils.
        max_stencils: Most that are kept; what needs further ones is written by trees.
    """

    def __init__(self, dialect: Dialect, *, max_stencils: int = 16_384) -> None:
        self._dialect = dialect
        self._words = Words(dialect)
        self._read = lru_cache(_CACHED_CONDITIONS)(partial(read_condition, words=self._words))
        self._max_stencils = max_stencils
        self._stencils: dict[object, Stencil | None] = {}
        self._usable: dict[object, bool] = {}

    def statement(self, build: Build, measures: Sequence[Measure]) -> str:
        """Give the text of a statement that one function builds."""
        pattern = Pattern(self._words, self._read)

        def write(widths: Sequence[int] | None) -> Written:
            twins = measures
            if widths is not None:
                twins = [pattern.twin(measure, widths) for measure in measures]
            return Written(self._dialect.render(build(twins, self._dialect)))

        try:
            parts = [(pattern.rows(m.rows), pattern.measure(m)) for m in measures]
        except NoPatternError:
            return write(None).text
        found = self._find((build, *parts), pattern, write)
        return write(None).text if found is None else found.fill(pattern.fillers)

    def scan(self, measures: Sequence[Measure]) -> Written:
        """Give the text of one SELECT with an aggregate for each measure over the same rows.

        The columns of a SELECT stand each on lines of their own, so that each is written apart.
        """
        around = self._around(measures[0].rows)
        fractions = percentile_list.fractions_of(measures, self._dialect)
        items = [self._item(m, fractions.get(m.key, ())) for m in measures] if around else []
        written = [item for item in items if item is not None]
        if around is None or len(written) < len(items):
            return self._scan_tree(measures, fractions)
        text = around.replace(_SLOT, ",\n  ".join([item.text for item in written]), 1)
        return Written(text, tuple([rule for item in written for rule in item.rules]))

    def is_usable(self, condition: str) -> bool:
        """Tell whether a user's condition is plain and one; False where sqlglot has to say."""
        pattern = Pattern(self._words, self._read)
        try:
            key = pattern.condition(condition)
        except NoPatternError:
            return False
        if key not in self._usable:
            if len(self._usable) >= self._max_stencils:
                return False
            self._usable[key] = self._can_be_read(pattern.condition_twin(condition))
        return self._usable[key]

    def _can_be_read(self, condition: str) -> bool:
        try:
            parse_expression(condition, self._dialect.sqlglot)
        except UserSqlError:
            return False
        return True

    def _item(self, measure: Measure, fractions: tuple[float, ...]) -> Written | None:
        """Give one column of a SELECT; None where it is more than a column."""
        if fractions:
            return self._item_tree(measure, fractions)
        pattern = Pattern(self._words, self._read)

        def write(widths: Sequence[int] | None) -> Written | None:
            return self._item_tree(measure if widths is None else pattern.twin(measure, widths))

        try:
            key = pattern.measure(measure)
        except NoPatternError:
            return write(None)
        found = self._find(key, pattern, write)
        return write(None) if found is None else Written(found.fill(pattern.fillers), found.rules)

    def _item_tree(self, measure: Measure, fractions: tuple[float, ...] = ()) -> Written | None:
        aggregate = build_aggregate(measure, self._dialect, fractions)
        column = exp.alias_(aggregate.tree, measure.alias, copy=False)
        text = self._dialect.render(exp.select(column, copy=False).from_(_SLOT, copy=False))
        before, after = "SELECT\n  ", f"\nFROM {_SLOT}"
        if not text.startswith(before) or not text.endswith(after):
            return None
        return Written(text[len(before) : -len(after)], aggregate.rules)

    def _around(self, rows: RowSet | None) -> str | None:
        """Give a SELECT over rows with a slot for its columns; None where there is no such."""
        if rows is None:
            raise ValueError("an aggregate wants a dataset")
        pattern = Pattern(self._words, self._read)

        def write(widths: Sequence[int] | None) -> Written:
            twin = rows if widths is None else pattern.rows_twin(rows, widths)
            tree = select_from(
                [exp.Column(this=exp.to_identifier(_SLOT, quoted=False))], twin, self._dialect
            )
            return Written(self._dialect.render(tree))

        try:
            key = pattern.rows(rows)
        except NoPatternError:
            text = write(None).text
        else:
            found = self._find(key, pattern, write)
            text = write(None).text if found is None else found.fill(pattern.fillers)
        return text if text.startswith(f"SELECT\n  {_SLOT}\nFROM ") else None

    def _scan_tree(
        self, measures: Sequence[Measure], fractions: Mapping[str, tuple[float, ...]]
    ) -> Written:
        rows = measures[0].rows
        if rows is None:
            raise ValueError("an aggregate wants a dataset")
        aggregates = [
            build_aggregate(measure, self._dialect, fractions.get(measure.key, ()))
            for measure in measures
        ]
        columns: list[exp.Expr] = [
            exp.alias_(aggregate.tree, measure.alias, copy=False)
            for aggregate, measure in zip(aggregates, measures, strict=True)
        ]
        tree = select_from(columns, rows, self._dialect)
        rules = tuple(rule for aggregate in aggregates for rule in aggregate.rules)
        return Written(self._dialect.render(tree), rules)

    def _find(self, key: object, pattern: Pattern, write: Write) -> Stencil | None:
        """Give the stencil of a pattern, which is made with the first measures that need it."""
        if not pattern.is_long:
            if key not in self._stencils and not self._is_full:
                self._stencils[key] = make_free(pattern, write)
            free = self._stencils.get(key)
            if free is not None:
                return free
        exact = (key, tuple(map(len, pattern.fillers)))
        if exact not in self._stencils and not self._is_full:
            self._stencils[exact] = make_exact(pattern, write)
        return self._stencils.get(exact)

    @property
    def _is_full(self) -> bool:
        return len(self._stencils) >= self._max_stencils


def select_from(columns: Sequence[exp.Expr], rows: RowSet, dialect: Dialect) -> exp.Select:
    """Select columns, which are used up, from the rows of a measure."""
    tree = exp.select(*columns, copy=False).from_(dialect.table(rows.dataset), copy=False)
    conditions = [parse_expression(text, dialect.sqlglot).copy() for text in rows.where]
    return tree.where(*conditions, copy=False) if conditions else tree


@cache
def library_of(dialect: Dialect) -> StencilLibrary:
    """Give the stencils of a dialect, which are kept."""
    return StencilLibrary(dialect)
