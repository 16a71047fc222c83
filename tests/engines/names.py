"""The engines that tests run on."""

from typing import Any

ENGINES: tuple[Any, ...] = ("clickhouse", "duckdb", "mysql", "postgres", "sqlite")
"""Parameters for `parametrize` and `fixture`: names of dialects."""

PAIRS: tuple[tuple[Any, Any], ...] = (
    *zip(ENGINES, (*ENGINES[1:], *ENGINES[:1]), strict=True),
    *zip((*ENGINES[1:], *ENGINES[:1]), ENGINES, strict=True),
)
"""Each engine with two others, as either side: not all pairs, which would grow with the square."""
