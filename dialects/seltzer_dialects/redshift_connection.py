"""Sessions with Amazon Redshift; no test reaches one."""

from pathlib import Path
from typing import TYPE_CHECKING

from seltzer_dialects.connection import Connection
from seltzer_dialects.options import integer_option, text_option
from seltzer_dialects.redshift import Redshift
from seltzer_dialects.warehouse_connection import open_warehouse

if TYPE_CHECKING:
    from seltzer_specs.data_sources import DataSourceSettings


def connect(settings: "DataSourceSettings", _: Path) -> Connection:
    """Open a session with a password, or with a key of IAM."""
    key = text_option(settings, "access_key_id")
    return open_warehouse(
        settings,
        "redshift_connector",
        {
            "host": text_option(settings, "host"),
            "port": integer_option(settings, "port") or 5439,
            "user": text_option(settings, "username", "user"),
            "password": text_option(settings, "password"),
            "database": text_option(settings, "database"),
            "iam": True if key is not None else None,
            "access_key_id": key,
            "secret_access_key": text_option(settings, "secret_access_key"),
            "session_token": text_option(settings, "session_token"),
            "region": text_option(settings, "region"),
            "timeout": integer_option(settings, "connection_timeout"),
            "application_name": "seltzer",
        },
        dialect=Redshift.sqlglot,
    )
