"""Where keys belong that stand in the wrong kind of document, for messages."""

import re

_BELOW_CHECK = "it stands below a check"
_OUTCOME = "it stands below `warn:` or `fail:`"
_CHECK_OR_MONITOR = f"{_BELOW_CHECK}, or in a Monitor document"
_ANOMALY = "it stands below an anomaly check, or in a Monitor document"
_FOR_MONITORS = "it is for monitors"
_PROJECT = "it stands in seltzer.yml"
_CONFIGURED = "it stands below `configurations` or a check"
_IN_DOCUMENT = "it stands beside `checks` of a document, or in a Monitor document"
_LIST_AND_PATTERNS = "and the list under `checks`"

HEADERS: tuple[tuple[str, str], ...] = (
    (r"checks for .+", "write the dataset under `dataset` and the list under `checks`"),
    (r"filter .+", "write the condition under `filter`; with a name, `name` and `where` below it"),
    (r"configurations for .+", "write its content under `configurations`"),
    (r"for each (dataset|table) .+", f"write the patterns under `datasets` {_LIST_AND_PATTERNS}"),
    (r"for each column .+", f"write the patterns under `columns` {_LIST_AND_PATTERNS}"),
    (r"reconciliation .+", f"write `source` and `target`, {_LIST_AND_PATTERNS}"),
    (r"(discover|sample) tables", "here it is `discover datasets` or `sample datasets`"),
    (r"templates", "write a document of `kind: Template` for each"),
)
"""Headers of SodaCL files, and what says the same in a Checks document."""

IN_CHECKS: dict[str, str] = {
    "id": _CHECK_OR_MONITOR,
    "name": _CHECK_OR_MONITOR,
    "description": f"{_FOR_MONITORS}; write a comment",
    "enabled": f"{_FOR_MONITORS}; a check that shall not run is removed",
    "sensitivity": _ANOMALY,
    "warn": _BELOW_CHECK,
    "fail": _BELOW_CHECK,
    "where": "it stands below `filter`",
    "specs": _PROJECT,
    "server": _PROJECT,
    "data_sources": _PROJECT,
    "default_data_source": f"{_PROJECT}; a document names its own under `data_source`",
    "samples limit": _CONFIGURED,
    "samples columns": _CONFIGURED,
    "collect failed rows": _CONFIGURED,
    "datasource": "here it is `data_source`",
    "tables": "here it is `datasets`",
}
IN_MONITOR: dict[str, str] = {
    "checks": "a monitor asks one check, under `check`",
    "datasets": "a monitor asks about one dataset, under `dataset`",
    "columns": "a monitor asks about one dataset, under `dataset`",
    "filter": "write it below the check",
    "configurations": "write it below the check, without `for COLUMN`",
    "variables": "they stand in seltzer.yml, or are given with -v",
    "source": "a reconciliation is a Checks document",
    "target": "a reconciliation is a Checks document",
    "samples limit": "write it below the check",
}
BELOW_CHECK: dict[str, str] = {
    "warning": "here it is `warn`",
    "error": "here it is `fail`",
    "alert": "here it is `fail`",
    "filter": "write it into the query, or filter the dataset by `filter DATASET [NAME]:`",
    "schedule": _IN_DOCUMENT,
    "timezone": _IN_DOCUMENT,
    "dataset": _IN_DOCUMENT,
    "data_source": _IN_DOCUMENT,
    "enabled": f"{_FOR_MONITORS}; a check that shall not run is removed",
    "description": f"{_FOR_MONITORS}; write a comment",
    "sensitivity": "it is for anomaly checks",
}


def place_below_check(key: str) -> str | None:
    """Say where a key belongs that no check has; None where nobody knows."""
    return BELOW_CHECK.get(key, _OUTCOME if key.startswith("when ") else None)


_OF_USER = "it belongs to the checks that use the template"
IN_TEMPLATE: dict[str, str] = {
    **dict.fromkeys(("dataset", "severity", "tags", "notify", "attributes", "filter"), _OF_USER),
    **dict.fromkeys(("schedule", "timezone"), _OF_USER),
}
_OF_DOCUMENT = "it stands in a Checks or Monitor document"
IN_PROJECT: dict[str, str] = {
    **dict.fromkeys(
        ("owner", "severity", "tags", "attributes", "schedule", "timezone", "filter"), _OF_DOCUMENT
    ),
    "checks": "write them in a file of the folders under `specs`",
    "data_source": "here it is `data_sources`, by name",
}


def place_in_checks(key: str) -> str | None:
    """Say where a key belongs that a Checks document does not have; None where nobody knows."""
    if key in IN_CHECKS:
        return IN_CHECKS[key]
    return next((hint for text, hint in HEADERS if re.fullmatch(text, key)), None)
