"""A scan file of Soda SQL as one Checks document."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone

from seltzer_specs.documents import API_VERSION
from seltzer_specs.migrate.soda_sql.checks import Owner, check_lines, sql_metric_lines
from seltzer_specs.migrate.soda_sql.emit import (
    entry,
    node_entry,
    plain,
    remark,
)
from seltzer_specs.migrate.soda_sql.metrics import (
    Asked,
    Validity,
    column_metrics,
    each_once,
    table_metrics,
)
from seltzer_specs.migrate.weave import Line
from seltzer_specs.names import Name, quoted_text
from seltzer_specs.problems import Problems
from seltzer_specs.soda_sql.columns import KEYS as VALIDITY_KEYS
from seltzer_specs.soda_sql.columns import SODA_SQL_FORMATS
from seltzer_specs.soda_sql.historic_metrics import HistoricMetric, take_historic_metrics
from seltzer_specs.soda_sql.limits import IDLE as IDLE_KEYS
from seltzer_specs.soda_sql.limits import PROFILES
from seltzer_specs.soda_sql.names import column_name
from seltzer_specs.soda_sql.profiles import VALUES
from seltzer_specs.soda_sql.samples import IDLE as IDLE_SAMPLES
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.variables import Variables
from seltzer_specs.yaml_nodes import Mapping, Node, Scalar
from seltzer_specs.yaml_nodes import Sequence as SequenceNode
from seltzer_specs.yaml_writer import render_inline

_NEVER = datetime.min.replace(tzinfo=timezone.utc)


@dataclass(slots=True)
class _Column:
    """A column of the file."""

    key: Scalar
    node: Mapping
    name: Name
    validity: Validity
    historic: dict[str, HistoricMetric]
    asked: Asked
    samples_limit: Scalar | None


@dataclass(slots=True)
class ScanDocument:
    """The lines of a document.

    Attributes:
        root: The scan file, which was read without mistakes.
        notes: What people are told, each with its line.
    """

    root: Mapping
    notes: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    _columns: list[_Column] = field(default_factory=list[_Column])

    def __post_init__(self) -> None:
        columns = self.root.get("columns")
        for key, node in columns.entries if isinstance(columns, Mapping) else ():
            if isinstance(node, Mapping):
                self._columns.append(_column(key, node))

    def lines(self) -> list[Line]:
        """Give the document.

        Raises:
            RefusedError: a test holds a variable in the place of more than a number.
        """
        asked, excluded = Asked.of(self.root), self._excluded()
        found = [*self._head(), *self._filter(), *self._configurations()]
        found += self._looked_at(asked, excluded)
        validities = {column.key.text: column.validity for column in self._columns}
        metrics = table_metrics(asked, excluded, validities)
        for column in self._columns:
            metrics += column_metrics(column.asked, column.name, column.validity)
        if metrics:
            found += [Line("metrics:"), *each_once(metrics)]
        checks = self._checks()
        has_any = any(not line.text.lstrip().startswith("#") for line in checks)
        return [*found, *([Line("checks:")] if has_any else []), *checks]

    def _head(self) -> Iterator[Line]:
        first = self.root.entries[0][0].location.line
        # Comments above the first key stand at the head of the document.
        yield Line(f"apiVersion: {API_VERSION}", first - 1, first - 1, is_closed=True)
        yield Line("kind: Checks")
        yield from self._entries("table_name", "dataset", 0)
        for key, node in self.root.entries:
            reason = self._idle_reason(key, node)
            if reason is not None:
                yield self._idle(key, node, reason)
        yield from self._idle_samples(self.root)
        for column in self._columns:
            yield from self._idle_samples(column.node)
            yield from self._unused(column)

    def _unused(self, column: _Column) -> Iterator[Line]:
        """Give historic metrics that no test uses, as comments."""
        tests = column.node.get("tests")
        text = str(plain(tests)) if tests is not None else ""
        node = column.node.get("historic_metrics")
        for item in node.items if isinstance(node, SequenceNode) else ():
            name = item.get("name") if isinstance(item, Mapping) else None
            if isinstance(name, Scalar) and not re.search(rf"\b{re.escape(name.text)}\b", text):
                yield remark(
                    0, f"historic metric {render_inline(plain(item))} is not used", item, item
                )

    def _idle_reason(self, key: Scalar, node: Node) -> str | None:
        """Say why a key has no effect; None where it has one, or says what holds anyway."""
        if key.text in PROFILES:
            own, reason = PROFILES[key.text]
            return reason if isinstance(node, Scalar) and node.value != own else None
        return IDLE_KEYS.get(key.text)

    def _idle(self, key: Scalar, node: Node, reason: str) -> Line:
        self.notes.append((key.location.line, f'"{key.text}" is not kept: {reason}'))
        value = render_inline(plain(node))
        return remark(0, f"{key.text}: {value} is not kept: {reason}", key, node)

    def _idle_samples(self, root: Mapping) -> Iterator[Line]:
        samples = root.get("samples")
        for key, node in samples.entries if isinstance(samples, Mapping) else ():
            if key.text in IDLE_SAMPLES:
                yield self._idle(key, node, IDLE_SAMPLES[key.text])

    def _filter(self) -> Iterator[Line]:
        yield from self._entries("filter", "filter", 0)

    def _entries(self, name: str, key: str, indent: int) -> Iterator[Line]:
        for own, node in self.root.entries:
            if own.text == name:
                yield from node_entry(indent, key, own, node)

    def _configurations(self) -> list[Line]:
        limit = _samples_limit(self.root)
        found = [entry(2, "samples limit", limit.value, limit)] if limit is not None else []
        for column in self._columns:
            for key, name, node in column.validity:
                found += node_entry(2, f"{key} for {column.key.text.strip()}", name, node)
        return [Line("configurations:"), *found] if found else []

    def _looked_at(self, asked: Asked, excluded: Sequence[str]) -> Iterator[Line]:
        table = self.root.get("table_name")
        name = plain(table) if table is not None else ""
        if asked.wants_schema:
            node = asked.places["schema"]
            yield entry(0, "discover datasets", [name], node)
        columns = [quoted_text(c.name) for c in self._columns if c.asked.is_profiled]
        patterns = ["%", *(f"exclude {quoted_text(column_name(e))}" for e in excluded)]
        names = patterns + columns if asked.is_profiled else columns
        if names:
            owners = [asked, *(column.asked for column in self._columns)]
            source = next(n for each in owners for m, n in each.places.items() if m in VALUES)
            yield entry(0, "profile columns", names, source)

    def _excluded(self) -> list[str]:
        node = self.root.get("excluded_columns")
        items = node.items if isinstance(node, SequenceNode) else ()
        return [item.text for item in items if isinstance(item, Scalar)]

    def _checks(self) -> list[Line]:
        found = check_lines(self.root.get("tests"), Owner())
        found += sql_metric_lines(self.root.get("sql_metrics"))
        for column in self._columns:
            owner = Owner(column.name, column.historic, column.validity, column.samples_limit)
            found += check_lines(column.node.get("tests"), owner)
            found += sql_metric_lines(column.node.get("sql_metrics"), column.samples_limit)
        return found


def _column(key: Scalar, node: Mapping) -> _Column:
    context = Context(problems=Problems(), variables=Variables(), now=_NEVER)
    config = Config(node, of="the column", context=context)
    return _Column(
        key=key,
        node=node,
        name=column_name(key.text),
        validity=tuple(
            (name.text.replace("_", " "), name, _format(name, value))
            for name, value in node.entries
            if name.text in VALIDITY_KEYS
        ),
        historic=take_historic_metrics(config),
        asked=Asked.of(node),
        samples_limit=_samples_limit(node),
    )


def _format(key: Scalar, value: Node) -> Node:
    """Give the value of a key; the name of a format as it is here."""
    if not key.text.endswith("_format") or not isinstance(value, Scalar):
        return value
    name = SODA_SQL_FORMATS.get(value.text, value.text)
    return value._replace(value=name, text=name)


def _samples_limit(root: Mapping) -> Scalar | None:
    samples = root.get("samples")
    limit = samples.get("failed_limit") if isinstance(samples, Mapping) else None
    return limit if isinstance(limit, Scalar) else None
