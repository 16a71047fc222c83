"""Sessions with BigQuery; no test reaches one."""

import json
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seltzer_dialects.bigquery import BigQuery
from seltzer_dialects.connection import Connection
from seltzer_dialects.options import boolean_option, file_option, text_option
from seltzer_dialects.warehouse_connection import open_warehouse
from seltzer_specs.errors import ConfigError, ConnectError

if TYPE_CHECKING:
    from seltzer_specs.data_sources import DataSourceSettings


def connect(settings: "DataSourceSettings", root: Path) -> Connection:
    """Open a session as a service account, or as whom the environment says."""
    bigquery: Any = import_module("google.cloud.bigquery")
    info = _account(settings, root)
    project = text_option(settings, "project_id")
    dataset = settings.schema or text_option(settings, "dataset")
    owner = text_option(settings, "storage_project_id") or project
    config = None
    if dataset is not None and owner is not None:
        config = bigquery.QueryJobConfig(default_dataset=f"{owner}.{dataset}")
    more = {
        "project": project,
        "location": text_option(settings, "location"),
        "default_query_job_config": config,
    }
    auth: Any = import_module("google.auth.exceptions")
    try:
        client = (
            bigquery.Client(**more)
            if info is None
            else bigquery.Client.from_service_account_info(info, **more)
        )
    except (auth.GoogleAuthError, OSError, ValueError) as error:
        text = " ".join(str(error).split())
        raise ConnectError(f'data source "{settings.name}": {text}') from error
    return open_warehouse(
        settings,
        "google.cloud.bigquery.dbapi",
        {"client": client},
        dialect=BigQuery.sqlglot,
        also=(auth.GoogleAuthError,),
    )


def _account(settings: "DataSourceSettings", root: Path) -> Any:
    """Give the key of a service account; None for that of the environment."""
    if boolean_option(settings, "use_context_auth"):
        return None
    path = file_option(settings, "account_info_json_path", root)
    text = text_option(settings, "account_info_json")
    if path is not None:
        text = Path(path).read_text(encoding="utf-8")
    if text is None:
        return None
    try:
        return json.loads(text)
    except ValueError as error:
        raise ConfigError(
            f'data source "{settings.name}": the account\'s key is no JSON'
        ) from error
