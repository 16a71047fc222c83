"""Measures as patterns: what they have in common with others, and what fills the holes."""

from collections.abc import Callable, Sequence
from dataclasses import field, fields, replace
from typing import Any, Final

from seltzer_compiler.measures import Measure, RowSet
from seltzer_compiler.stencils.conditions import Kind, Pieces
from seltzer_compiler.stencils.holes import LETTERS, MAX_HOLES, MIN_WIDTH, stand_in
from seltzer_compiler.stencils.words import LOWER, Words, is_plain_text
from seltzer_specs.frozen import dataclass
from seltzer_specs.metrics import EMPTY_VALIDITY, Literals, Validity
from seltzer_specs.names import DatasetRef, Name

_VALIDITY_KEYS: Final = tuple(field.name for field in fields(Validity))
_LISTS: Final = frozenset({"missing_values", "valid_values", "invalid_values"})
_MARK: Final = "'"
"""Stands before the texts among holes: a name that reads the same is another hole."""


FREE_WIDTH: Final = 24
ALIAS_WIDTH: Final = 64
"""Most characters of a name or text, and of an alias, that free stencils are for."""


class NoPatternError(ValueError):
    """Something in a measure is not plain, so that sqlglot writes it itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin(Measure):
    """A measure with stand-ins for names and texts, its alias among them."""

    written_alias: str = field(default="", compare=False)

    @property
    def alias(self) -> str:
        """Give the stand-in of the alias."""
        return self.written_alias


class Pattern:
    """What measures are without their names and texts, while they are read one after the other.

    Each method gives a part of the key: patterns with equal keys differ in what fills their holes,
    and in nothing else.

    Attributes:
        is_long: True where something is longer than `free_widths`.

    Args:
        words: What may fill holes.
        read: Gives the pieces of a user's condition, None where it is not plain.
    """

    __slots__ = ("_aliases", "_has_rows", "_holes", "_read", "_words", "is_long")

    def __init__(self, words: Words, read: Callable[[str], Pieces | None]) -> None:
        self._words = words
        self._read = read
        self._holes: dict[str, str] = {}
        self._has_rows = False
        self._aliases: list[str] = []
        self.is_long = False

    def free_widths(self) -> list[int]:
        """Give the most characters of what fills each hole, unless the pattern `is_long`."""
        return [ALIAS_WIDTH if key in self._aliases else FREE_WIDTH for key in self._holes]

    @property
    def fillers(self) -> list[str]:
        """Give what fills the holes."""
        return [key[1:] if key[0] == _MARK else key for key in self._holes]

    def stand_ins(self, widths: Sequence[int]) -> tuple[str, ...]:
        """Give the stand-ins of the holes in the widths that are wanted."""
        return tuple(map(stand_in, self._holes.values(), widths))

    def name(self, text: str) -> str:
        """Make a hole of an unquoted name, the same for each use of it, and give its letters.

        A name of one letter stays: it is too short for a stand-in.

        Raises:
            NoPatternError: the name is not plain, or there are too many.
        """
        found = self._holes.get(text)
        if found is None:
            case = self._words.case_of(text)
            if case is None or len(self._holes) >= MAX_HOLES:
                raise NoPatternError
            if len(text) < MIN_WIDTH:
                return text
            found = self._holes[text] = LETTERS[case][len(self._holes)]
            if len(text) > FREE_WIDTH:
                self.is_long = True
        return found

    def alias(self, text: str) -> str:
        """Make a hole of the name that a column of the result gets, and give its letters.

        Raises:
            NoPatternError: the name is not plain, or there are too many.
        """
        is_long = self.is_long
        is_new = text not in self._holes
        found = self.name(text)
        if is_new and len(text) <= ALIAS_WIDTH:
            self._aliases.append(text)
            self.is_long = is_long
        return found

    def text(self, text: str) -> str:
        """Make a hole of a literal's text and give its letters; others stay as they are.

        Raises:
            NoPatternError: there are too many.
        """
        key = _MARK + text
        if len(text) < MIN_WIDTH or not is_plain_text(text):
            return key
        found = self._holes.get(key)
        if found is None:
            if len(self._holes) >= MAX_HOLES:
                raise NoPatternError
            found = self._holes[key] = LETTERS[LOWER][len(self._holes)]
            if len(text) > FREE_WIDTH:
                self.is_long = True
        return found

    def condition(self, text: str) -> tuple[str, ...]:
        """Give a user's condition by its pieces.

        Raises:
            NoPatternError: it is not plain.
        """
        parts: list[str] = []
        for kind, found in self._pieces(text):
            if kind == "name":
                parts.append(self.name(found))
            elif kind == "text":
                parts.append(self.text(found))
            else:
                parts.append(found)
        return tuple(parts)

    def rows(self, rows: RowSet | None) -> tuple[object, ...]:
        """Give a dataset and its filters.

        Raises:
            NoPatternError: there is none, or something is not plain.
        """
        if rows is None:
            raise NoPatternError
        self._has_rows = True
        return (self._names(rows.dataset.name), *[self.condition(text) for text in rows.where])

    def measure(self, measure: Measure) -> tuple[object, ...]:
        """Give everything of a measure that its SQL depends on, but its rows.

        Raises:
            NoPatternError: something in it is not plain, or of a kind that has no patterns.
        """
        sql, validity = measure.sql, measure.validity
        if measure.reference is not None or measure.keys or measure.limit is not None:
            raise NoPatternError
        if sql is not None and measure.condition != "user":
            raise NoPatternError
        return (
            measure.function,
            measure.condition,
            measure.transform,
            measure.fraction,
            self._names(measure.columns),
            None if measure.filter is None else self.condition(measure.filter),
            None if sql is None else self.condition(sql),
            None if validity is EMPTY_VALIDITY else self._validity(validity),
            self.alias(measure.alias),
        )

    def condition_twin(self, text: str) -> str:
        """Give a condition that was read with stand-ins."""
        known = dict(zip(self._holes, self.stand_ins([MIN_WIDTH] * len(self._holes)), strict=True))
        return self._condition_twin(text, known)

    def rows_twin(self, rows: RowSet, widths: Sequence[int]) -> RowSet:
        """Give a dataset and its filters, which were read, with stand-ins of these widths."""
        return self._rows_twin(rows, dict(zip(self._holes, self.stand_ins(widths), strict=True)))

    def twin(self, measure: Measure, widths: Sequence[int]) -> Twin:
        """Give a measure that was read with stand-ins of these widths."""
        known = dict(zip(self._holes, self.stand_ins(widths), strict=True))
        given: dict[str, Any] = {
            f.name: getattr(measure, f.name) for f in fields(Measure) if f.init
        }
        given["columns"] = _renamed(measure.columns, known)
        given["validity"] = _validity_twin(measure.validity, known)
        for key in ("filter", "sql"):
            if given[key] is not None:
                given[key] = self._condition_twin(given[key], known)
        if self._has_rows and measure.rows is not None:
            given["rows"] = self._rows_twin(measure.rows, known)
        return Twin(**given, written_alias=known.get(measure.alias, measure.alias))

    def _pieces(self, text: str) -> Pieces:
        pieces = self._read(text)
        if pieces is None:
            raise NoPatternError
        return pieces

    def _names(self, names: tuple[Name, ...]) -> tuple[str, ...]:
        found: list[str] = []
        for name in names:
            if name.is_quoted:
                raise NoPatternError
            found.append(self.name(name.text))
        return tuple(found)

    def _validity(self, validity: Validity) -> tuple[object, ...]:
        found: list[object] = []
        for key in _VALIDITY_KEYS:
            value = getattr(validity, key)
            if value is not None and value is not False:
                found.append((key, self._literals(value) if key in _LISTS else repr(value)))
        return tuple(found)

    def _literals(self, values: Literals) -> tuple[str, ...]:
        # 1, 1.0 and True are equal in Python and not in SQL.
        return tuple([self.text(v) if isinstance(v, str) else repr(v) for v in values])

    def _rows_twin(self, rows: RowSet, known: dict[str, str]) -> RowSet:
        names = _renamed(rows.dataset.name, known)
        return RowSet(
            dataset=DatasetRef(names, rows.dataset.data_source),
            where=tuple(self._condition_twin(text, known) for text in rows.where),
        )

    def _condition_twin(self, text: str, known: dict[str, str]) -> str:
        return " ".join(_piece_twin(kind, found, known) for kind, found in self._pieces(text))


def _piece_twin(kind: Kind, text: str, known: dict[str, str]) -> str:
    if kind == "text":
        return f"'{known.get(_MARK + text, text)}'"
    return known.get(text, text) if kind == "name" else text


def _renamed(names: tuple[Name, ...], known: dict[str, str]) -> tuple[Name, ...]:
    return tuple(Name(known.get(name.text, name.text), name.is_quoted) for name in names)


def _validity_twin(validity: Validity, known: dict[str, str]) -> Validity:
    lists: dict[str, Any] = {}  # Any: each fits the field it is read from
    for key in _LISTS:
        values = getattr(validity, key)
        if values is not None:
            twins = (known.get(_MARK + v, v) if isinstance(v, str) else v for v in values)
            lists[key] = tuple(twins)
    return replace(validity, **lists)
