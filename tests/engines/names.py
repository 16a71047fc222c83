"""The engines that tests run on."""

from typing import Any

ENGINES: tuple[Any, ...] = ("clickhouse", "duckdb", "mysql", "postgres", "sqlite")
"""Parameters for `parametrize` and `fixture`: names of dialects."""
