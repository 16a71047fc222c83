"""What a project allows of samples: `samples:` in `seltzer.yml`. Without it no row is fetched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal, TypeAlias, get_args

from seltzer_specs.names import DatasetRef
from seltzer_specs.problems import describe
from seltzer_specs.sodacl.config import Config
from seltzer_specs.yaml_reader import Mapping as MappingNode
from seltzer_specs.yaml_reader import Scalar

Destination: TypeAlias = Literal["screen", "file", "server"]
DEFAULT_ROWS = 20
MAX_ROWS = 10_000
DESTINATIONS: tuple[Destination, ...] = get_args(Destination)
SAMPLE_KEYS: Mapping[str, str] = {
    "to": "Where bad rows go: the terminal, a private file, or a server.",
    "file": "File for `to: file`, relative to the project; one in `state_dir` without it.",
    "max_rows": f"Rows of one check at most; {DEFAULT_ROWS} without it.",
    "masked_columns": "Patterns of columns that are shown without values; those are not fetched.",
    "excluded_columns": "Patterns of columns that are neither fetched nor shown.",
}
"""Keys and what they mean."""

SUFFIXES = (".jsonl", ".csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePolicy:
    """Which bad rows may be fetched, and where they may go.

    Attributes:
        to: Where they go.
        file: File for `file`, relative to the project; None for one in the state folder.
        max_rows: Rows of one check at most.
        masked_columns: Patterns of columns that are shown without their values.
        excluded_columns: Patterns of columns that are not shown. Neither is ever fetched.
    """

    to: Destination
    file: str | None = None
    max_rows: int = DEFAULT_ROWS
    masked_columns: tuple[str, ...] = ()
    excluded_columns: tuple[str, ...] = ()

    @property
    def has_hidden(self) -> bool:
        """Tell whether any column is hidden."""
        return bool(self.masked_columns or self.excluded_columns)

    def hides(self, column: str, dataset: DatasetRef | None) -> bool:
        """Tell whether a column must not be fetched.

        Args:
            column: Its name.
            dataset: Where it is; None where that is not known, so that any dataset is meant.
        """
        return self.masks(column, dataset) or _is_any(self.excluded_columns, column, dataset)

    def masks(self, column: str, dataset: DatasetRef | None) -> bool:
        """Tell whether a column is shown without its values."""
        return _is_any(self.masked_columns, column, dataset) and not _is_any(
            self.excluded_columns, column, dataset
        )


def _is_any(patterns: Sequence[str], column: str, dataset: DatasetRef | None) -> bool:
    return any(_is_match(pattern.lower(), column.lower(), dataset) for pattern in patterns)


def _is_match(pattern: str, column: str, dataset: DatasetRef | None) -> bool:
    place, dot, last = pattern.rpartition(".")
    if not dot or dataset is None:
        return fnmatchcase(column, last)
    names = (str(dataset).lower(), dataset.name[-1].text.lower())
    return fnmatchcase(column, last) and any(fnmatchcase(name, place) for name in names)


def take_sample_policy(config: Config) -> SamplePolicy | None:
    """Give `samples` of a project file; None where it is not there or wrong."""
    node = config.take("samples")
    if node is None:
        return None
    if not isinstance(node, MappingNode):
        config.complain(node, "samples", "a mapping, for example `to: screen`")
        return None
    keys = Config(node, of='"samples"', context=config.context)
    to = _take_destination(keys, node)
    policy = SamplePolicy(
        to=to or "screen",
        file=_take_file(keys, to),
        max_rows=_take_rows(keys),
        masked_columns=keys.take_texts("masked_columns"),
        excluded_columns=keys.take_texts("excluded_columns"),
    )
    keys.finish()
    return policy if to is not None else None


def _take_destination(keys: Config, node: MappingNode) -> Destination | None:
    value = keys.take("to")
    text = value.text if isinstance(value, Scalar) else None
    found: Destination | None = next((to for to in DESTINATIONS if to == text), None)
    if found is None:
        place = value if value is not None else node
        got = f", got {describe(value)}" if value is not None else ""
        keys.context.problems.add(
            f'"samples" wants "to": screen, file or server{got}', place.location, "wrong-value"
        )
    return found


def _take_file(keys: Config, to: Destination | None) -> str | None:
    node = keys.peek("file")
    name = keys.take_line("file")
    if name is None or node is None:
        return None
    if to is not None and to != "file":
        keys.context.problems.add('"file" wants `to: file`', node.location, "wrong-value")
    if not name.endswith(SUFFIXES):
        keys.complain(node, "file", "a name that ends with .jsonl or .csv")
    return name


def _take_rows(keys: Config) -> int:
    node = keys.take_scalar("max_rows")
    if node is None:
        return DEFAULT_ROWS
    is_number = isinstance(node.value, int) and not isinstance(node.value, bool)
    if is_number and 1 <= int(node.text) <= MAX_ROWS:
        return int(node.text)
    keys.complain(node, "max_rows", f"a whole number from 1 to {MAX_ROWS:,}")
    return DEFAULT_ROWS
