"""A regular expression over all rows or over the different values, by how many differ.

python -m benchmarks.scan.sweep_values_once [--engine duckdb|postgres] [--rows N]
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from benchmarks.scan.sweeping import Engine, Statements, sweep

SHARES = (0.00001, 0.001, 0.01, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0)
PATTERNS = {
    "word": "^[a-z0-9 ]+$",
    "email": "^[a-zA-Z0-9._%+-]+@[a-zA-Z0-9._%-]+[.][A-Za-z]{2,4}$",
}


def main() -> None:
    """Print the sweep."""
    sweep(__doc__ or "", points, rows={"duckdb": 6_000_000, "postgres": 1_000_000})


def points(engine: Engine) -> Sequence[tuple[str, Callable[[], Statements]]]:
    """Give a table per share of different values."""
    return list(_points(engine))


def _points(engine: Engine) -> Iterator[tuple[str, Callable[[], Statements]]]:
    for share in SHARES:
        distinct = max(2, int(engine.rows * share))
        for name, pattern in PATTERNS.items():
            label = f"{name}: {distinct:,} values, {share:.3%}"
            yield label, partial(_statements, engine, distinct, pattern)


def _statements(engine: Engine, distinct: int, pattern: str) -> Statements:
    engine.run("DROP TABLE IF EXISTS t")
    scattered = f"(i * 2654435761 % 4294967296) % {distinct}"
    engine.run(
        f"CREATE TABLE t AS SELECT 'customer ' || CAST({scattered} AS VARCHAR) || ' of the shop' "
        f"AS c FROM {engine.series(engine.rows)}"
    )
    if engine.name == "postgres":
        engine.run("VACUUM ANALYZE t")
    is_match = f"REGEXP_MATCHES(c, '{pattern}')" if engine.name == "duckdb" else f"c ~ '{pattern}'"
    return {
        "rows": f"SELECT COUNT(CASE WHEN {is_match} THEN 1 END) FROM t",
        "values": f"SELECT CAST(COALESCE(SUM(CASE WHEN {is_match} THEN n END), 0) AS BIGINT) "
        "FROM (SELECT c, COUNT(*) AS n FROM t GROUP BY c) AS v",
    }


if __name__ == "__main__":
    main()
