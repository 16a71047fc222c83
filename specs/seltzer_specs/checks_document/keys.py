"""The keys of a Checks document, and which of them go together."""

from seltzer_specs.problems import Problems
from seltzer_specs.sodacl.section_names import SURVEY_KEYS
from seltzer_specs.yaml_reader import Mapping, Scalar

CHECKS_KEYS = (
    "apiVersion", "kind", "dataset", "datasets", "columns", "variable", "source", "target",
    "label", "data_source", "owner", "severity", "tags", "notify", "attributes", "schedule",
    "timezone", "filter", "filters", "configurations", "variables", *SURVEY_KEYS, "metrics",
    "checks",
)  # fmt: skip
"""In the order in which `seltzer fmt` writes them."""

ABOUT = ("dataset", "datasets", "columns", "source", "target")
"""Keys that say what the checks are about."""

FOR_CHECKS = (
    "variable", "label", "owner", "severity", "tags", "notify", "attributes", "schedule",
    "timezone", "filter", "filters", "configurations",
)  # fmt: skip
"""Keys that say something of checks, and nothing where there are none."""

_TOGETHER: dict[str, tuple[tuple[str, str], ...]] = {
    "datasets": (("dataset", "keep one of them"),),
    "source": (
        ("dataset", "the checks are about the target; remove it"),
        ("datasets", "the checks are about the target; remove it"),
        ("columns", "the checks are about the target; remove it"),
        ("filter", 'each side has its own; write it below "source" or "target"'),
        ("data_source", 'each side has its own; write it below "source" or "target"'),
    ),
}
_ALONE = {
    "timezone": ("schedule", '"timezone" is that of a schedule; add "schedule" beside it'),
    "source": ("target", 'a reconciliation wants "target" beside "source"'),
    "target": ("source", 'a reconciliation wants "source" beside "target"'),
    "metrics": ("dataset", '"metrics" are those of one dataset; add "dataset" beside it'),
    "label": ("source", '"label" names a reconciliation; it stands beside "source" and "target"'),
}


def refuse_combinations(root: Mapping, problems: Problems) -> bool:
    """Note keys that exclude each other or miss each other; tell whether there are any."""
    before = len(problems.errors)
    keys = {key.text: key for key, _ in root.entries}
    for key, (other, mistake) in _ALONE.items():
        if key in keys and other not in keys:
            problems.add(mistake, keys[key].location, "keys")
    if "variable" in keys and not keys.keys() & {"datasets", "columns"}:
        problems.add(
            '"variable" names the dataset or column that the checks are parsed for; it stands '
            'beside "datasets" or "columns"',
            keys["variable"].location,
            "keys",
        )
    if "data_source" in keys and not keys.keys() & {*ABOUT, *SURVEY_KEYS}:
        problems.add(
            '"data_source" is where a dataset is, and the document names none; a check by query '
            "alone runs where the scan does",
            keys["data_source"].location,
            "keys",
        )
    for key, others in _TOGETHER.items():
        for other, hint in others if key in keys else ():
            if other in keys:
                message = f'"{other}" stands beside "{key}"; {hint}'
                problems.add(message, keys[other].location, "keys")
    return len(problems.errors) > before


def refuse_idle(root: Mapping, problems: Problems) -> None:
    """Note keys that speak of checks where the document only looks at data."""
    keys = {key.text: key for key, _ in root.entries}
    if not keys.keys() & set(SURVEY_KEYS) or keys.keys() & {
        "checks",
        "metrics",
        "automated monitoring",
    }:
        return
    has_columns = "profile columns" in keys
    for key in (*ABOUT, *FOR_CHECKS):
        if key not in keys or (has_columns and key in ("dataset", "datasets")):
            continue
        problems.add(
            f'"{key}" has no effect without "checks"; add checks, or remove it',
            keys[key].location,
            "no-checks",
        )


def key_of(root: Mapping, name: str) -> Scalar:
    """Give a key that the document has."""
    return next(key for key, _ in root.entries if key.text == name)
