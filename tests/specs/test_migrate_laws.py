"""Whatever sections a SodaCL file has, in whatever order and layout, its documents say the same."""

from dataclasses import fields, is_dataclass
from datetime import datetime, timezone
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from seltzer_specs.errors import RefusedError
from seltzer_specs.fmt.format import format_text
from seltzer_specs.fmt.proof import comments_of
from seltzer_specs.loader import LoadResult, ParseSettings, parse_specs
from seltzer_specs.location import Location
from seltzer_specs.migrate.migration import Migration
from seltzer_specs.migrate.soda_configurations import DataSourceNames
from seltzer_specs.migrate.sodacl import migrate_sodacl
from seltzer_specs.spec_file import SpecFile

SETTINGS = ParseSettings(
    data_sources=frozenset({"w"}),
    default_data_source="w",
    now=datetime(2026, 1, 31, tzinfo=timezone.utc),
)
SOURCES = DataSourceNames(frozenset({"w"}), "w")
CHECKS = ("row_count > ${floor}", "max(a) < 5", "invalid_count(a) = 0:\n{i}    valid min: 2")
DIFFERENCES = ("row_count diff = 0", "rows diff = 0:\n{i}    key columns: [a]", "schema")


def item(check: str, indent: str) -> str:
    """Give a check as an item of a list."""
    return f"{indent}  - {check}".replace("{i}", f"{indent}  ")


def block(key: str, values: list[str], indent: str, comment: str) -> str:
    """Give a key with a list below it, a comment above and behind the first item."""
    first, *rest = (item(value, indent) for value in values)
    behind = comment if not values[0].count("\n") else ""
    return "\n".join([f"{indent}# {key} {comment}", f"{indent}{key}:", first + behind, *rest])


COMMENTS = st.sampled_from(["", "  # why", "   # ü: 'x'"])
NAMES = st.sampled_from(["t", "u", "w.t", "s.t", '"T x"'])
ONE = st.builds(
    lambda name, checks, comment: (
        f"checks for {name}",
        f"{comment}\n" + "\n".join(item(check, "") for check in checks),
    ),
    NAMES,
    st.lists(st.sampled_from(CHECKS), min_size=1, max_size=2),
    COMMENTS,
)
MANY = st.builds(
    lambda key, patterns, checks, comment, indent, is_first: (
        f"for each {key} {key[0].upper()}",
        f"{comment}\n"
        + "\n".join(
            sorted(
                [
                    block(f"{key}s", patterns, indent, comment),
                    block("checks", checks, indent, comment),
                ],
                reverse=is_first,
            )
        ),
    ),
    st.just("dataset"),
    st.lists(
        st.sampled_from(["t", "u", "w.t", "fact_%", "exclude fact_a"]), min_size=1, max_size=3
    ),
    st.lists(st.sampled_from(CHECKS), min_size=1, max_size=2),
    COMMENTS,
    st.sampled_from(["  ", "    "]),
    st.booleans(),
)
SIDES = st.sampled_from(
    ["{dataset: t, datasource: w}", "{dataset: u}", "{dataset: s.t, filter: a > 1}",
     "\n        dataset: t   # side\n        datasource: w", "\n      dataset: u"]
)  # fmt: skip
COMPARED = st.builds(
    lambda number, source, target, checks, comment, label: (
        f"reconciliation r{number}",
        f"{comment}\n{label}  datasets:{comment}\n    source: {source}\n    target: {target}\n"
        + block("checks", checks, "  ", comment),
    ),
    st.integers(0, 3),
    SIDES,
    SIDES,
    st.lists(st.sampled_from(DIFFERENCES), min_size=1, max_size=2),
    COMMENTS,
    st.sampled_from(["", "  label: the copy # l\n", "  attributes: {a: 1}\n"]),
)
LISTS = st.builds(
    lambda header, patterns, comment, is_flow: (
        f"{header} datasets" if " " not in header else header,
        f"{comment}\n  datasets: [{', '.join(patterns)}]{comment}"
        if is_flow
        else f"{comment}\n" + block("datasets", patterns, "  ", comment),
    ),
    st.sampled_from(["discover", "sample", "automated monitoring"]),
    st.lists(st.sampled_from(["t", "u", "w.t"]), min_size=1, max_size=2, unique=True),
    COMMENTS,
    st.booleans(),
)
SECTION = ONE | MANY | COMPARED | LISTS
SETTING = st.builds(
    lambda name, comment: (
        f"configurations for {name}",
        f"{comment}\n  # inside\n  valid max for a: 9{comment}",
    ),
    NAMES,
    COMMENTS,
)


@st.composite
def files(draw: st.DrawFn) -> str:
    """Give a file whose headers are unique."""
    sections = dict(draw(st.lists(SECTION, min_size=1, max_size=4)))
    sections |= dict(draw(st.lists(SETTING, max_size=2)))
    order = draw(st.permutations(list(sections)))
    parts = [f"{key}:{sections[key]}\n" for key in order]
    gaps = [draw(st.sampled_from(["", "\n", "# above\n", "\n# above\n\n"])) for _ in parts]
    return "variables: {floor: 1}\n" + "".join(g + p for g, p in zip(gaps, parts, strict=True))


def placeless(value: Any) -> Any:
    """Give a model without the places of files in it."""
    if isinstance(value, Location):
        return None
    if is_dataclass(value):
        return [placeless(getattr(value, field.name)) for field in fields(value)]
    return [placeless(part) for part in value] if isinstance(value, tuple) else value


def said(result: LoadResult) -> Any:
    """Give what files say, whatever places and sections are called."""
    waiting = sorted((s.data_source or "", s.names, s.has_columns) for s in result.waiting)
    checks = sorted((check.id, repr(placeless(check))) for check in result.checks)
    return checks, sorted(repr(placeless(d)) for d in result.discovered), waiting


def migrated(text: str) -> Migration | None:
    """Migrate a file; None where it has sections that nothing uses."""
    try:
        return migrate_sodacl(text, "a.yml", data_sources=SOURCES)
    except RefusedError as error:
        message = str(error)
    assert message.endswith("; remove it")
    return None


@given(files())
def test_documents_say_what_the_sections_said(text: str) -> None:
    old = parse_specs([SpecFile("a.yml", text)], SETTINGS)
    assume(not old.errors)
    found = migrated(text)
    assume(found is not None)
    assert found is not None  # for the types
    documents = found.documents or ""
    new = parse_specs([SpecFile("a.yml", documents)], SETTINGS)

    assert (found.rest, found.staying) == (None, ())
    assert [str(error) for error in new.errors] == []
    assert said(new) == said(old)
    assert comments_of(text) - comments_of(documents) == {}
    formatted = format_text(documents, "a.yml")
    assert said(parse_specs([SpecFile("a.yml", formatted)], SETTINGS)) == said(old)
