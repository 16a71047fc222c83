"""`samples` of tables and columns: read, and skipped."""

from seltzer_specs.sodacl.config import Config
from seltzer_specs.surveys import SpecNote
from seltzer_specs.yaml_reader import Mapping

KEYS = (
    "table_limit", "table_tablesample", "failed_limit", "failed_tablesample", "passed_limit",
    "passed_tablesample",
)  # fmt: skip


def note_samples(config: Config, root: Mapping) -> None:
    """Say that samples are skipped; unknown keys are mistakes."""
    node = config.take("samples")
    if node is None:
        return
    if not isinstance(node, Mapping):
        config.complain(node, "samples", "a mapping such as `failed_limit: 5`")
        return
    samples = config.below("samples", node)
    for key in KEYS:
        samples.take_scalar(key)
    samples.finish()
    place = next(key.location for key, _ in root.entries if key.text == "samples")
    config.context.findings.notes.append(
        SpecNote('"samples" is skipped: no row leaves the warehouse', place)
    )
