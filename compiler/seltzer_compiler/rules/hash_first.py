"""Duplicates of long texts are looked for by their hashes first.

What: `… WHERE HASH(c) IN (SELECT HASH(c) FROM t GROUP BY HASH(c) HAVING COUNT(*) > 1) GROUP BY c
HAVING COUNT(*) > 1`. Equal keys have equal hashes, so that only rows whose hash occurs twice are
grouped by their key; the result is exact.
Helps: where keys are long and hardly repeat, as the groups hold numbers and not texts. DuckDB, 3
million rows (`sweep_hash_first`), none to 0.001 % repeated: 36 characters x0.62 to x0.83, 64
x0.67, 128 x0.53 to x0.60, 256 x0.42 to x0.64.
Hurts: short keys, 8 characters x1.00 to x1.30, and keys that repeat: with 7 % repeated 24
characters take x1.13, 36 x0.96, 64 x1.00. PostgreSQL takes x1.4 to x2.7 up to 64 characters.
"""

from collections.abc import Sequence

from sqlglot import exp

from seltzer_compiler.measures import Measure
from seltzer_compiler.rules import one_duplicate_query_per_key
from seltzer_compiler.rules.placement import Knowledge, Placement
from seltzer_dialects.base import Dialect

NAME = "hash-first"
MIN_SHARE = 0.9
"""Share of different values from which on keys hardly repeat."""


def place(measure: Measure, known: Knowledge) -> Placement | None:
    """Put the duplicate count of a long key that hardly repeats into a query of its own."""
    shortest = known.dialect.HASH_FIRST_BYTES
    if measure.function != "duplicates" or len(measure.columns) != 1 or shortest is None:
        return None
    if measure.filter is not None:
        return None
    column = measure.columns[0]
    found = known.about(measure.rows, column)
    if found is None or found.mean_bytes is None or not found.is_bytewise:
        return None
    if found.mean_bytes < shortest or found.share < MIN_SHARE:
        return None
    why = (
        f"{column.text} has {found.mean_bytes:.0f} bytes, and {found.share:.0%} of "
        f"{found.rows:,} differ"
    )
    return Placement("duplicates", measure.key, NAME, why)


def build(measures: Sequence[Measure], dialect: Dialect) -> exp.Select:
    """Count the keys that occur more than once, among the rows whose hash does."""
    measure = measures[0]
    hashed = dialect.hash_of(dialect.column(measure.columns[0]))
    candidates = one_duplicate_query_per_key.repeated(measure, hashed, [hashed], dialect)
    is_candidate = exp.In(this=hashed.copy(), query=candidates.subquery())
    return one_duplicate_query_per_key.build(measures, dialect, among=is_candidate)
