"""`configurations for DATASET`: what holds for all checks of a dataset, and for its columns."""

import re
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from seltzer_specs.checks.samples import NO_SAMPLES, Samples
from seltzer_specs.metrics import EMPTY_VALIDITY, Validity
from seltzer_specs.names import DatasetRef
from seltzer_specs.problems import did_you_mean
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.samples import take_samples
from seltzer_specs.sodacl.validity_keys import KEYS, set_validity
from seltzer_specs.yaml_reader import Mapping

COLUMN_KEY = re.compile(rf"(?P<key>{'|'.join(sorted(KEYS, reverse=True))}) for (?P<column>.+)")
PLAIN_KEYS = ("attributes", "samples limit", "samples columns", "collect failed rows")

Attributes: TypeAlias = tuple[tuple[str, str | int | float | bool], ...]


@dataclass(slots=True)
class DatasetConfiguration:
    """What a file says about a dataset beside its checks.

    Attributes:
        columns: Missing and valid configuration by column name.
        attributes: For all checks of the dataset; a section's and a check's own win.
        samples: For all checks of the dataset, likewise.
    """

    columns: dict[str, Validity] = field(default_factory=dict[str, Validity])
    attributes: Attributes = ()
    samples: Samples = NO_SAMPLES

    def apply(self, context: Context, dataset: DatasetRef | None) -> Context:
        """Give the context of the dataset's checks."""
        attributes = context.attributes
        if self.attributes:
            attributes = tuple(sorted({**dict(attributes), **dict(self.attributes)}.items()))
        return replace(
            context,
            dataset=dataset,
            columns=self.columns,
            attributes=attributes,
            samples=self.samples,
        )


def read_configuration(node: Mapping, found: DatasetConfiguration, context: Context) -> None:
    """Read the entries below `configurations` into what is known of the dataset."""
    _read_plain(node, found, context)
    for key, value in node.entries:
        if key.text in PLAIN_KEYS:
            continue
        match = COLUMN_KEY.fullmatch(key.text)
        if match is None:
            known = [*PLAIN_KEYS, *(f"{name} for COLUMN" for name in KEYS)]
            hint = _column_hint(key.text) or did_you_mean(key.text, known)
            context.problems.add(
                f'unknown key "{key.text}" of the column configuration{hint}',
                key.location,
                "unknown-key",
            )
            continue
        column = match["column"].strip().strip('"`')
        before = found.columns.get(column, EMPTY_VALIDITY)
        found.columns[column] = set_validity(before, match["key"], value, context)


def _column_hint(key: str) -> str:
    """Name the column that a key is written for, where only the key's own words are wrong."""
    words, has_column, column = key.partition(" for ")
    near = did_you_mean(words, KEYS)
    if not near.startswith("; did"):
        return ""
    return near.replace('"?', f' for {column if has_column else "COLUMN"}"?')


def _read_plain(node: Mapping, found: DatasetConfiguration, context: Context) -> None:
    entries = tuple(entry for entry in node.entries if entry[0].text in PLAIN_KEYS)
    if not entries:
        return
    config = Config(replace(node, entries=entries), of="the configuration", context=context)
    attributes = config.take_attributes()
    if attributes:
        found.attributes = tuple(sorted({**dict(found.attributes), **attributes}.items()))
    found.samples = take_samples(config, found.samples)
