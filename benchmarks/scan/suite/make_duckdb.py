"""Makes the database file of the suite, in a process of its own so that its memory is not ours.

`python -m benchmarks.scan.suite.make_duckdb PATH ROWS`
"""

import sys

import duckdb
from benchmarks.scan.suite.tables import create_statements

STORAGE = "v0.10.2"
"""Version of the file, which soda-core's DuckDB 1.0 can read."""


def main() -> None:
    """Make the file."""
    path, rows = sys.argv[1:]
    with duckdb.connect() as session:
        session.execute(f"ATTACH '{path}' AS made (STORAGE_VERSION '{STORAGE}')")
        session.execute("USE made")
        for statement in create_statements("duckdb", int(rows)):
            session.execute(statement)


if __name__ == "__main__":
    main()
