"""Sessions with Dremio; no test reaches one."""

from pathlib import Path
from typing import TYPE_CHECKING

from seltzer_dialects.connection import Connection
from seltzer_dialects.dremio import Dremio
from seltzer_dialects.options import boolean_option, integer_option, text_option
from seltzer_dialects.warehouse_connection import open_warehouse

if TYPE_CHECKING:
    from seltzer_specs.data_sources import DataSourceSettings


def connect(settings: "DataSourceSettings", _: Path) -> Connection:
    """Open a session by Arrow Flight SQL, with a password or a token."""
    is_encrypted = boolean_option(settings, "use_encryption")
    host = text_option(settings, "host") or "localhost"
    port = integer_option(settings, "port") or 32010
    token = text_option(settings, "token")
    login = {
        "username": text_option(settings, "username", "user"),
        "password": text_option(settings, "password"),
        "adbc.flight.sql.authorization_header": f"Bearer {token}" if token else None,
    }
    return open_warehouse(
        settings,
        "adbc_driver_flightsql.dbapi",
        {
            "uri": f"grpc{'+tls' if is_encrypted else ''}://{host}:{port}",
            "db_kwargs": {name: value for name, value in login.items() if value is not None},
            "autocommit": True,
        },
        dialect=Dremio.sqlglot,
    )
