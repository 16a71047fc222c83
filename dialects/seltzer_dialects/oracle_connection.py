"""Sessions with Oracle Database; no test reaches one."""

from pathlib import Path
from typing import TYPE_CHECKING

from seltzer_dialects.connection import Connection
from seltzer_dialects.options import integer_option, text_option
from seltzer_dialects.oracle import Oracle
from seltzer_dialects.warehouse_connection import open_warehouse

if TYPE_CHECKING:
    from seltzer_specs.data_sources import DataSourceSettings


def connect(settings: "DataSourceSettings", _: Path) -> Connection:
    """Open a session by host and service, or by a connect string."""
    dsn = text_option(settings, "connectstring")
    host = text_option(settings, "host") or "localhost"
    return open_warehouse(
        settings,
        "oracledb",
        {
            "user": text_option(settings, "username", "user"),
            "password": text_option(settings, "password"),
            "dsn": dsn,
            "host": host if dsn is None else None,
            "port": (integer_option(settings, "port") or 1521) if dsn is None else None,
            "service_name": text_option(settings, "service_name"),
        },
        dialect=Oracle.sqlglot,
    )
