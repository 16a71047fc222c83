"""Column types compared as people mean them."""

import pytest

from seltzer_dialects.registry import get_dialect


@pytest.mark.parametrize(
    ("dialect", "wanted", "actual"),
    [
        ("postgres", "varchar", "character varying(20)"),
        ("postgres", "VARCHAR(20)", "character varying(20)"),
        ("postgres", "text", "text"),
        ("postgres", "varchar", "text"),
        ("postgres", "int", "integer"),
        ("postgres", "int8", "bigint"),
        ("postgres", "decimal", "numeric(10,2)"),
        ("postgres", "numeric(10, 2)", "numeric(10,2)"),
        ("postgres", "float", "double precision"),
        ("postgres", "timestamp", "timestamp without time zone"),
        ("postgres", "timestamptz", "timestamp(3) with time zone"),
        ("postgres", "integer[]", "integer[]"),
        ("postgres", "bool", "boolean"),
        ("duckdb", "integer", "INTEGER"),
        ("duckdb", "text", "VARCHAR"),
        ("duckdb", "float", "FLOAT"),
        ("duckdb", "real", "FLOAT"),
        ("duckdb", "timestamp with time zone", "TIMESTAMP WITH TIME ZONE"),
        ("duckdb", "struct(a integer)", "STRUCT(a INTEGER)"),
        ("sqlite", "int", "INTEGER"),
    ],
)
def test_same_types(dialect: str, wanted: str, actual: str) -> None:
    assert get_dialect(dialect).is_same_type(wanted, actual)


@pytest.mark.parametrize(
    ("dialect", "wanted", "actual"),
    [
        ("postgres", "varchar(10)", "character varying(20)"),
        ("postgres", "numeric(10,3)", "numeric(10,2)"),
        ("postgres", "timestamp", "timestamp with time zone"),
        ("postgres", "integer", "bigint"),
        ("postgres", "integer", "integer[]"),
        ("duckdb", "float", "DOUBLE"),
        ("duckdb", "struct(a integer)", "STRUCT(b INTEGER)"),
        ("sqlite", "text", "INTEGER"),
        ("sqlite", "integer", ""),
    ],
)
def test_other_types(dialect: str, wanted: str, actual: str) -> None:
    assert not get_dialect(dialect).is_same_type(wanted, actual)
