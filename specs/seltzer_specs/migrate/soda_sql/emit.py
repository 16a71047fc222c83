"""Lines of a document, each with where in the old file it comes from."""

from collections.abc import Iterable, Sequence
from typing import Any

from seltzer_specs.migrate.soda_sql.lines import as_variables
from seltzer_specs.migrate.weave import Line
from seltzer_specs.yaml_nodes import Mapping, Node, Scalar
from seltzer_specs.yaml_nodes import Sequence as SequenceNode
from seltzer_specs.yaml_writer import is_plain, quote, render_yaml

Values = Sequence[tuple[str, Node]]


def scalar(text: str) -> str:
    """Give a text as YAML on one line."""
    return text if is_plain(text) else quote(text)


def last_line(node: Node) -> int:
    """Give the last line on which anything of a node starts."""
    if isinstance(node, Scalar):
        return node.location.line + node.text.count("\n") * (not node.is_quoted)
    children: Iterable[Node]
    if isinstance(node, Mapping):
        children = [child for entry in node.entries for child in entry]
    else:
        children = node.items
    return max([node.location.line, *(last_line(child) for child in children)])


def entry(indent: int, key: str, value: Any, source: Node, end: Node | None = None) -> Line:
    """Give a key with a value as JSON has it; Any is what JSON is."""
    text = render_yaml({key: value}).rstrip("\n")
    return _line(indent, text, source, end or source)


def node_entry(indent: int, key: str, name: Scalar, node: Node) -> list[Line]:
    """Give a key with a node of the old file as its value.

    Args:
        indent: Blanks in front.
        key: The key in the document.
        name: The key in the old file.
        node: Its value; a list of several lines stays one, so that its comments do.
    """
    if isinstance(node, SequenceNode) and last_line(node) > name.location.line:
        head = Line(f"{' ' * indent}{scalar(key)}:", name.location.line, name.location.line)
        items = [_line(indent + 2, f"- {_inline(item)}", item, item) for item in node.items]
        return [head, *items]
    return [entry(indent, key, plain(node), name, node)]


def item(indent: int, text: str, source: Node, below: Sequence[Line] = ()) -> list[Line]:
    """Give an item of a list of checks: a line of text, and what stands below it."""
    colon = ":" if below else ""
    line = source.location.line
    return [Line(f"{' ' * indent}- {scalar(text)}{colon}", line, line), *below]


def remark(indent: int, text: str, source: Node, end: Node | None = None) -> Line:
    """Give a comment that stands for something of the old file."""
    rows = "\n".join(f"{' ' * indent}# {row}".rstrip() for row in text.split("\n"))
    return Line(rows, source.location.line, last_line(end or source), is_closed=True)


def plain(node: Node) -> Any:
    """Give a node as JSON, with variables as documents write them; Any is what JSON is."""
    if isinstance(node, Scalar):
        return as_variables(node.text) if isinstance(node.value, str) else node.value
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.entries}
    return [plain(child) for child in node.items]


def _inline(node: Node) -> str:
    return render_yaml([plain(node)]).rstrip("\n").removeprefix("- ")


def _line(indent: int, text: str, source: Node, end: Node) -> Line:
    rows = [f"{' ' * indent}{row}" if row else row for row in text.split("\n")]
    return Line("\n".join(rows), source.location.line, last_line(end))
