"""Percentiles one by one, as a list, and from the counts of the different values.

python -m benchmarks.scan.sweep_percentile [--engine duckdb|postgres] [--rows N]
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from benchmarks.scan.sweeping import Engine, Statements, sweep

SHARES = (0.00001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
FRACTIONS = ((0.9,), (0.5, 0.9, 0.99))


def main() -> None:
    """Print the sweep."""
    sweep(__doc__ or "", points, rows={"duckdb": 6_000_000, "postgres": 1_000_000})


def points(engine: Engine) -> Sequence[tuple[str, Callable[[], Statements]]]:
    """Give a table per share of different values."""
    return list(_points(engine))


def _points(engine: Engine) -> Iterator[tuple[str, Callable[[], Statements]]]:
    for share in SHARES:
        distinct = max(2, int(engine.rows * share))
        for fractions in FRACTIONS:
            label = f"{len(fractions)} of {distinct:,} values, {share:.3%}"
            yield label, partial(_statements, engine, distinct, fractions)


def _statements(engine: Engine, distinct: int, fractions: tuple[float, ...]) -> Statements:
    engine.run("DROP TABLE IF EXISTS t")
    scattered = f"(i * 2654435761 % 4294967296) % {distinct}"
    engine.run(
        f"CREATE TABLE t AS SELECT CAST({scattered} * 0.25 AS DECIMAL(15, 2)) AS c "
        f"FROM {engine.series(engine.rows)}"
    )
    if engine.name == "postgres":
        engine.run("VACUUM ANALYZE t")
    texts = ", ".join(map(str, fractions))
    if engine.name == "duckdb":
        each = ", ".join(f"QUANTILE_DISC(c, {fraction})" for fraction in fractions)
        listed = f"QUANTILE_DISC(c, [{texts}])"
    else:
        each = ", ".join(f"PERCENTILE_DISC({f}) WITHIN GROUP (ORDER BY c)" for f in fractions)
        listed = f"PERCENTILE_DISC(ARRAY[{texts}]) WITHIN GROUP (ORDER BY c)"
    parts = ", ".join(f"p[{i + 1}]" for i in range(len(fractions)))
    counted = ", ".join(
        f"MIN(CASE WHEN place >= CEIL({fraction} * total) THEN c END)" for fraction in fractions
    )
    return {
        "each": f"SELECT {each} FROM t",
        "list": f"SELECT {parts} FROM (SELECT {listed} AS p FROM t) AS listed",
        "counts": f"SELECT {counted} FROM (SELECT c, SUM(n) OVER (ORDER BY c) AS place, "
        "SUM(n) OVER () AS total FROM (SELECT c, COUNT(*) AS n FROM t WHERE c IS NOT NULL "
        "GROUP BY c) AS v) AS w",
    }


if __name__ == "__main__":
    main()
