"""Pages as Markdown: the docstring, a table of keys that the parsers agree with, and the SQL."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from tests.reference.outline import render_outline
from tests.reference.takes import takes

from seltzer_dialects.registry import BUILT_IN, get_dialect
from seltzer_specs.formats import FORMATS, MEANINGS
from seltzer_specs.json_schema.checks import OWN, keys_of
from seltzer_specs.json_schema.documents import print_schema
from seltzer_specs.json_schema.values import BY_KEY, COMMON, VALIDITY, Schema
from seltzer_specs.reference.page import Page, Section, split_words
from seltzer_specs.reference.pages import PageSource, load_page

ROOT: Final = Path(__file__).parents[2]
SHARED: Final = frozenset({*COMMON, *VALIDITY, "filter", "warn", "fail"})
"""Keys that have a page of their own."""

APART: Final = frozenset({"Keys", "SQL", "Limits", "Code"})
"""Sections that are not where they stand in the docstring; code's is for who reads that."""

WORDS: Final = frozenset({"Key", "Rule", "Metric"})
"""First columns of tables that hold words of the language."""


class PageError(Exception):
    """A page that does not say what the language does."""


def render_page(source: PageSource) -> str:
    """Give the Markdown of a page.

    Raises:
        PageError: it leaves a key of its kind out, or has one that the parser does not know.
        OutlineError: its first example does not compile.
    """
    page = load_page(source)
    parts = [
        f"<!-- Made by `make reference` from {path_of(source)}: edit that, not this. -->",
        f"# {page.title}",
        page.summary,
        page.body,
        *_sections(page, source),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def path_of(source: PageSource) -> str:
    """Give the path of the module that a page is the docstring of."""
    path = f"specs/seltzer_specs/{source.module.replace('.', '/')}"
    return f"{path}/__init__.py" if (ROOT / path).is_dir() else f"{path}.py"


def _sections(page: Page, source: PageSource) -> Iterable[str]:
    """Give the parts in their order: what the page says and its keys, the SQL, the limits."""
    _refuse_other_keys(page, source)
    has_keys = page.section("Keys") is not None
    if not has_keys and page.section("Metrics") is None:
        yield _keys(page, source)
    for section in page.sections:
        if section.title not in APART:
            yield _section(section, schemas_of(page, source, section.title))
        if section.title == "Keys" or (section.title == "Metrics" and not has_keys):
            yield _keys(page, source)
    if source.module == "formats":
        yield from render_formats()
    if source.has_sql:
        yield _sql(page, source)
    limits = page.section("Limits")
    if limits is not None:
        yield _section(limits, {})


def _sql(page: Page, source: PageSource) -> str:
    """Give what the first example compiles to, below what the page says about it."""
    section = page.section("SQL")
    text = section.text if section is not None else ""
    lead = "The first example on DuckDB:"
    outline = render_outline(page.examples[0], has_catalogue=source.kind == "schema")
    parts = ["## SQL", text, lead, outline, _gaps(page)]
    return "\n\n".join(part for part in parts if part)


def _gaps(page: Page) -> str:
    """Say which engines cannot compute which metrics of a page."""
    lines: list[str] = []
    for name in BUILT_IN:
        refused = get_dialect(name).UNSUPPORTED
        metrics = [metric for metric in page.metrics if metric in refused]
        for reason in dict.fromkeys(refused[metric] for metric in metrics):
            words = ", ".join(f"`{metric}`" for metric in metrics if refused[metric] == reason)
            lines.append(f"- `{name}`: {words} ({reason})")
    return "\n".join(["Not every engine computes all of them:", "", *lines]) if lines else ""


def _section(section: Section, schemas: Mapping[str, Schema]) -> str:
    parts = [f"## {section.title}"]
    if schemas:
        parts.append(_key_table(section, schemas))
    elif section.head is not None:
        are_words = section.head[0] in WORDS
        rows = [(_code(term) if are_words else term, text) for term, text in section.entries]
        parts.append(render_table(section.head, rows))
    return "\n\n".join([*parts, section.text] if section.text else parts)


def _keys(page: Page, source: PageSource) -> str:
    """Give the table of keys, with what each takes, and where the shared ones are."""
    section = page.section("Keys")
    table = [_key_table(section, schemas_of(page, source, "Keys"))] if section is not None else []
    text = section.text if section is not None else ""
    parts = [part for part in (*table, text, _shared(page, source)) if part]
    return "\n\n".join(["## Keys", *parts]) if parts else ""


def _key_table(section: Section, schemas: Mapping[str, Schema]) -> str:
    if not schemas:
        return render_table(("Key", "Meaning"), [(_code(t), text) for t, text in section.entries])
    rows = [
        (_code(term), takes(word := split_words(term)[0], schemas[word]), text)
        for term, text in section.entries
    ]
    return render_table(("Key", "Takes", "Meaning"), rows)


def _shared(page: Page, source: PageSource) -> str:
    """Say which keys of other pages a kind takes."""
    if source.kind is None:
        return ""
    known = keys_of(source.kind, source.line) - page.keys.keys()
    words = [f"`{key}`" for key in ("filter", "warn", "fail") if key in known]
    words.append("the [keys of every check](check-keys.md)")
    if set(VALIDITY) <= known:
        words.append("the [missing and valid keys](missing-and-valid.md#keys)")
    listed = " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)
    return f"{'Also' if page.section('Keys') is not None else 'It takes'} {listed}."


def schemas_of(page: Page, source: PageSource, title: str) -> Mapping[str, Schema]:
    """Give the JSON Schema of each key of a table of a page, where it has one."""
    if source.document is not None and title == source.document_title:
        properties: Mapping[str, Schema] = print_schema(source.document)["properties"]
        return properties
    if title != "Keys":
        return {}
    if source.kind is not None:
        schemas = {**BY_KEY, **OWN.get(source.kind, {})}
        return {key: schemas[key] for key in keys_of(source.kind, source.line)}
    return {key: BY_KEY[key] for key in page.keys} if page.keys.keys() <= BY_KEY.keys() else {}


def _refuse_other_keys(page: Page, source: PageSource) -> None:
    """Make sure that a page names all keys that its kind alone takes, and no other.

    Raises:
        PageError: it does not.
    """
    if source.document is not None:
        known = schemas_of(page, source, source.document_title).keys()
        told = page.words(source.document_title).keys()
        _refuse_difference(source, known - told, told - known)
    if source.kind is not None:
        known = schemas_of(page, source, "Keys").keys()
        told = page.words("Keys").keys()
        shared = SHARED - OWN.get(source.kind, {}).keys()
        _refuse_difference(source, known - shared - told, told - known)


def _refuse_difference(source: PageSource, lacking: set[str], unknown: set[str]) -> None:
    if lacking or unknown:
        raise PageError(f"{path_of(source)}: Keys: lacks {sorted(lacking)}, has {sorted(unknown)}")


def _code(term: str) -> str:
    """Give words of the language as code."""
    return ", ".join(word if "`" in word else f"`{word}`" for word in split_words(term))


def render_formats() -> Iterable[str]:
    """Give the table of formats, and the expression of each."""
    rows = [(f"`{name}`", meaning, f"`{example}`") for name, (meaning, example) in MEANINGS.items()]
    yield "## Formats\n\n" + render_table(("Format", "Matches", "For example"), rows)
    expressions = "\n".join(f"{name}: {_visible(FORMATS[name])}" for name in MEANINGS)
    yield f"## Expressions\n\n```text\n{expressions}\n```"


def render_formats_table() -> str:
    """Give the table of formats."""
    rows = [(f"`{name}`", meaning, f"`{example}`") for name, (meaning, example) in MEANINGS.items()]
    return render_table(("Format", "Matches", "For example"), rows)


def _visible(expression: str) -> str:
    """Give an expression with its tabs and line feeds as they are written."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in expression)


def render_table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Give a Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for row in rows:
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |")
    return "\n".join(lines)
