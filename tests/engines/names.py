"""The engines that tests run on."""

from typing import Any

import pytest

SPARK = pytest.param("spark", marks=pytest.mark.xdist_group("spark"))
"""Tests of Spark run in one process, because its engine takes seconds to start."""

QUICK: tuple[str, ...] = ("clickhouse", "duckdb", "mysql", "postgres", "sqlite")
"""Names of dialects whose engines answer in milliseconds."""

ENGINES: tuple[Any, ...] = (*QUICK, SPARK)
"""Parameters for `parametrize` and `fixture`: all dialects whose engines run here."""

PAIRS: tuple[tuple[str, str], ...] = (
    *zip(QUICK, (*QUICK[1:], *QUICK[:1]), strict=True),
    *zip((*QUICK[1:], *QUICK[:1]), QUICK, strict=True),
)
"""Each engine with two others, as either side: not all pairs, which would grow with the square."""
