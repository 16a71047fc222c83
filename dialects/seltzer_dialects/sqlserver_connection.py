"""Sessions with SQL Server; no test reaches one."""

from pathlib import Path
from typing import TYPE_CHECKING

from seltzer_dialects.connection import Connection
from seltzer_dialects.options import boolean_option, integer_option, text_option
from seltzer_dialects.sqlserver import SQLServer
from seltzer_dialects.warehouse_connection import open_warehouse

if TYPE_CHECKING:
    from seltzer_specs.data_sources import DataSourceSettings


def connect(settings: "DataSourceSettings", _: Path) -> Connection:
    """Open a session by a connection string."""
    return open_warehouse(
        settings,
        "mssql_python",
        {"connection_str": connection_string(settings)},
        dialect=SQLServer.sqlglot,
    )


def connection_string(settings: "DataSourceSettings") -> str:
    """Give the options as the driver wants them, in one text."""
    host = text_option(settings, "host") or "localhost"
    port = integer_option(settings, "port") or 1433
    is_trusted = boolean_option(settings, "trusted_connection")
    is_believed = boolean_option(settings, "trust_server_certificate")
    parts = {
        "Server": f"{host},{port}",
        "Database": text_option(settings, "database"),
        "UID": text_option(settings, "client_id", "username", "user"),
        "PWD": text_option(settings, "client_secret", "password"),
        "Trusted_Connection": "yes" if is_trusted else None,
        "Authentication": text_option(settings, "authentication"),
        "Encrypt": text_option(settings, "encrypt"),
        "TrustServerCertificate": "yes" if is_believed else None,
    }
    return ";".join(f"{name}={_braced(value)}" for name, value in parts.items() if value)


def _braced(value: str) -> str:
    """Give a value that may hold what ends one."""
    return "{" + value.replace("}", "}}") + "}" if set(value) & set(";{}= ") else value
