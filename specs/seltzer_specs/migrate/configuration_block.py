"""One Soda configuration as entries of a project's `data_sources`, without any secret."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from seltzer_specs.migrate.option_text import OptionText, translate_option
from seltzer_specs.migrate.weave import Comment, Line, read_comments, weave
from seltzer_specs.secrets import OptionValue, hide_assigned, hide_secrets, is_secret
from seltzer_specs.soda_configuration import HEADER
from seltzer_specs.soda_sql.warehouse import TYPES, is_warehouse
from seltzer_specs.spec_file import SpecFile
from seltzer_specs.yaml_reader import Mapping, Node, Scalar, read_documents
from seltzer_specs.yaml_writer import is_plain, quote, render_yaml

_REFERENCE = re.compile(r"\$\{env\.\w+\}[\w./-]*")
_DATABASE_FILE = re.compile(r"\.(?:duckdb|ddb|db|sqlite3?)$", re.IGNORECASE)
_NO_NAME = re.compile(r"[^A-Za-z0-9_-]+")
_CLOUD = "a server of Seltzer's own takes its place, see the end of seltzer.yml"
_PROJECT_WORDS = "a project has nothing like it"
DROPPED = ("disable_samples", "samples_limit")
"""Options that are no part of a connection."""
_REASONS = {
    "soda_cloud": _CLOUD,
    "soda_account": _CLOUD,
    "dbt_cloud": "results of dbt are not read",
    "ingest": "results of dbt are not read",
    "sampler": "no row leaves the warehouse",
    **dict.fromkeys(DROPPED, "no row leaves the warehouse"),
    "scheduler": 'schedules stand in Checks documents, `schedule: "0 6 * * *"`',
    "scan_schedule": 'schedules stand in Checks documents, `schedule: "0 6 * * *"`',
}


@dataclass(frozen=True, slots=True)
class MovedSecret:
    """A literal secret that was not copied.

    Attributes:
        place: File and line of it.
        source: Name of the data source.
        option: Which option.
        variable: What the project file reads in its place.
    """

    place: str
    source: str
    option: str
    variable: str


@dataclass(slots=True)
class ConfigurationBlock:
    """One configuration file as entries below `data_sources:`.

    Attributes:
        file: It was read without mistakes.
        paths_from: Folder that paths of database files start from, as seen from the project's;
            empty where they are one.
        secrets: Literal secrets that were not copied.
        variables: Names of the environment that the entries read.
    """

    file: SpecFile
    paths_from: str = ""
    secrets: list[MovedSecret] = field(default_factory=list[MovedSecret])
    variables: list[str] = field(default_factory=list[str])
    _notes: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    _hidden: dict[str, OptionValue] = field(default_factory=dict[str, OptionValue])
    _sources: dict[str, list[Line]] = field(default_factory=dict[str, list[Line]])
    _others: list[Line] = field(default_factory=list[Line])
    _is_soda_sql: bool = False

    def __post_init__(self) -> None:
        for document in read_documents(self.file.text, self.file.path):
            if isinstance(document.root, Mapping):
                self._read(document.root)

    @property
    def sources(self) -> tuple[str, ...]:
        """Give the names of the data sources."""
        return tuple(self._sources)

    def text(self, kept: set[str]) -> str:
        """Give the entries of some data sources, with all comments of the file."""
        lines = [line for name in self._sources if name in kept for line in self._sources[name]]
        lines = sorted([*lines, *self._others], key=lambda line: line.source)
        comments = [
            Comment(self._hide(comment.text), comment.line, comment.is_behind)
            for comment in read_comments(self.file.text.replace("\r\n", "\n"))
        ]
        return weave(lines, comments)

    def _hide(self, text: str) -> str:
        return hide_assigned(hide_secrets(text, options=self._hidden, from_environment=()))

    def notes(self) -> Iterator[str]:
        """Give what people are told: what was dropped, and what to export."""
        for line, text in sorted(self._notes):
            yield f"{self.file.path}:{line}: {text}"
        own = {secret.variable for secret in self.secrets}
        names = [name for name in dict.fromkeys(self.variables) if name not in own]
        if names and self._is_soda_sql:
            yield (
                f"{self.file.path}: export {', '.join(names)}; ~/.soda/env_vars.yml, where Soda "
                "SQL looks for them too, is not read"
            )

    def _read(self, root: Mapping) -> None:
        self._hide_all(root)
        if is_warehouse(root):
            self._read_warehouse(root)
            return
        for key, node in root.entries:
            match = HEADER.fullmatch(key.text.strip())
            if match is None or not isinstance(node, Mapping):
                self._drop(key, node, indent="  ")
                continue
            self._start(match["name"], key)
            connection = node.get("connection")
            inner = connection if isinstance(connection, Mapping) else None
            taken = {k.text for k, _ in inner.entries} if inner is not None else set[str]()
            self._options(match["name"], node, without={*taken, "connection"})
            if inner is not None:
                self._options(match["name"], inner)

    def _hide_all(self, node: Node, key: str = "") -> None:
        """Remember every secret of the file, as comments may quote it."""
        if isinstance(node, Scalar):
            if is_secret(key, node.value):
                self._hidden[f"secret {len(self._hidden)}"] = node.text
            return
        for name, child in node.entries if isinstance(node, Mapping) else ():
            self._hide_all(child, name.text)

    def _read_warehouse(self, root: Mapping) -> None:
        self._is_soda_sql = True
        name, connection = root.get("name"), root.get("connection")
        if not isinstance(name, Scalar) or not isinstance(connection, Mapping):
            return
        source = source_name(name.text)
        if source != name.text.strip():
            self._note(name, f'the data source is called "{source}", as names have no blanks here')
        self._start(source, next(key for key, _ in root.entries if key.text == "name"))
        self._options(source, connection)
        for key, node in root.entries:
            if key.text not in ("name", "connection"):
                self._drop(key, node, indent="  ")

    def _start(self, name: str, key: Scalar) -> None:
        line = key.location.line
        self._sources[name] = [Line(f"  {name if is_plain(name) else quote(name)}:", line, line)]

    def _note(self, node: Scalar, text: str) -> None:
        self._notes.append((node.location.line, text))

    def _options(self, source: str, node: Mapping, without: set[str] | None = None) -> None:
        lines = self._sources[source]
        for key, value in node.entries:
            if key.text in (without or ()):
                continue
            if not isinstance(value, Scalar) or key.text in _REASONS:
                self._drop(key, value, indent="    ")
                continue
            found = self._translate(source, key, value)
            lines.append(_entry(key, value, found))

    def _translate(self, source: str, key: Scalar, value: Scalar) -> OptionText:
        if self._is_soda_sql and key.text == "type" and value.text in TYPES:
            return OptionText(TYPES[value.text])
        if self.paths_from and (moved := _moved(key.text, value, self.paths_from)) is not None:
            return OptionText(moved)
        found = translate_option(key.text, value, source=source, is_warehouse=self._is_soda_sql)
        self.variables += found.variables
        if found.secret is not None:
            place = f"{self.file.path}:{value.location.line}"
            self.secrets.append(MovedSecret(place, source, key.text, found.secret))
            self._note(
                value,
                f'the value of "{key.text}" is a secret and is not copied; put it into the '
                f"environment as {found.secret}",
            )
        if found.has_dropped_default:
            self._note(
                value,
                f'the default of "{key.text}" is a secret and is not copied; export '
                f"{', '.join(found.variables)}",
            )
        return found

    def _drop(self, key: Scalar, node: Node, *, indent: str) -> None:
        reason = _REASONS.get(key.text.strip(), _PROJECT_WORDS)
        name = hide_assigned(key.text)
        self._note(key, f'"{name}" is not kept: {reason}')
        line = key.location.line
        text = f"{indent}# {name} is not kept: {reason}"
        self._others.append(Line(text, line, _last_line(node, line), is_closed=True))


def source_name(text: str) -> str:
    """Give the name of a data source for the name of a Soda SQL warehouse, which may be any."""
    return _NO_NAME.sub("_", text.strip())


def _moved(option: str, value: Scalar, paths_from: str) -> str | None:
    """Give the path of a database file as seen from another folder; None for anything else."""
    text = value.text
    is_path = option == "path" or (option == "database" and _DATABASE_FILE.search(text))
    is_elsewhere = text.startswith(("/", "~", ":", "md:", "motherduck:")) or "$" in text
    return (
        posixpath.normpath(posixpath.join(paths_from, text))
        if (is_path and not is_elsewhere)
        else None
    )


def _entry(key: Scalar, value: Scalar, found: OptionText) -> Line:
    line = key.location.line
    text = render_yaml({key.text: found.value}).rstrip("\n")
    if isinstance(found.value, str) and _REFERENCE.fullmatch(found.value):
        text = f"{key.text if is_plain(key.text) else quote(key.text)}: {found.value}"
    rows = [f"    {row}" if row else row for row in text.split("\n")]
    return Line("\n".join(rows), line, _last_line(value, line))


def _last_line(node: Node, line: int) -> int:
    """Give the last line on which anything of a node starts."""
    if isinstance(node, Scalar):
        return max(line, node.location.line)
    children = (
        [child for entry in node.entries for child in entry]
        if isinstance(node, Mapping)
        else node.items
    )
    return max([line, node.location.line, *(_last_line(child, line) for child in children)])
