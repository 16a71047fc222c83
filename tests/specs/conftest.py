"""What the tests of the language share: one way to parse a text."""

from collections.abc import Callable, Mapping
from datetime import datetime, timezone

import pytest

from seltzer_specs.loader import LoadResult, ParseSettings, parse_specs
from seltzer_specs.spec_file import SpecFile

NOW = datetime(2026, 1, 31, 6, 0, tzinfo=timezone.utc)

Parse = Callable[..., LoadResult]


@pytest.fixture
def settings() -> ParseSettings:
    """Give settings with one data source, one variable and no environment."""
    return ParseSettings(
        data_sources=frozenset({"warehouse"}),
        default_data_source="warehouse",
        variables={"limit": "5"},
        now=NOW,
    )


@pytest.fixture
def parse(settings: ParseSettings) -> Parse:
    """Give a function from texts by path, or one text, to what they say."""

    def parse_texts(text: str = "", /, **files: str) -> LoadResult:
        texts: Mapping[str, str] = {**({"a.yml": text} if text else {}), **_paths(files)}
        return parse_specs([SpecFile(path, value) for path, value in texts.items()], settings)

    return parse_texts


@pytest.fixture
def parse_one(parse: Parse) -> Callable[[str], object]:
    """Give a function from one check below `checks for orders:` to its model."""

    def one(check: str) -> object:
        lines = check.strip("\n").splitlines()
        body = "\n".join(f"  {line}" for line in lines)
        result = parse(f"checks for orders:\n{body}\n")
        assert result.errors == ()
        (found,) = result.checks
        return found

    return one


def _paths(files: Mapping[str, str]) -> dict[str, str]:
    return {f"{name}.yml": text for name, text in files.items()}
