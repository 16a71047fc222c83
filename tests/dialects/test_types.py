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


@pytest.mark.parametrize(
    ("dialect", "families"),
    [
        ("duckdb", {
            "HUGEINT": "number", "DECIMAL(18,3)": "number", "FLOAT": "number", "VARCHAR": "text",
            "ENUM(2 values, 0a1b2c3d)": "text", "TIMESTAMP WITH TIME ZONE": "time", "DATE": "time",
            "BOOLEAN": "boolean", "INTEGER[]": "other", "STRUCT(a INTEGER)": "other",
            "UUID": "other", "JSON": "other", "TIME": "other", "BLOB": "other",
        }),
        ("postgres", {
            "numeric(10,2)": "number", "double precision": "number", "character varying(20)":
            "text", "character(3)": "text", "text": "text", "citext": "text", "date": "time",
            "timestamp without time zone": "time", "timestamp(3) with time zone": "time",
            "boolean": "boolean", "uuid": "other", "jsonb": "other", "integer[]": "other",
            "mood": "other",
        }),
        ("sqlite", {
            "INTEGER": "number", "UNSIGNED BIG INT": "number", "REAL": "number",
            "VARCHAR(20)": "text", "DATETIME": "time", "DATE": "time", "BOOLEAN": "boolean",
            "": "other", "BLOB": "other",
        }),
    ],
)  # fmt: skip
def test_a_type_has_a_family_where_it_is_known(dialect: str, families: dict[str, str]) -> None:
    assert {name: get_dialect(dialect).type_family(name) for name in families} == families
