"""Hostile files are bounded by name: bombs, depth, tags, paths, templates that reach or grow."""

from dataclasses import replace
from pathlib import Path

import pytest

from seltzer_specs.disk import load_disk
from seltzer_specs.errors import ConfigError
from seltzer_specs.loader import ParseSettings, parse_specs
from seltzer_specs.named_files import DiskFiles
from seltzer_specs.spec_file import SpecFile


def rules(text: str, settings: ParseSettings) -> list[str]:
    """Give the rules of a file's mistakes."""
    return [error.rule for error in parse_specs([SpecFile("a.yml", text)], settings).errors]


def test_f21_a_billion_laughs_are_counted_and_not_expanded(settings: ParseSettings) -> None:
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]\n" for n in range(1, 10))

    assert rules(f"l0: &l0 [x, x]\n{levels}", settings) == ["yaml-bomb"]


@pytest.mark.parametrize("brackets", ["[]", "{}"])
def test_f22_nesting_ends_before_the_stack_does(settings: ParseSettings, brackets: str) -> None:
    opening, closing = brackets[0], brackets[1]
    text = f"a: {opening * 50_000}{closing * 50_000}"

    assert rules(text, settings) == ["yaml-depth"]


def test_f22_a_file_of_more_than_a_million_characters_is_not_read(settings: ParseSettings) -> None:
    assert rules("#" * 1_000_001, settings) == ["file-too-large"]


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system", "!!python/name:os.system", "!include", "!!binary"]
)
def test_f23_no_tag_makes_an_object(settings: ParseSettings, tag: str) -> None:
    assert "yaml-tag" in rules(f"checks for t: {tag} ['true']\n", settings)


def test_f23_a_key_stands_once(settings: ParseSettings) -> None:
    text = "checks for t:\n  - row_count > 0\nchecks for t:\n  - row_count > 5\n"

    assert rules(text, settings) == ["duplicate-key"]


@pytest.mark.parametrize("path", ["../secret.yml", "/etc/passwd", "checks/../../secret.yml"])
def test_f24_no_spec_comes_from_outside(tmp_path: Path, path: str) -> None:
    (tmp_path / "repo" / "checks").mkdir(parents=True)
    (tmp_path / "secret.yml").write_text("a: 1", "utf-8")

    with pytest.raises(ConfigError):
        load_disk([path], root=tmp_path / "repo")


@pytest.mark.parametrize("path", ["../../secret.sql", "..%2f..%2fsecret.sql", "/etc/passwd"])
def test_f24_no_sql_comes_from_outside(tmp_path: Path, settings: ParseSettings, path: str) -> None:
    (tmp_path / "secret.sql").write_text("SELECT 1", "utf-8")
    (tmp_path / "repo").mkdir()
    files = DiskFiles(tmp_path / "repo", tmp_path / "repo")
    text = f"checks for t:\n  - n = 0:\n      n sql_file: {path}\n"

    assert rules(text, replace(settings, named_files=files)) == ["sql-file"]


@pytest.mark.parametrize(
    "expression",
    [
        "''.__class__.__mro__",
        "cycler.__init__.__globals__",
        "self",
        "limit.__class__",
        "lipsum()",
        "limit | attr('__class__')",
        "[].append(1)",
    ],
)
def test_f27_no_template_reaches_an_object(settings: ParseSettings, expression: str) -> None:
    text = f'checks for t:\n  - row_count > 0:\n      filter: "a = ${{ {expression} }}"\n'

    assert rules(text, settings) == ["variable"]


@pytest.mark.parametrize(
    "expression",
    [
        "'a' * 100000000",
        "limit * 10 ** 9",
        "range(10 ** 9)",
        "limit | replace('', 'aaaaaaaaaa')",
        "limit | center(100000000)",
        "'x' ~ ('y' * 10000000)",
    ],
)
def test_f28_no_template_grows(settings: ParseSettings, expression: str) -> None:
    text = f'checks for t:\n  - row_count > 0:\n      filter: "a = ${{ {expression} }}"\n'

    assert rules(text, settings) == ["variable"]


def test_f28_loops_are_no_part_of_templates(settings: ParseSettings) -> None:
    text = "checks for t:\n  - row_count > 0:\n      filter: '{% for x in y %}a{% endfor %}'\n"

    assert rules(text, settings) == ["variable"]
