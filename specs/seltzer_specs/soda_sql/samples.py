"""`samples` of tables and columns: how many bad rows people may see."""

from dataclasses import replace

from seltzer_specs.checks.samples import Samples
from seltzer_specs.soda_sql.limits import note_idle
from seltzer_specs.sodacl.config import Config
from seltzer_specs.yaml_reader import Mapping

MAX_LIMIT = 1_000_000
_TABLE = "only rows that a check finds bad are shown"
_PASSED = "rows that pass are not shown"
IDLE = {
    "table_limit": _TABLE,
    "table_tablesample": _TABLE,
    "failed_tablesample": "the rows that are shown are the first that the engine finds",
    "passed_limit": _PASSED,
    "passed_tablesample": _PASSED,
}


def take_samples(config: Config, above: Samples) -> Samples:
    """Give what holds for samples of the checks below; what has no effect is told key by key.

    Args:
        config: The table or column.
        above: What holds for the table.
    """
    node = config.take("samples")
    if node is None:
        return above
    if not isinstance(node, Mapping):
        config.complain(node, "samples", "a mapping such as `failed_limit: 5`")
        return above
    samples = config.below("samples", node)
    limit = take_limit(samples, "failed_limit")
    for key, reason in IDLE.items():
        if samples.take_scalar(key) is not None:
            note_idle(key, reason, node, samples)
    samples.finish()
    return above if limit is None else replace(above, limit=limit)


def take_limit(config: Config, key: str) -> int | None:
    """Give the most bad rows of a check that people may see."""
    node = config.take_scalar(key)
    if node is None:
        return None
    value = node.value
    if isinstance(value, int) and 0 <= value <= MAX_LIMIT:
        return value
    config.complain(node, key, f"a whole number from 0 to {MAX_LIMIT:,}")
    return None
