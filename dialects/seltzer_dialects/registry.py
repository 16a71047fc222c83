"""Which dialect belongs to a data source's `type:`."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from seltzer_specs.errors import ConfigError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from seltzer_dialects.base import Dialect
    from seltzer_specs.data_sources import DataSourceSettings

ENTRY_POINT_GROUP = "seltzer.dialects"
"""Another package adds a dialect with an entry point `name = "package.module:Class"` here."""

BUILT_IN: Mapping[str, str] = {
    "athena": "seltzer_dialects.athena:Athena",
    "bigquery": "seltzer_dialects.bigquery:BigQuery",
    "clickhouse": "seltzer_dialects.clickhouse:ClickHouse",
    "databricks": "seltzer_dialects.databricks:Databricks",
    "dremio": "seltzer_dialects.dremio:Dremio",
    "duckdb": "seltzer_dialects.duckdb:DuckDB",
    "fabric": "seltzer_dialects.fabric:Fabric",
    "hive": "seltzer_dialects.hive:Hive",
    "mysql": "seltzer_dialects.mysql:MySQL",
    "oracle": "seltzer_dialects.oracle:Oracle",
    "postgres": "seltzer_dialects.postgres:Postgres",
    "redshift": "seltzer_dialects.redshift:Redshift",
    "snowflake": "seltzer_dialects.snowflake:Snowflake",
    "spark": "seltzer_dialects.spark:Spark",
    "sqlite": "seltzer_dialects.sqlite:SQLite",
    "sqlserver": "seltzer_dialects.sqlserver:SQLServer",
    "synapse": "seltzer_dialects.synapse:Synapse",
    "teradata": "seltzer_dialects.teradata:Teradata",
    "trino": "seltzer_dialects.trino:Trino",
}

ALIASES: Mapping[str, str] = {
    "chdb": "clickhouse",
    "impala": "hive",
    "mariadb": "mysql",
    "motherduck": "duckdb",
    "mssql": "sqlserver",
    "postgresql": "postgres",
    "presto": "trino",
    "spark_df": "spark",
    "sqlite3": "sqlite",
}

SPARK_METHODS: Mapping[str, str] = {"databricks": "databricks", "hive": "hive"}
"""What Soda writes as `method` of a data source of type `spark`."""


def get_dialect(type_name: str) -> "Dialect":
    """Give the dialect of a data source's type, for example `duckdb`.

    Raises:
        ConfigError: no dialect has that name.
    """
    name = type_name.strip().lower()
    return _load(ALIASES.get(name, name))


def dialect_of(settings: "DataSourceSettings") -> "Dialect":
    """Give the dialect of a data source.

    Raises:
        ConfigError: no dialect has the name of its type; what of it came from the environment is
            not shown.
    """
    try:
        name = settings.type.strip().lower()
        method = str(settings.options.get("method", "")).lower()
        if name == "spark" and method in SPARK_METHODS:
            name = SPARK_METHODS[method]
        return get_dialect(name)
    except ConfigError as error:
        raise ConfigError(settings.redact(str(error))) from None


def dialect_names() -> tuple[str, ...]:
    """Give the names of all dialects, those of other packages included, sorted."""
    return tuple(sorted({*BUILT_IN, *(point.name for point in _extra_points())}))


@cache
def _load(name: str) -> "Dialect":
    if name in BUILT_IN:
        module, _, attribute = BUILT_IN[name].partition(":")
        found: type[Dialect] = getattr(import_module(module), attribute)
        return found()
    for point in _extra_points():
        if point.name == name:
            extra: type[Dialect] = point.load()
            return extra()
    raise ConfigError(_unknown(name, dialect_names()))


def _extra_points() -> "tuple[EntryPoint, ...]":
    # Imported here: it takes longer than the dialects that are built in.
    from importlib.metadata import entry_points

    return tuple(entry_points(group=ENTRY_POINT_GROUP))


def _unknown(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches  # only mistakes need it

    names = list(known)
    near = get_close_matches(name, [*names, *ALIASES], n=1)
    hint = f'did you mean "{near[0]}"?' if near else f"use one of {', '.join(names)}"
    return f'no dialect for data source type "{name}"; {hint}'
