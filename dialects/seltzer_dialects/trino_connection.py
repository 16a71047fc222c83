"""Sessions with Trino; no test reaches one."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seltzer_dialects.connection import Connection
from seltzer_dialects.options import integer_option, text_option
from seltzer_dialects.trino import Trino
from seltzer_dialects.warehouse_connection import open_warehouse

if TYPE_CHECKING:
    from seltzer_specs.data_sources import DataSourceSettings


def connect(settings: "DataSourceSettings", _: Path) -> Connection:
    """Open a session in UTC, with a password or a token over HTTPS, or with neither."""
    user = text_option(settings, "username", "user")
    password = text_option(settings, "password")
    token = text_option(settings, "access_token")
    scheme = text_option(settings, "http_scheme") or ("https" if password or token else "http")
    return open_warehouse(
        settings,
        "trino.dbapi",
        {
            "host": text_option(settings, "host") or "localhost",
            "port": integer_option(settings, "port") or (443 if scheme == "https" else 8080),
            "user": user,
            "auth": _auth(user, password, token),
            "http_scheme": scheme,
            "catalog": text_option(settings, "catalog"),
            "schema": settings.schema or text_option(settings, "database"),
            "request_timeout": integer_option(settings, "connection_timeout"),
            "source": "seltzer",
            "timezone": "UTC",
        },
        dialect=Trino.sqlglot,
    )


def _auth(user: str | None, password: str | None, token: str | None) -> Any:
    auth: Any = import_module("trino.auth")
    if token is not None:
        return auth.JWTAuthentication(token)
    return auth.BasicAuthentication(user, password) if password is not None else None
