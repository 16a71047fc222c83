"""Sessions with Hive and Impala; no test reaches one."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from seltzer_dialects.connection import Connection
from seltzer_dialects.hive import Hive
from seltzer_dialects.options import boolean_option, integer_option, text_option
from seltzer_dialects.warehouse_connection import open_warehouse

if TYPE_CHECKING:
    from seltzer_specs.data_sources import DataSourceSettings


def connect(settings: "DataSourceSettings", _: Path) -> Connection:
    """Open a session with HiveServer2 or an Impala daemon."""
    text_option(settings, "method")  # Soda's word; the data source's type is chosen by it
    is_impala = settings.type.strip().lower() == "impala"
    return open_warehouse(
        settings,
        "impala.dbapi",
        {
            "host": text_option(settings, "host") or "localhost",
            "port": integer_option(settings, "port") or (21050 if is_impala else 10000),
            "user": text_option(settings, "username", "user"),
            "password": text_option(settings, "password"),
            "auth_mechanism": text_option(settings, "auth_method"),
            "database": settings.schema or text_option(settings, "database"),
            "use_ssl": boolean_option(settings, "use_ssl"),
        },
        dialect=Hive.sqlglot,
        also=(import_module("thrift.Thrift").TException,),
    )
