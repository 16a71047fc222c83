"""The files of the reference: one per page, and the index."""

from pathlib import Path
from typing import Final

from tests.reference.index import render_index
from tests.reference.render import render_page

from seltzer_specs.reference.pages import PAGES

FOLDER: Final = Path(__file__).parents[2] / "docs" / "language"


def reference_files() -> dict[str, str]:
    """Give the text of each file of docs/language that is made."""
    pages = {f"{source.name}.md": render_page(source) for source in PAGES}
    return {"README.md": render_index(), **pages}
