"""Sessions with Teradata Vantage; no test reaches one."""

from pathlib import Path
from typing import TYPE_CHECKING

from seltzer_dialects.connection import Connection
from seltzer_dialects.options import text_option
from seltzer_dialects.teradata import Teradata
from seltzer_dialects.warehouse_connection import open_warehouse

if TYPE_CHECKING:
    from seltzer_specs.data_sources import DataSourceSettings


def connect(settings: "DataSourceSettings", _: Path) -> Connection:
    """Open a session in ANSI mode, where texts have a case."""
    return open_warehouse(
        settings,
        "teradatasql",
        {
            "host": text_option(settings, "host"),
            "user": text_option(settings, "username", "user"),
            "password": text_option(settings, "password"),
            "database": settings.schema or text_option(settings, "database"),
            "logmech": text_option(settings, "logmech"),
            "tmode": "ANSI",
        },
        dialect=Teradata.sqlglot,
    )
