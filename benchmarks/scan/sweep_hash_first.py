"""Duplicates by the key, by its hash with a recheck, and by the hash alone, by the key's length.

    python -m benchmarks.scan.sweep_hash_first [--engine duckdb|postgres] [--rows N]

`hash alone` is what a second statement would come on top of, where it finds any candidate.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from benchmarks.scan.sweeping import Engine, Statements, sweep

LENGTHS = (8, 16, 24, 36, 64, 128, 256)
REPEATED = (0.0, 0.00001, 0.07)
"""Shares of rows that repeat another one's key."""


def main() -> None:
    """Print the sweep."""
    sweep(__doc__ or "", points, rows={"duckdb": 6_000_000, "postgres": 1_000_000})


def points(engine: Engine) -> Sequence[tuple[str, Callable[[], Statements]]]:
    """Give a table per length of the key and share of repeated keys."""
    return list(_points(engine))


def _points(engine: Engine) -> Iterator[tuple[str, Callable[[], Statements]]]:
    for length in LENGTHS:
        for share in REPEATED:
            label = f"{length} characters, {share:.3%} repeated"
            yield label, partial(_statements, engine, length, share)


def _statements(engine: Engine, length: int, repeated: float) -> Statements:
    engine.run("DROP TABLE IF EXISTS t")
    step = int(1 / repeated) if repeated else 0
    number = f"i - CASE WHEN i % {step} = 7 THEN 1 ELSE 0 END" if step else "i"
    key = f"LPAD(SUBSTR(MD5(CAST({number} AS VARCHAR)), 1, 12) || CAST({number} AS VARCHAR), "
    key += f"{max(length, 24)}, 'x')" if length >= 24 else f"{length}, 'x')"
    if length < 24:
        key = f"LPAD(CAST({number} AS VARCHAR), {length}, 'x')"
    engine.run(f"CREATE TABLE t AS SELECT {key} AS c FROM {engine.series(engine.rows)}")
    if engine.name == "postgres":
        engine.run("VACUUM ANALYZE t")
    hashed = "HASH(c)" if engine.name == "duckdb" else "HASHTEXTEXTENDED(c, 0)"
    group = "SELECT COUNT(*) FROM (SELECT 1 FROM t WHERE c IS NOT NULL {where} GROUP BY {by} "
    group += "HAVING COUNT(*) > 1) AS repeated"
    candidates = f"SELECT {hashed} FROM t WHERE c IS NOT NULL GROUP BY {hashed} HAVING COUNT(*) > 1"
    return {
        "key": group.format(where="", by="c"),
        "hash, recheck": group.format(where=f"AND {hashed} IN ({candidates})", by="c"),
        "hash alone": group.format(where="", by=hashed),
    }


if __name__ == "__main__":
    main()
