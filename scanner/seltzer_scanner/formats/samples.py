"""Samples of bad rows as a table for a terminal, as lines of JSON and as CSV."""

import csv
import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from io import StringIO
from math import isfinite

from seltzer_dialects.connection import RawValue
from seltzer_scanner.foreign_text import encodable, escape_json, show
from seltzer_scanner.formats.words import count
from seltzer_scanner.sampling import Sample

MASK = "***"
_CELL = 60
"""Characters of a value on a terminal."""


def render_table(samples: Sequence[Sample], *, width: int, has_colour: bool) -> str:
    """Give a table for each check, and for one without rows the reason."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(
        file=StringIO(),
        force_terminal=True,
        color_system="auto" if has_colour else None,
        width=width,
        highlight=False,
        markup=False,
    )
    with console.capture() as capture:
        for sample in samples:
            console.print()
            console.print(Text(_title(sample), style="bold"), soft_wrap=True)
            if sample.error is not None:
                console.print(Text(f"no rows shown: {show(sample.error)}"), soft_wrap=True)
            if not sample.rows:
                continue
            table = Table(show_edge=False, pad_edge=False)
            for name in sample.columns:
                table.add_column(Text(show(name)), overflow="ellipsis", no_wrap=True)
            for cells in _full_rows(sample):
                table.add_row(*(Text(_shown(cell)) for cell in cells))
            console.print(table)
    return capture.get()


def render_jsonl(samples: Sequence[Sample]) -> str:
    """Give one JSON object per row: `check`, `name`, `dataset` and `row`, columns by name."""
    lines = [
        json.dumps(
            {
                "check": encodable(sample.check),
                "name": encodable(sample.name),
                "dataset": encodable(sample.dataset) if sample.dataset is not None else None,
                "row": dict(zip(map(encodable, sample.columns), map(_plain, cells), strict=True)),
            },
            ensure_ascii=False,
        )
        for sample in samples
        for cells in _full_rows(sample)
    ]
    return "".join(f"{escape_json(line)}\n" for line in lines)


def render_csv(samples: Sequence[Sample]) -> str:
    """Give one line per row, under the columns of all samples; the first two say whose it is.

    A column that a check's rows do not have is empty, as is NULL.
    """
    names = list(dict.fromkeys(name for sample in samples for name in sample.columns))
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["seltzer_check", "seltzer_dataset", *map(encodable, names)])
    for sample in samples:
        for cells in _full_rows(sample):
            row = dict(zip(sample.columns, cells, strict=True))
            values = [_text(row[name]) if name in row else "" for name in names]
            writer.writerow([encodable(sample.check), encodable(sample.dataset or ""), *values])
    return text.getvalue()


def _title(sample: Sample) -> str:
    dataset = f"{show(sample.dataset)}: " if sample.dataset is not None else ""
    rows = f" ({count(len(sample.rows), 'row')})" if sample.rows else ""
    return f"{dataset}{show(sample.name)}{rows}"


def _full_rows(sample: Sample) -> list[tuple[RawValue, ...]]:
    """Give rows with something in the place of values that were not fetched."""
    masks = (MASK,) * len(sample.masked)
    return [(*row, *masks) for row in sample.rows]


def _shown(cell: RawValue) -> str:
    if cell is None:
        return "NULL"
    text = show(_text(cell))
    return text if len(text) <= _CELL else f"{text[: _CELL - 1]}…"


def _text(cell: RawValue) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    return cell.isoformat() if isinstance(cell, date) else encodable(str(cell))


def _plain(cell: RawValue) -> str | int | float | bool | None:
    """Give a value for JSON: exact decimals and times as text."""
    if isinstance(cell, date | Decimal):
        return _text(cell)
    if isinstance(cell, float) and not isfinite(cell):
        return str(cell)  # JSON has no NaN
    return encodable(cell) if isinstance(cell, str) else cell
