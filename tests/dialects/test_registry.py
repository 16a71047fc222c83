"""Which dialect a data source's type names."""

from pathlib import Path

import pytest

from seltzer_dialects.registry import ALIASES, BUILT_IN, dialect_names, get_dialect
from seltzer_specs.errors import ConfigError

ENTRY_POINTS = "[seltzer.dialects]\nfizz = fizz_dialect:Fizz\n"
METADATA = "Metadata-Version: 2.1\nName: fizz\nVersion: 1\n"
MODULE = '''
from seltzer_dialects.duckdb import DuckDB
class Fizz(DuckDB):
    """A dialect of another package."""
    name = "fizz"
'''


@pytest.mark.parametrize("name", BUILT_IN)
def test_each_dialect_goes_by_its_name(name: str) -> None:
    assert get_dialect(name).name == name
    assert get_dialect(f" {name.upper()} ").name == name


@pytest.mark.parametrize("name", ALIASES)
def test_other_spellings_are_known(name: str) -> None:
    assert get_dialect(name).name == ALIASES[name]


def test_near_miss_is_named() -> None:
    with pytest.raises(ConfigError) as caught:
        get_dialect("postgress")

    assert str(caught.value) == (
        'no dialect for data source type "postgress"; did you mean "postgres"?'
    )


def test_unknown_type_names_what_there_is() -> None:
    with pytest.raises(ConfigError, match="use one of athena, bigquery, "):
        get_dialect("zzz")


def test_another_package_adds_a_dialect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    info = tmp_path / "fizz-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(METADATA, encoding="utf-8")
    (info / "entry_points.txt").write_text(ENTRY_POINTS, encoding="utf-8")
    (tmp_path / "fizz_dialect.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))

    assert get_dialect("fizz").name == "fizz"
    assert "fizz" in dialect_names()
