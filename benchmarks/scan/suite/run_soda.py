"""Runs the suite with soda-core, in an environment of its own, so that it imports nothing of ours.

`python run_soda.py REQUEST`; request and answer are those of `worker.py`.
"""

import json
import sys
from importlib import import_module
from time import perf_counter, process_time
from typing import Any

DATA_SOURCE = "bench"
NOW = "2026-11-20T06:00:00+00:00"


def main() -> None:
    """Scan once and print the answer."""
    request = json.loads(sys.argv[1])
    scan = make_scan(request)
    counter = Counter()
    scan.sampler = counter
    start, cpu = perf_counter(), process_time()
    scan.execute()
    wall_s, cpu_s = perf_counter() - start, process_time() - cpu
    errors = [str(log.message) for log in scan.get_error_logs()]
    if errors:
        sys.exit("\n".join(errors[:5]))
    answer = {
        "values": values_of(scan),
        "samples": counter.rows,
        "statements": len(scan._queries),
        "wall_s": wall_s,
        "cpu_s": cpu_s,
    }
    print(json.dumps(answer))


def make_scan(request: dict[str, Any]) -> Any:
    """Give a scan of the suite."""
    scan: Any = import_module("soda.scan").Scan()
    scan.set_data_source_name(DATA_SOURCE)
    if request["engine"] == "duckdb":
        session = import_module("duckdb").connect(request["target"], read_only=True)
        session.execute("SET TimeZone = 'UTC'")
        scan.add_duckdb_connection(session, DATA_SOURCE)
    else:
        scan.add_configuration_yaml_str(json.dumps(postgres(request["target"])))
    scan.add_variables({"NOW": NOW})
    scan.add_sodacl_yaml_file(request["checks"])
    if not request["samples"]:
        scan._configuration.samples_limit = 0
    return scan


def postgres(url: str) -> dict[str, Any]:
    """Give Soda's configuration of a url."""
    parts = import_module("urllib.parse").urlsplit(url)
    connection = {
        "type": "postgres",
        "host": parts.hostname,
        "port": parts.port,
        "username": parts.username,
        "password": parts.password or "none",
        "database": parts.path.strip("/"),
        "schema": "public",
    }
    return {f"data_source {DATA_SOURCE}": connection}


class Counter(import_module("soda.sampler.sampler").Sampler):  # type: ignore[misc]
    """Keeps the number of rows of each sample, as any receiver of samples reads them."""

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}

    def store_sample(self, sample_context: Any) -> None:
        """Read the rows as Soda gives them."""
        limit = sample_context.samples_limit
        rows = sample_context.sample.get_rows()
        name = sample_context.check_name or sample_context.query
        self.rows[str(name)] = len(rows) if limit is None else min(limit, len(rows))


def values_of(scan: Any) -> dict[str, Any]:
    """Give the values of all checks by name."""
    found: dict[str, Any] = {}
    for check in scan._checks:
        if check.name == "schema":
            found[check.name] = float(check.outcome.value == "pass")
        elif getattr(check, "freshness_values", None):
            found[check.name] = check.freshness_values["freshness"].total_seconds()
        else:
            value = getattr(check, "check_value", None)
            found[check.name] = None if value is None else float(value)
    return found


if __name__ == "__main__":
    main()
