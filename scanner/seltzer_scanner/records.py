"""Rows as sorted digests, in bounded memory: what two data sources hold can then be merged.

A row becomes 32 bytes, 16 of its key and 16 of the compared values, so that no value is ever
written to a disk. Full batches are sorted and spilled to a file without a name, and merged when
they are read. Engines need not sort, which they do by different rules for texts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timezone
from decimal import Context, Decimal
from hashlib import blake2b
from heapq import merge
from os import SEEK_END
from tempfile import TemporaryFile
from typing import IO

from seltzer_compiler.measures import Measure
from seltzer_dialects.connection import RawValue, Rows
from seltzer_specs.errors import QueryError

BATCH = 250_000
"""Rows that are sorted in memory, about 40 MB."""

SIZE = 16
"""Bytes of a digest."""

_PAIR = 2 * SIZE
_READ_PAIRS = 1_024
_EXACT = Context(prec=2_000)
_LONG = 10**40
"""From here on numbers are written with an exponent, whichever type they come in."""


@dataclass(frozen=True, slots=True)
class Compared:
    """How two sides differ.

    Attributes:
        differing: Rows of one key whose values differ.
        missing: Rows of the source that the target lacks.
        extra: Rows of the target that the source lacks.
    """

    differing: int
    missing: int
    extra: int


class RecordSet:
    """The digests of one side, sorted.

    Args:
        columns: Names of the columns that stand for all of them, None where they were named.
    """

    def __init__(self, *, batch: int = BATCH) -> None:
        self.columns: tuple[str, ...] | None = None
        self.count = 0
        self._batch = batch
        self._pairs: list[bytes] = []
        self._file: IO[bytes] | None = None
        self._runs = 0

    def add(self, pairs: Iterable[bytes]) -> None:
        """Take the digests of some rows."""
        for pair in pairs:
            self._pairs.append(pair)
            self.count += 1
            if len(self._pairs) == self._batch:
                self._spill()

    def __iter__(self) -> Iterator[bytes]:
        return merge(sorted(self._pairs), *(self._read(run) for run in range(self._runs)))

    def close(self) -> None:
        """Give the file back."""
        if self._file is not None:
            self._file.close()
        self._file, self._runs = None, 0

    def _spill(self) -> None:
        """Write a sorted run of full length."""
        # All in one file: a process may not have as many open as there are runs.
        if self._file is None:
            self._file = TemporaryFile()  # noqa: SIM115  # ends with `close`
        self._file.seek(0, SEEK_END)
        self._file.write(b"".join(sorted(self._pairs)))
        self._file.flush()
        self._runs += 1
        self._pairs.clear()

    def _read(self, run: int) -> Iterator[bytes]:
        length = self._batch * _PAIR
        position, end = run * length, (run + 1) * length
        while position < end and self._file is not None:
            # Many runs are read at the same time, each from its own place.
            self._file.seek(position)
            block = self._file.read(min(_PAIR * _READ_PAIRS, end - position))
            position += len(block)
            for start in range(0, len(block), _PAIR):
                yield block[start : start + _PAIR]


def collect_records(measure: Measure, chunks: Iterable[Rows]) -> RecordSet:
    """Give the digests of the rows that a query brings.

    Raises:
        QueryError: a key is not among the columns, or the query itself failed.
    """
    found = RecordSet()
    try:
        for chunk in chunks:
            keys, values = _positions(measure, chunk.columns)
            if not measure.columns:
                found.columns = tuple(sorted(name.casefold() for name in chunk.columns))
            found.add(_digest(row, keys) + _digest(row, values) for row in chunk.rows)
    except BaseException:
        found.close()
        raise
    return found


def compare_records(target: RecordSet, source: RecordSet) -> Compared:
    """Merge both sides; rows with equal keys are paired, whichever they are."""
    differing = missing = extra = 0
    only_target = only_source = 0
    key = b""
    for pair, balance in _balance(target, source):
        if pair[:SIZE] != key:
            key = pair[:SIZE]
            paired = min(only_target, only_source)
            differing, missing = differing + paired, missing + only_source - paired
            extra, only_target, only_source = extra + only_target - paired, 0, 0
        only_target += max(balance, 0)
        only_source += max(-balance, 0)
    paired = min(only_target, only_source)
    return Compared(
        differing + paired, missing + only_source - paired, extra + only_target - paired
    )


def _balance(target: RecordSet, source: RecordSet) -> Iterator[tuple[bytes, int]]:
    """Give each distinct pair with how many more of it the target has than the source."""
    tagged = merge(((pair, 1) for pair in target), ((pair, -1) for pair in source))
    current, balance = b"", 0
    for pair, sign in tagged:
        if pair != current:
            if current:
                yield current, balance
            current, balance = pair, 0
        balance += sign
    if current:
        yield current, balance


def _positions(measure: Measure, columns: Sequence[str]) -> tuple[list[int], list[int]]:
    """Give the positions of the keys and of the compared values, in an order of the names."""
    if measure.columns:
        return list(range(len(measure.keys))), list(range(len(measure.keys), len(columns)))
    names = [name.casefold() for name in columns]
    keys: list[int] = []
    for name in measure.keys:
        if name.text.casefold() not in names:
            raise QueryError(f'there is no key column "{name}"', code="missing_object")
        keys.append(names.index(name.text.casefold()))
    rest = [position for position in range(len(names)) if position not in keys]
    return keys, sorted(rest, key=lambda position: names[position])


def _digest(row: Sequence[RawValue], positions: Sequence[int]) -> bytes:
    return digest([canonical(row[position]) for position in positions])


def digest(texts: Iterable[bytes]) -> bytes:
    """Give the digest of canonical values in their order."""
    found = blake2b(digest_size=SIZE)
    for text in texts:
        found.update(b"%d:" % len(text))
        found.update(text)
    return found.digest()


def canonical(value: RawValue) -> bytes:
    """Write a value so that equal values of different engines are the same bytes.

    The first byte tells the kind: nothing, text, a time, or a number.
    """
    if value is None:
        return b"n"
    if isinstance(value, str):
        return b"s" + value.encode("utf-8", "surrogatepass")
    if isinstance(value, date):
        return b"t" + _moment(value).isoformat().encode("ascii")
    return b"d" + _number(value).encode("ascii")


def _moment(value: date) -> datetime:
    """Give a time in UTC; a date is its midnight, a time without a zone is UTC."""
    moment = value if isinstance(value, datetime) else datetime.combine(value, time.min)
    return moment.astimezone(timezone.utc).replace(tzinfo=None) if moment.tzinfo else moment


def _number(value: float | Decimal) -> str:
    if isinstance(value, int) and abs(value) < _LONG:
        return str(int(value))
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        return str(number).lstrip("-s").lower() if number.is_nan() else str(number)
    if number == number.to_integral_value() and abs(number) < _LONG:
        return str(int(number))
    return str(_EXACT.normalize(number))
