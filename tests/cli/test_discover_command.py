"""`seltzer discover`: first checks, which hold when they are written."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from tests.cli.conftest import Seltzer
from tests.engines.names import QUICK

from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.yaml_writer import render_yaml

NewSource = Callable[[str, Sequence[str]], DataSourceSettings]

ROWS = ", ".join(
    f"({i}, 'x{i}@example.org', '{'new' if i % 2 else 'paid'}', {i}.5, "
    f"'2026-01-{i:02d} 10:00:00', {'NULL' if i == 3 else i})"
    for i in range(1, 21)
)
TABLES = (
    (
        'CREATE TABLE people (id INTEGER, email VARCHAR(40), state VARCHAR(9), "Odd: #" REAL, '
        "made TIMESTAMP, n INTEGER)"
    ),
    f"INSERT INTO people VALUES {ROWS}",
    "CREATE TABLE nobody (id INTEGER)",
    "CREATE VIEW few AS SELECT id FROM people",
)


@pytest.fixture(params=QUICK)
def shop(
    request: pytest.FixtureRequest,
    new_source: NewSource,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """A project without specs on each engine, as the current folder."""
    source = new_source(request.param, TABLES)
    options = {k: v for k, v in source.options.items() if v is not None}
    sources = {"shop": {"type": source.type, **options}}
    project = {"name": "shop", "data_sources": sources}
    (tmp_path / "seltzer.yml").write_text(render_yaml(project))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lines_of(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.lstrip().startswith("- ")]


def test_what_is_written_validates_and_passes(shop: Path, seltzer: Seltzer) -> None:
    done = seltzer("discover")
    written = lines_of(shop / "checks/people.yml")

    assert (done.code, done.out.splitlines()) == (
        0,
        [
            "few: 3 checks in checks/few.yml",
            "nobody: no rows, nothing to propose",
            "people: 9 checks in checks/people.yml",
        ],
    )
    assert written[:3] == [
        "- row_count > 0",
        "- missing_count(id) = 0",
        "- duplicate_count(id) = 0",
    ]
    assert any("Odd: #" in line for line in written)
    assert "- missing_count(n) = 0" not in written
    assert "- invalid_count(email) = 0:" in written
    assert any(line.startswith("- freshness(made) < ") for line in written)
    assert seltzer("validate").code == 0
    assert seltzer("scan", "--no-push").code == 0


def test_values_are_written_only_where_they_are_asked_for(shop: Path, seltzer: Seltzer) -> None:
    seltzer("discover", "people", "--out", "plain")
    seltzer("discover", "people", "--out", "values", "--with-values")

    assert "paid" not in (shop / "plain/people.yml").read_text()
    assert "valid values: [new, paid]" in (shop / "values/people.yml").read_text()


def test_a_file_is_never_overwritten(shop: Path, seltzer: Seltzer) -> None:
    (shop / "checks").mkdir()
    (shop / "checks/few.yml").write_text("# mine\n")
    done = seltzer("discover", "few")

    assert (done.code, done.out) == (0, "few: checks/few.yml exists and is left as it is\n")
    assert (shop / "checks/few.yml").read_text() == "# mine\n"


def test_a_pattern_without_a_match_is_one_line(shop: Path, seltzer: Seltzer) -> None:
    assert shop.is_dir()
    done = seltzer("discover", "peopel")

    assert done.code == 1
    assert done.err == (
        'the pattern "peopel" matches no dataset of "shop"; did you mean "people"?\n'
    )
