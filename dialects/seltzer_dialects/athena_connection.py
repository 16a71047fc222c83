"""Sessions with Amazon Athena; no test reaches one."""

from pathlib import Path
from typing import TYPE_CHECKING

from seltzer_dialects.athena import Athena
from seltzer_dialects.connection import Connection
from seltzer_dialects.options import text_option
from seltzer_dialects.warehouse_connection import open_warehouse

if TYPE_CHECKING:
    from seltzer_specs.data_sources import DataSourceSettings


def connect(settings: "DataSourceSettings", _: Path) -> Connection:
    """Open a session; without keys those of the environment are used."""
    return open_warehouse(
        settings,
        "pyathena",
        {
            "aws_access_key_id": text_option(settings, "access_key_id"),
            "aws_secret_access_key": text_option(settings, "secret_access_key"),
            "aws_session_token": text_option(settings, "session_token"),
            "region_name": text_option(settings, "region_name"),
            "s3_staging_dir": text_option(settings, "staging_dir"),
            "work_group": text_option(settings, "work_group"),
            "role_arn": text_option(settings, "role_arn"),
            "catalog_name": text_option(settings, "catalog"),
            "schema_name": settings.schema or text_option(settings, "database") or "default",
        },
        dialect=Athena.sqlglot,
    )
