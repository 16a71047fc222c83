"""Connections: run one statement at a time on one data source and fetch its rows."""

import math
import struct
from abc import ABC, abstractmethod
from collections.abc import Generator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import TracebackType
from typing import TypeAlias

from seltzer_dialects.estimate import Estimate
from seltzer_specs.errors import ConnectError

STREAMED_ROWS = 2_000
"""Rows in one part of a stream."""

RawValue: TypeAlias = int | float | Decimal | str | bool | date | datetime | None
"""One cell of a result."""


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of one result.

    Attributes:
        columns: Column names as the engine gives them.
        rows: Cells in column order.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[RawValue, ...], ...]


class Connection(ABC):
    """One session with a data source, for the use of one thread.

    User-written SQL runs through it, so it is read-only wherever the engine can be told so, and
    it refuses more than one statement at a time.
    """

    @abstractmethod
    def fetch(self, sql: str, *, timeout_s: float | None = None) -> Rows:
        """Run one statement and fetch all its rows.

        Args:
            sql: One statement that reads.
            timeout_s: Seconds after which the engine is told to stop; None for no such limit.

        Raises:
            QueryError: it failed; `code` is `timeout` when it ran too long and `cancelled` when
                `cancel` stopped it.
        """

    def stream(self, sql: str, *, timeout_s: float | None = None) -> Generator[Rows]:
        """Run one statement and give its rows in parts, as they come.

        An engine whose driver can do so overrides this, and never holds all rows. Whoever stops
        early closes the generator before the connection.

        Args:
            sql: One statement that reads.
            timeout_s: Seconds after which the engine is told to stop; None for no such limit.

        Raises:
            QueryError: as `fetch`.
        """
        yield self.fetch(sql, timeout_s=timeout_s)

    def estimate(self, sql: str, *, timeout_s: float | None = None) -> Estimate | None:  # noqa: ARG002  # for engines that can
        """Tell what a statement will read, without running it.

        Args:
            sql: One statement that reads.
            timeout_s: Seconds after which the engine is told to stop; None for no such limit.

        Returns:
            None where this engine cannot tell.

        Raises:
            QueryError: the engine refuses the statement.
        """
        return None

    @abstractmethod
    def cancel(self) -> None:
        """Stop the running statement, from any thread; without one nothing happens."""

    @abstractmethod
    def close(self) -> None:
        """Give the session back; further use is an error."""

    def __enter__(self) -> "Connection":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def missing_driver(driver: str, *, extra: str) -> ConnectError:
    """Give the error for a driver that is not installed, which says how to get it."""
    return ConnectError(f"the driver \"{driver}\" is not installed; pip install 'seltzer[{extra}]'")


def to_rows(
    columns: tuple[str, ...],
    rows: list[tuple[object, ...]],
    *,
    singles: frozenset[int] = frozenset(),
) -> Rows:
    """Give a result with only the cell types that the layers above know.

    Args:
        columns: Names.
        rows: Cells as the driver gives them.
        singles: Positions of columns of single precision.
    """
    if singles:
        rows = [_without_noise(row, singles) for row in rows]
    return Rows(columns, tuple(tuple(_to_raw(cell) for cell in row) for row in rows))


def _without_noise(row: tuple[object, ...], singles: frozenset[int]) -> tuple[object, ...]:
    return tuple(
        shortest_single(cell) if place in singles and isinstance(cell, float) else cell
        for place, cell in enumerate(row)
    )


def shortest_single(value: float) -> float:
    """Give the float of the shortest decimal that stands for a number of single precision.

    A driver makes 0.10000000149011612 of a single 0.1, and nobody wrote those digits.
    """
    if not math.isfinite(value):
        return value
    texts = (f"{value:.{digits}g}" for digits in range(1, 10))
    return next((float(text) for text in texts if _as_single(float(text)) == value), value)


def _as_single(value: float) -> float | None:
    try:
        single: float = struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        return None
    return single


def _to_raw(cell: object) -> RawValue:
    if cell is None or isinstance(cell, int | float | Decimal | str | date):
        return cell
    return _text_of(cell) if isinstance(cell, bytes) else str(cell)


def _text_of(data: bytes) -> str:
    """Give bytes as text: different bytes stay different, also those that are no UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return f"\\x{data.hex()}"
