"""Sessions with Databricks; no test reaches one."""

from pathlib import Path
from typing import TYPE_CHECKING

from seltzer_dialects.connection import Connection
from seltzer_dialects.databricks import Databricks
from seltzer_dialects.options import text_option
from seltzer_dialects.warehouse_connection import open_warehouse

if TYPE_CHECKING:
    from seltzer_specs.data_sources import DataSourceSettings


def connect(settings: "DataSourceSettings", _: Path) -> Connection:
    """Open a session with a SQL warehouse or a cluster."""
    text_option(settings, "method")  # Soda's word; the data source's type is chosen by it
    return open_warehouse(
        settings,
        "databricks.sql",
        {
            "server_hostname": text_option(settings, "host"),
            "http_path": text_option(settings, "http_path"),
            "access_token": text_option(settings, "token"),
            "catalog": text_option(settings, "catalog"),
            "schema": settings.schema or text_option(settings, "database"),
            "user_agent_entry": "seltzer",
            "session_configuration": {"ansi_mode": "true", "timezone": "UTC"},
        },
        dialect=Databricks.sqlglot,
    )
