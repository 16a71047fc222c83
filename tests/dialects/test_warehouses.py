"""Dialects of warehouses, as far as no warehouse is needed."""

import sqlite3
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import sqlglot
from sqlglot import exp

from seltzer_dialects.catalogue import CATALOGUE_COLUMNS
from seltzer_dialects.connection import Connection
from seltzer_dialects.registry import BUILT_IN, dialect_of, get_dialect
from seltzer_dialects.snowflake import Snowflake
from seltzer_dialects.sqlserver_connection import connection_string
from seltzer_dialects.warehouse import Warehouse
from seltzer_dialects.warehouse_connection import open_warehouse
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.errors import ConfigError, ConnectError, QueryError
from seltzer_specs.names import DatasetRef, Name

DIALECTS = {name: get_dialect(name) for name in BUILT_IN}
WAREHOUSES = [name for name, dialect in DIALECTS.items() if isinstance(dialect, Warehouse)]
DRIVERS = {
    "athena": "pyathena", "bigquery": "google.cloud.bigquery", "databricks": "databricks.sql",
    "dremio": "adbc_driver_flightsql.dbapi", "fabric": "mssql_python", "hive": "impala.dbapi",
    "oracle": "oracledb", "redshift": "redshift_connector", "snowflake": "snowflake.connector",
    "sqlserver": "mssql_python", "synapse": "mssql_python", "teradata": "teradatasql",
    "trino": "trino.dbapi",
}  # fmt: skip


def sqlite(path: Path, **more: Any) -> Connection:
    """A session through the one driver of PEP 249 that Python brings."""
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE IF NOT EXISTS t (a INTEGER)")
        made.execute("DELETE FROM t")
        made.execute("INSERT INTO t VALUES (1), (2)")
    made.close()
    arguments = {"database": str(path), "check_same_thread": False, **more}
    settings = DataSourceSettings("shop", "snowflake", {})
    return open_warehouse(settings, "sqlite3", arguments, dialect=Snowflake.sqlglot)


@pytest.mark.parametrize("name", WAREHOUSES)
def test_a_missing_driver_says_how_to_get_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module = DRIVERS[name]
    for part in (module, module.rpartition(".")[0]):
        if part:
            monkeypatch.setitem(sys.modules, part, None)
    with pytest.raises(ConnectError) as caught:
        get_dialect(name).connect(DataSourceSettings("w", name, {}), root=Path())

    extra = DIALECTS[name].EXTRA
    assert str(caught.value).endswith(f"is not installed; pip install 'seltzer[{extra}]'")


def test_compiling_imports_no_driver() -> None:
    import_module("seltzer_dialects.registry")
    loaded = {module.partition(".")[0] for module in DRIVERS.values()} & set(sys.modules)

    assert loaded <= {"google"}


def test_a_session_gives_rows_and_parts(tmp_path: Path) -> None:
    with sqlite(tmp_path / "x.db") as connection:
        assert connection.fetch("SELECT a FROM t ORDER BY a").rows == ((1,), (2,))
        (part,) = connection.stream("SELECT a FROM t ORDER BY a")

    assert part.rows == ((1,), (2,))


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("SELECT 1; DELETE FROM t", "permission"),
        ("DELETE FROM t", "permission"),
        ("WITH x AS (SELECT 1) DELETE FROM t", "permission"),
        ("CREATE TABLE x AS SELECT 1", "permission"),
        ("SELECT * INTO x FROM t", "permission"),
        ("CALL p()", "permission"),
        ("SELECT 'x", "syntax"),
        ("SELECT nope FROM t", "other"),
    ],
)
def test_what_is_no_query_never_reaches_the_warehouse(sql: str, code: str, tmp_path: Path) -> None:
    with sqlite(tmp_path / "x.db") as connection:
        with pytest.raises(QueryError) as caught:
            connection.fetch(sql)
        assert connection.fetch("SELECT COUNT(*) FROM t").rows == ((2,),)

    assert caught.value.code == code


def test_a_session_stops_in_time(tmp_path: Path) -> None:
    endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT SUM(x) FROM c"
    with sqlite(tmp_path / "x.db") as connection:
        with pytest.raises(QueryError) as caught:
            connection.fetch(endless, timeout_s=0.1)
        assert connection.fetch("SELECT 1").rows == ((1,),)

    assert caught.value.code == "timeout"


def test_what_the_driver_says_is_one_line(tmp_path: Path) -> None:
    settings = DataSourceSettings("shop", "snowflake", {})
    missing = {"database": str(tmp_path / "no" / "x.db")}
    with pytest.raises(ConnectError, match=r'^data source "shop": unable to open'):
        open_warehouse(settings, "sqlite3", missing, dialect=Snowflake.sqlglot)


@pytest.mark.parametrize("name", [name for name in WAREHOUSES if name != "hive"])
def test_a_catalogue_query_reads_back(name: str) -> None:
    dialect = DIALECTS[name]
    asked = [DatasetRef((Name("orders"),)), DatasetRef((Name("shop"), Name("items")))]
    for query in (
        dialect.catalogue(asked, schema=None),
        dialect.catalogue(asked, schema="shop"),
        dialect.whole_catalogue(schema=None),
    ):
        text = dialect.render(query)
        again = sqlglot.parse_one(text, dialect=dialect.sqlglot)

        assert dialect.render(again) == text
        assert isinstance(again, exp.Select)
        assert again.named_selects == list(CATALOGUE_COLUMNS)


def test_hive_has_no_catalogue() -> None:
    with pytest.raises(ConfigError, match="no catalogue"):
        DIALECTS["hive"].whole_catalogue(schema=None)


@pytest.mark.parametrize(
    ("method", "name"), [("databricks", "databricks"), ("hive", "hive"), ("odbc", "spark")]
)
def test_a_method_of_soda_names_the_dialect(method: str, name: str) -> None:
    settings = DataSourceSettings("w", "spark", {"method": method})

    assert dialect_of(settings).name == name


def test_a_connection_string_holds_what_it_is_given() -> None:
    options: dict[str, str | int | bool] = {
        "host": "db.example.org", "port": 1434, "database": "shop", "username": "me",
        "password": "a;b}c", "trust_server_certificate": True, "encrypt": "yes",
    }  # fmt: skip

    assert connection_string(DataSourceSettings("w", "sqlserver", options)) == (
        "Server=db.example.org,1434;Database=shop;UID=me;PWD={a;b}}c};Encrypt=yes;"
        "TrustServerCertificate=yes"
    )
