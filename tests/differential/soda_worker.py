"""Answers scans with the real soda-core, one JSON line for one JSON line.

It runs in Soda's own environment (`soda_environment.py`), so it imports nothing of Seltzer. A
request is `{"statements": [SQL], "files": [SodaCL], "variables": {NAME: VALUE}}`; the answer is
`{"checks": [{"file", "line", "name", "outcome", "value"}], "errors": [TEXT]}`, lines from 1.
A request `{"texts": [TEXT]}` asks which of them each format matches: the answer is
`{"formats": {NAME: [INDEX]}}`.
"""

import json
import logging
import sys
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any

DATA_SOURCE = "shop"


class Databases:
    """The database of the newest statements; batches ask for the same one many times."""

    def __init__(self) -> None:
        self.statements: list[str] | None = None
        self.session: Any = None

    def cursor(self, statements: list[str]) -> Any:
        """Give a new session, as Soda closes the one it gets."""
        if statements != self.statements:
            if self.session is not None:
                self.session.close()
            self.session = import_module("duckdb").connect(":memory:")
            for statement in statements:
                self.session.execute(statement)
            self.statements = statements
        session = self.session.cursor()
        session.execute("SET TimeZone = 'UTC'")
        return session


def run(request: dict[str, Any], databases: Databases) -> dict[str, Any]:
    """Run one scan."""
    scan: Any = import_module("soda.scan").Scan()
    scan.set_data_source_name(DATA_SOURCE)
    scan.add_duckdb_connection(databases.cursor(request["statements"]), DATA_SOURCE)
    scan.add_variables(request["variables"])
    for index, text in enumerate(request["files"]):
        scan.add_sodacl_yaml_str(text, file_name=f"file-{index}")
    scan.execute()
    return {
        "checks": [answer(check) for check in scan._checks],
        "errors": [str(log.message) + _cause(log) for log in scan.get_error_logs()],
    }


def match_formats(texts: list[str]) -> dict[str, Any]:
    """Give the texts that each of Soda's formats matches, as its DuckDB says."""
    formats = import_module("soda.execution.data_source").DataSource.DEFAULT_FORMATS
    session: Any = import_module("duckdb").connect(":memory:")
    session.execute("CREATE TABLE texts (place INTEGER, value VARCHAR)")
    session.executemany("INSERT INTO texts VALUES (?, ?)", list(enumerate(texts)))
    query = "SELECT place FROM texts WHERE REGEXP_MATCHES(value, ?) ORDER BY place"
    return {
        "formats": {
            name: [row[0] for row in session.execute(query, [regex]).fetchall()]
            for name, regex in formats.items()
        }
    }


def answer(check: Any) -> dict[str, Any]:
    """Give what Soda found for one check."""
    location = check.check_cfg.location
    file = location.file_path.removeprefix("file-").partition(".")[0]
    return {
        "file": int(file),
        "line": location.line,
        "name": check.name,
        "outcome": check.outcome.value if check.outcome is not None else None,
        "value": plain(value_of(check)),
    }


def value_of(check: Any) -> Any:
    """Give the number that the outcome is about; each class of Soda keeps it elsewhere."""
    if getattr(check, "freshness_values", None):
        return check.freshness_values["freshness"]
    return getattr(check, "check_value", None)


def plain(value: Any) -> Any:
    """Give a value that JSON holds."""
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Decimal):
        return float(value)
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return str(value)


def _cause(log: Any) -> str:
    return f": {log.exception}" if log.exception is not None else ""


def main() -> None:
    """Answer until the input ends."""
    logging.disable(logging.CRITICAL)
    output, sys.stdout = sys.stdout, sys.stderr
    databases = Databases()
    for line in sys.stdin:
        request = json.loads(line)
        found = match_formats(request["texts"]) if "texts" in request else run(request, databases)
        print(json.dumps(found), file=output, flush=True)


if __name__ == "__main__":
    main()
