"""Keys of a scan file that shape profiles and samples: honoured, or told that they are not."""

from seltzer_specs.names import Name
from seltzer_specs.soda_sql.names import column_name
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.identifiers import IdentifierError
from seltzer_specs.surveys import SpecNote
from seltzer_specs.yaml_reader import Mapping, Scalar, Sequence

MAX_LIMIT = 1_000
PROFILES = {
    "mins_maxs_limit": (5, "a profile has the 5 lowest and the 5 highest values"),
    "frequent_values_limit": (10, "a profile has the 10 most frequent values"),
}
"""What a profile holds, whatever these keys say."""

IDLE = {
    "dataset_name": "the dataset is called as its table",
    "sample_percentage": "every row is measured",
    "sample_method": "every row is measured",
}


def take_limits(config: Config, root: Mapping) -> tuple[Name, ...]:
    """Check the keys, say which have no effect, and give the columns to leave out of metrics."""
    for key, (own, reason) in PROFILES.items():
        node = config.take_scalar(key)
        if node is not None and not (isinstance(node.value, int) and 0 < node.value <= MAX_LIMIT):
            config.complain(node, key, f"a whole number from 1 to {MAX_LIMIT}")
        elif node is not None and node.value != own:
            note_idle(key, reason, root, config)
    percentage = config.peek("sample_percentage")
    if isinstance(percentage, Scalar) and not isinstance(percentage.value, int | float):
        config.complain(percentage, "sample_percentage", "a number")
    for key, reason in IDLE.items():
        if config.take_scalar(key) is not None:
            note_idle(key, reason, root, config)
    return _take_excluded(config)


def note_idle(key: str, reason: str, root: Mapping, config: Config) -> None:
    """Say that a key has no effect, and why."""
    place = next(name.location for name, _ in root.entries if name.text == key)
    config.context.findings.notes.append(SpecNote(f'"{key}" has no effect: {reason}', place))


def _take_excluded(config: Config) -> tuple[Name, ...]:
    excluded = config.take("excluded_columns")
    if excluded is not None and not isinstance(excluded, Sequence):
        config.complain(excluded, "excluded_columns", "a list of columns such as [notes]")
    items = excluded.items if isinstance(excluded, Sequence) else ()
    found: list[Name] = []
    for item in items:
        if not isinstance(item, Scalar):
            config.complain(item, "excluded_columns", "names of columns such as notes")
            continue
        try:
            found.append(column_name(item.text))
        except IdentifierError as error:
            config.context.problems.add(str(error), item.location, "identifier")
    return tuple(found)
