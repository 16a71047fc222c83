"""A check's configuration mapping: keys are taken one by one, and what is left is a mistake."""

from collections.abc import Callable, Iterable
from typing import Any, Literal

from seltzer_specs.errors import SpecError
from seltzer_specs.named_files import NamedFileError
from seltzer_specs.problems import describe
from seltzer_specs.receivers import receiver_mistake
from seltzer_specs.sodacl.context import Context
from seltzer_specs.variables import Resolved, resolve
from seltzer_specs.yaml_nodes import resolve_plain
from seltzer_specs.yaml_reader import Mapping, Node, Scalar, Sequence

Severity = Literal["minor", "major", "critical"]
SEVERITIES: tuple[Severity, ...] = ("minor", "major", "critical")


MAX_LINE = 256


class Config:
    """The keys of one check.

    Args:
        node: The mapping below the check's line; None where there is none.
        of: What the keys belong to, for messages.
        context: Where mistakes are noted.
        place_of: Says where a key belongs that nobody takes; None where it does not know.
    """

    def __init__(
        self,
        node: Mapping | None,
        *,
        of: str,
        context: Context,
        place_of: Callable[[str], str | None] | None = None,
    ) -> None:
        self._entries = {key.text: (key, value) for key, value in (node.entries if node else ())}
        self._known: set[str] = set()
        self._of = of
        self._place_of = place_of
        self.context = context

    def has(self, key: str) -> bool:
        """Tell whether a key is there and not yet taken."""
        return key in self._entries

    @property
    def is_empty(self) -> bool:
        """Tell whether no key is left."""
        return not self._entries

    def open_keys(self) -> list[str]:
        """Give the keys that are not yet taken."""
        return list(self._entries)

    @property
    def of(self) -> str:
        """Say what the keys stand below, for messages."""
        return self._of

    def open_nodes(self) -> list[Scalar]:
        """Give the keys that are not yet taken, as they stand."""
        return [key for key, _ in self._entries.values()]

    def knows(self, key: str) -> bool:
        """Tell whether somebody has asked for a key, so that its kind of check is parsed."""
        return key in self._known

    @property
    def known_keys(self) -> frozenset[str]:
        """Give the keys that somebody has asked for."""
        return frozenset(self._known)

    def take(self, key: str) -> Node | None:
        """Give a key's value once, and remember that the key is known."""
        if not self._entries:
            return None  # nothing is left that could be unknown, and most checks have no keys
        self._known.add(key)
        found = self._entries.pop(key, None)
        return found[1] if found is not None else None

    def take_all(self, keys: Iterable[str]) -> list[tuple[str, Node]]:
        """Give those of many keys that are there, with their values, and know all of them."""
        if not self._entries:
            return []
        self._known.update(keys)
        return [(key, self._entries.pop(key)[1]) for key in keys if key in self._entries]

    def peek(self, key: str) -> Node | None:
        """Give a key's value without taking it."""
        found = self._entries.get(key)
        return found[1] if found is not None else None

    def take_scalar(self, key: str) -> Scalar | None:
        """Give a key's scalar; anything else is noted as a mistake."""
        node = self.take(key)
        if node is None or (isinstance(node, Scalar) and node.value is not None):
            return node
        self.complain(node, key, "one value")
        return None

    def take_text(self, key: str) -> str | None:
        """Give a key's text with variables filled in."""
        node = self.take_scalar(key)
        return self.context.text(node) if node is not None else None

    def take_filled(self, key: str) -> Scalar | None:
        """Give a key's scalar with variables filled in, and the value that YAML makes of that."""
        node = self.take_scalar(key)
        if node is None or "${" not in node.text:
            return node
        text = self.context.text(node)
        if text is None:
            return None
        value = text if node.is_quoted else resolve_plain(text)
        return Scalar(value, text, node.location, node.is_quoted)

    def take_line(self, key: str) -> str | None:
        """Give a key's text of one line, as names and ids are, with variables filled in."""
        node = self.take_scalar(key)
        return self._line(node, key) if node is not None else None

    def _line(self, node: Scalar, key: str) -> str | None:
        text = self.context.label(node)
        if text is None:
            return None
        text = text.strip()
        if 0 < len(text) <= MAX_LINE and text.isprintable():
            return text
        self.complain(node, key, f"one line of 1 to {MAX_LINE} characters")
        return None

    def take_sql(self, key: str) -> Resolved | None:
        """Give a key's SQL with variables filled in, and its template."""
        node = self.take_scalar(key)
        if node is None:
            return None
        found = self.context.resolved(node)
        if found is not None and not found.text.strip():
            self.complain(node, key, "SQL")
            return None
        return found

    def take_sql_file(self, key: str) -> Resolved | None:
        """Give the SQL of the file that a key names, with variables filled in."""
        node = self.take_scalar(key)
        path = self._line(node, key) if node is not None else None
        if node is None or path is None:
            return None
        try:
            if self.context.named_files is None:
                raise NamedFileError(f'"{path}" cannot be read here; write the SQL into the spec')
            text = self.context.named_files.read(path, beside=node.location.file)
            if not text.strip():
                raise NamedFileError(f'"{path}" is empty; write SQL into it')
        except NamedFileError as error:
            self.context.problems.add(f'"{key}": {error}', node.location, "sql-file")
            return None
        try:
            return resolve(text, self.context.variables, node.location)
        except SpecError as error:
            self.context.problems.add(f'"{path}": {error.message}', node.location, error.rule)
            return None

    def take_sql_or_file(self, key: str, file_key: str) -> Resolved | None:
        """Give SQL that stands below one key, or in the file that another names; not both."""
        file = self.peek(file_key)
        if file is None or not self.has(key):
            return self.take_sql_file(file_key) or self.take_sql(key)
        self.take(key)
        self.take(file_key)
        self.context.problems.add(
            f'{self._of} has "{key}" and "{file_key}"; keep one of them',
            file.location,
            "two-definitions",
        )
        return None

    def take_texts(self, key: str) -> tuple[str, ...]:
        """Give a key's list of texts; one text alone is a list of one."""
        node = self.take(key)
        if node is None:
            return ()
        items = node.items if isinstance(node, Sequence) else (node,)
        if isinstance(node, Scalar) and ", " in node.text and not node.is_quoted:
            self.complain(node, key, f"a list such as [{node.text.strip()}]")
            return ()
        found: list[str] = []
        for item in items:
            if not isinstance(item, Scalar) or item.value is None:
                self.complain(item, key, "a list of texts")
                continue
            text = self._line(item, key)
            if text is not None:
                found.append(text)
        return tuple(found)

    def take_receivers(self) -> tuple[str, ...]:
        """Give the receivers under `notify`."""
        node = self._entries["notify"][1] if self.has("notify") else None
        receivers = self.take_texts("notify")
        for receiver in receivers:
            mistake = receiver_mistake(receiver)
            if mistake is not None and node is not None:
                self.context.problems.add(mistake, node.location, "receiver")
        return receivers

    def take_severity(self) -> Severity | None:
        """Give the severity."""
        node = self.take_scalar("severity")
        if node is None:
            return None
        for severity in SEVERITIES:
            if node.text == severity:
                return severity
        self.complain(node, "severity", "minor, major or critical")
        return None

    def take_attributes(self) -> dict[str, str | int | float | bool]:
        """Give the attributes."""
        node = self.take("attributes")
        if node is None:
            return {}
        if not isinstance(node, Mapping):
            self.complain(node, "attributes", "a mapping")
            return {}
        found: dict[str, Any] = {}
        for key, value in node.entries:
            if isinstance(value, Scalar) and isinstance(value.value, str):
                found[key.text] = self.context.text(value) or ""
            elif isinstance(value, Scalar) and value.value is not None:
                found[key.text] = value.value
            elif isinstance(value, Sequence):
                found[key.text] = ", ".join(i.text for i in value.items if isinstance(i, Scalar))
            else:
                self.complain(value, f"attributes.{key.text}", "one value")
        return found

    def below(self, key: str, node: Mapping) -> "Config":
        """Give the keys of a mapping under one of the keys."""
        return Config(node, of=f'"{key}" of {self._of}', context=self.context)

    def complain(self, node: Node, key: str, wanted: str) -> None:
        """Note that a key's value is of the wrong kind."""
        self.context.problems.add(
            f'"{key}" wants {wanted}, got {describe(node)}', node.location, "wrong-value"
        )

    def finish(self) -> None:
        """Note every key that nobody took."""
        for key, _ in self._entries.values():
            hint = self._place_of(key.text) if self._place_of is not None else None
            self.context.problems.unknown_key(key, self._known, of=self._of, hint=hint)
        self._entries.clear()
