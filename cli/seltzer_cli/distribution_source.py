"""A distribution reference file: what it asks for, and writing what was found into it."""

import io
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from seltzer_cli.workspace import Workspace
from seltzer_compiler.drafts.distribution import MAX_VALUES, values_measure
from seltzer_compiler.fuse import fuse
from seltzer_compiler.measures import RowSet
from seltzer_compiler.validate import validate_measure
from seltzer_dialects.connection import Rows
from seltzer_dialects.registry import get_dialect
from seltzer_scanner.distribution import to_numbers
from seltzer_scanner.make_distribution import make_categorical, make_continuous
from seltzer_specs.checks import Distribution
from seltzer_specs.checks.distribution import DistributionType
from seltzer_specs.distribution_reference import find_entry
from seltzer_specs.errors import ConfigError, SpecErrorGroup
from seltzer_specs.names import DatasetRef, Name
from seltzer_specs.problems import Problems
from seltzer_specs.sodacl.identifiers import IdentifierError, parse_dotted, parse_name
from seltzer_specs.yaml_reader import Mapping, Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributionSource:
    """Where the values of a reference come from.

    Attributes:
        dataset: Dataset that has the column.
        column: The column.
        type: Type of the distribution.
        filter: SQL condition on the rows.
        sample: Sampling clause of the engine.
    """

    dataset: DatasetRef
    column: Name
    type: DistributionType
    filter: str | None = None
    sample: str | None = None

    def measure(
        self, workspace: Workspace, data_source: str | None, *, timeout_s: float
    ) -> Distribution:
        """Read the column and make its distribution.

        Raises:
            ConfigError: the SQL of the file cannot be used, or there is nothing to describe.
            QueryError: the query failed.
        """
        rows = self._fetch(workspace, data_source, timeout_s=timeout_s)
        if not rows.rows:
            raise ConfigError(f"{self.dataset}.{self.column} has no values to describe")
        try:
            if self.type == "continuous":
                return make_continuous(to_numbers([row[0] for row in rows.rows]))
        except ValueError as error:
            raise ConfigError(f"{self.dataset}.{self.column}: {error}") from error
        if len(rows.rows) > MAX_VALUES:
            raise ConfigError(f"{self.dataset}.{self.column} has more than {MAX_VALUES} values")
        return make_categorical(
            {row[0]: count for row in rows.rows if isinstance(count := row[1], int)}
        )

    def _fetch(self, workspace: Workspace, data_source: str | None, *, timeout_s: float) -> Rows:
        settings = workspace.data_source(data_source)
        dialect = get_dialect(settings.type)
        measure = values_measure(
            RowSet(dataset=self.dataset),
            self.column,
            type=self.type,
            filter=self.filter,
            sample=self.sample,
        )
        try:
            validate_measure(measure, dialect)
        except ValueError as error:
            raise ConfigError(f"the reference {error}") from error
        (query,) = fuse([measure], dialect, schema=settings.schema)
        with dialect.connect(settings, root=workspace.root) as connection:
            return connection.fetch(query.sql, timeout_s=timeout_s)


def read_source(file: Path, name: str | None) -> DistributionSource:
    """Read what a reference file asks for.

    Raises:
        SpecErrorGroup: it cannot be read as one.
    """
    problems = Problems()
    entry = find_entry(file.read_text(encoding="utf-8"), str(file), name, problems)
    if entry is None or entry.type is None:
        raise SpecErrorGroup(problems.errors)
    dataset = _text(entry.node, "dataset") or _text(entry.node, "table")
    column = _text(entry.node, "column")
    if dataset is None or column is None:
        problems.add(
            "the reference wants `dataset` and `column`",
            entry.node.location,
            "distribution-reference",
        )
        raise SpecErrorGroup(problems.errors)
    try:
        return DistributionSource(
            dataset=DatasetRef(parse_dotted(dataset)),
            column=parse_name(column),
            type=entry.type,
            filter=_text(entry.node, "filter"),
            sample=_text(entry.node, "sample"),
        )
    except IdentifierError as error:
        problems.add(str(error), entry.node.location, "identifier")
        raise SpecErrorGroup(problems.errors) from error


def write_distribution(file: Path, name: str | None, distribution: Distribution) -> None:
    """Write bins and weights into the file, all else as it is, in one step."""
    yaml: Any = YAML()
    yaml.preserve_quotes = True
    yaml.width = 100
    content = yaml.load(file.read_text(encoding="utf-8"))
    entry = content if name is None else content[name]
    entry.pop("distribution reference", None)
    entry["distribution_reference"] = {
        "bins": list(distribution.bins),
        "weights": list(distribution.weights),
    }
    text = io.StringIO()
    yaml.dump(content, text)
    mode = file.stat().st_mode
    handle, written = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    with os.fdopen(handle, "w", encoding="utf-8") as target:
        target.write(text.getvalue())
    Path(written).chmod(mode)
    Path(written).replace(file)


def _text(entry: Mapping, key: str) -> str | None:
    node = entry.get(key)
    return node.text if isinstance(node, Scalar) and node.value is not None else None
