"""Keys of two data sources, looked up in one another without a value being kept or sent on.

A key is a digest beside its number of rows, in the sorted files of `RecordSet`: 16 bytes each.
"""

from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import groupby

from seltzer_compiler.measures import Measure
from seltzer_dialects.connection import RawValue, Rows
from seltzer_scanner.records import BATCH, SIZE, RecordSet, canonical, digest
from seltzer_specs.errors import QueryError

_KINDS = {ord("s"): "text", ord("d"): "numbers", ord("t"): "dates or times"}


class KeySet:
    """The keys of one side.

    Attributes:
        incomplete: Rows of keys with NULL in some columns, which match nothing.
        kinds: Kinds of the values of each column.
    """

    def __init__(self, columns: int, *, batch: int = BATCH) -> None:
        self.incomplete = 0
        self.kinds: tuple[set[int], ...] = tuple(set[int]() for _ in range(columns))
        self._keys = RecordSet(batch=batch)

    def add(self, rows: Iterable[tuple[Sequence[RawValue], int]]) -> None:
        """Take keys, each with its number of rows.

        Raises:
            OSError: the disk does not take more.
        """
        self._keys.add(pair for key, count in rows for pair in self._pairs(key, count))

    def __iter__(self) -> Iterator[tuple[bytes, int]]:
        """Give each digest once, sorted, with its number of rows."""
        for key, pairs in groupby(self._keys, lambda pair: pair[:SIZE]):
            yield key, sum(int.from_bytes(pair[SIZE:]) for pair in pairs)

    def close(self) -> None:
        """Give the files back."""
        self._keys.close()

    def _pairs(self, key: Sequence[RawValue], count: int) -> Iterator[bytes]:
        texts = [canonical(value) for value in key]
        for kinds, value, text in zip(self.kinds, key, texts, strict=True):
            if value is not None:
                kinds.add(text[0])
        if None in key:
            self.incomplete += count
        else:
            yield digest(texts) + count.to_bytes(SIZE)


def collect_keys(measure: Measure, chunks: Iterable[Rows], *, batch: int = BATCH) -> KeySet:
    """Give the keys that a query brings.

    Raises:
        QueryError: a count is none, or the query itself failed.
        OSError: the disk does not take more.
    """
    width = len(measure.columns)
    found = KeySet(width, batch=batch)
    try:
        for chunk in chunks:
            is_grouped = len(chunk.columns) > width
            found.add((row[:width], _count(row[width]) if is_grouped else 1) for row in chunk.rows)
    except BaseException:
        found.close()
        raise
    return found


def count_unmatched(own: KeySet, target: KeySet) -> int:
    """Count the rows whose key the target lacks; one with NULL in some column has no match."""
    return own.incomplete + sum(rows for rows, is_known in _looked_up(own, target) if not is_known)


def count_matched(own: KeySet, target: KeySet) -> int:
    """Count the rows whose key the target has."""
    return sum(rows for rows, is_known in _looked_up(own, target) if is_known)


def find_odd_column(own: KeySet, target: KeySet) -> tuple[int, str, str] | None:
    """Give the place of columns that share no kind of value, with what each of them holds.

    Texts never equal numbers, so that every row would have no match, and no row a forbidden one.
    """
    for place, (mine, theirs) in enumerate(zip(own.kinds, target.kinds, strict=True)):
        if mine and theirs and not mine & theirs:
            return place, _words(mine), _words(theirs)
    return None


def _looked_up(own: KeySet, target: KeySet) -> Iterator[tuple[int, bool]]:
    """Give the number of rows of each own key, and whether the target has the key."""
    mine = ((key, rows) for key, rows in own)
    theirs = ((key, None) for key, _ in target)
    # Equal keys come together; whose is whose is told by the number of rows, which no target has.
    for _, pairs in groupby(merge(mine, theirs, key=lambda pair: pair[0]), lambda pair: pair[0]):
        counts = [rows for _, rows in pairs]
        rows = sum(count for count in counts if count is not None)
        if rows:
            yield rows, None in counts


def _count(value: RawValue) -> int:
    if not isinstance(value, int):
        raise QueryError("wants a number of rows beside each key", code="other")
    return value


def _words(kinds: set[int]) -> str:
    return " and ".join(_KINDS[kind] for kind in sorted(kinds))
