"""What keys mean, as editors show it: from the docstrings that the pages of docs/language are.

Without docstrings (`python -OO`) there are none, and the schema is the same otherwise.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from seltzer_specs.json_schema.values import Schema
from seltzer_specs.reference.page import Page, plain_text
from seltzer_specs.reference.pages import PAGES, Kind, load_page

SHARED: Final = frozenset({"check-keys", "missing-and-valid"})
"""Pages of the keys that many kinds of check take."""


def describe_keys(properties: Schema, meanings: Mapping[str, str]) -> Schema:
    """Give the schemas of keys, each with what it means; the rest stays as it is."""
    return {key: _describe(value, meanings.get(key)) for key, value in properties.items()}


def _describe(value: Schema, meaning: str | None) -> Schema:
    if meaning is None:
        return value
    text = {"description": plain_text(meaning)}
    # What stands beside a `$ref` counts for nothing in draft 7.
    return {**text, "allOf": [value]} if "$ref" in value else {**text, **value}


@cache
def meanings_of(kind: str) -> Mapping[str, str]:
    """Give what each key below a kind of check line means; its own page comes first."""
    own: dict[str, str] = {}
    for page in _pages_of(kind):
        own |= page.keys
    return {**meanings_of_all(), **own}


@cache
def meanings_of_all() -> Mapping[str, str]:
    """Give what the keys that many kinds of check take mean."""
    found: dict[str, str] = {}
    for source in PAGES:
        if source.name in SHARED:
            found |= load_page(source).keys
    return found


@cache
def meanings_of_document(kind: Kind) -> Mapping[str, str]:
    """Give what each key of a kind of document means."""
    found: dict[str, str] = {}
    for source in PAGES:
        if source.document == kind:
            found |= load_page(source).words(source.document_title)
    return found


@cache
def meanings_of_part(name: str, title: str) -> Mapping[str, str]:
    """Give what the words of a table of a page mean."""
    return next(load_page(source) for source in PAGES if source.name == name).words(title)


def title_of(kind: str) -> Schema:
    """Give what a kind of check line is called, and what it asks."""
    pages = list(_pages_of(kind))
    if len(pages) != 1:  # metric checks have a page for each family of metrics
        return {"title": "Metric check", "description": "A metric and what it must be."}
    return {"title": pages[0].title, "description": plain_text(pages[0].summary)}


def _pages_of(kind: str) -> Iterator[Page]:
    return (load_page(source) for source in PAGES if source.kind == kind)
