"""Sessions with Snowflake; no test reaches one."""

from pathlib import Path
from typing import TYPE_CHECKING

from seltzer_dialects.connection import Connection
from seltzer_dialects.options import boolean_option, file_option, integer_option, text_option
from seltzer_dialects.snowflake import Snowflake
from seltzer_dialects.warehouse_connection import open_warehouse

if TYPE_CHECKING:
    from seltzer_specs.data_sources import DataSourceSettings


def connect(settings: "DataSourceSettings", root: Path) -> Connection:
    """Open a session in UTC."""
    return open_warehouse(
        settings,
        "snowflake.connector",
        {
            "account": text_option(settings, "account"),
            "user": text_option(settings, "username", "user"),
            "password": text_option(settings, "password"),
            "database": text_option(settings, "database"),
            "schema": settings.schema,
            "warehouse": text_option(settings, "warehouse"),
            "role": text_option(settings, "role"),
            "authenticator": text_option(settings, "authenticator"),
            "token": text_option(settings, "token"),
            "private_key_file": file_option(settings, "private_key_path", root),
            "private_key_file_pwd": text_option(settings, "private_key_passphrase"),
            "client_session_keep_alive": boolean_option(settings, "client_session_keep_alive"),
            "login_timeout": integer_option(settings, "connection_timeout"),
            "application": "seltzer",
            "session_parameters": {"TIMEZONE": "UTC", "QUERY_TAG": "seltzer"},
        },
        dialect=Snowflake.sqlglot,
    )
