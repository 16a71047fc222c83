"""Files of SQL are read inside the project only, and mean what SQL in the spec means."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from seltzer_specs.checks import FailedRowsCheck, MetricCheck
from seltzer_specs.loader import LoadResult, ParseSettings, parse_specs
from seltzer_specs.named_files import MAX_FILE_BYTES, DiskFiles
from seltzer_specs.spec_file import SpecFile

METRIC = "checks for t:\n  - big = 0:\n      big sql_file: {path}\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a project with a file of SQL, and secrets beside it."""
    folder = tmp_path / "repo"
    (folder / "checks").mkdir(parents=True)
    (folder / "sql").mkdir()
    (folder / "sql" / "big.sql").write_text(
        "\ufeffSELECT COUNT(*) FROM t WHERE a > ${limit};\n", encoding="utf-8"
    )
    (tmp_path / "secret.sql").write_text("SELECT 'secret'", encoding="utf-8")
    return folder


def parse(text: str, root: Path, settings: ParseSettings, *, file: str = "a.yml") -> LoadResult:
    """Parse one file of the folder `checks`."""
    settings = replace(settings, named_files=DiskFiles(root, root))
    return parse_specs([SpecFile(f"checks/{file}", text)], settings)


def mistake(path: str, root: Path, settings: ParseSettings) -> str:
    """Give the only mistake of a check whose query stands in a file."""
    (error,) = parse(METRIC.format(path=path), root, settings).errors
    assert error.rule == "sql-file"
    return error.message


def test_a_file_means_what_its_text_means(root: Path, settings: ParseSettings) -> None:
    written = (
        "checks for t:\n  - big = 0:\n      big query: SELECT COUNT(*) FROM t WHERE a > ${limit}\n"
    )
    (from_file,) = parse(METRIC.format(path="../sql/big.sql"), root, settings).checks
    (from_text,) = parse(written, root, settings).checks

    assert isinstance(from_file, MetricCheck)
    assert isinstance(from_text, MetricCheck)
    assert from_file.metric.sql == from_text.metric.sql == "SELECT COUNT(*) FROM t WHERE a > 5"


def test_failed_rows_and_samples_may_stand_in_files(root: Path, settings: ParseSettings) -> None:
    text = (
        "checks for t:\n  - failed rows:\n      fail sql_file: ../sql/big.sql\n"
        "      failed rows sql_file: ../sql/big.sql\n"
    )
    (check,) = parse(text, root, settings).checks

    assert isinstance(check, FailedRowsCheck)
    assert check.query == "SELECT COUNT(*) FROM t WHERE a > 5"
    assert check.samples.query == "SELECT COUNT(*) FROM t WHERE a > 5;"


@pytest.mark.parametrize("path", ["../../secret.sql", "../sql/../../secret.sql", "../.."])
def test_no_path_leads_out_of_the_project(root: Path, settings: ParseSettings, path: str) -> None:
    assert mistake(path, root, settings) == (
        f'"big sql_file": "{path}" lies outside repo; move the file into it'
    )


@pytest.mark.parametrize("path", ["/etc/passwd", "..\\secret.sql"])
def test_no_path_is_absolute(root: Path, settings: ParseSettings, path: str) -> None:
    assert "wants to be relative to the spec file" in mistake(path, root, settings)


def test_an_encoded_path_is_a_name_like_any_other(root: Path, settings: ParseSettings) -> None:
    assert "there is no file" in mistake("..%2f..%2fsecret.sql", root, settings)


@pytest.mark.parametrize("path", ["link.sql", "folder/secret.sql"])
def test_no_link_is_followed(root: Path, settings: ParseSettings, path: str) -> None:
    (root / "checks" / "link.sql").symlink_to(root.parent / "secret.sql")
    (root / "checks" / "folder").symlink_to(root.parent)

    assert "symbolic link" in mistake(path, root, settings)


def test_a_pipe_is_not_waited_for(root: Path, settings: ParseSettings) -> None:
    os.mkfifo(root / "checks" / "pipe.sql")

    assert mistake("pipe.sql", root, settings) == (
        '"big sql_file": "pipe.sql" is no plain file; name a file of text'
    )


def test_size_and_encoding_are_bounded(root: Path, settings: ParseSettings) -> None:
    (root / "checks" / "large.sql").write_bytes(b"-" * (MAX_FILE_BYTES + 1))
    (root / "checks" / "latin.sql").write_bytes(b"SELECT '\xe9'")

    assert "has more than 1000000 bytes" in mistake("large.sql", root, settings)
    assert "is not UTF-8 at byte 8" in mistake("latin.sql", root, settings)


def test_a_spec_outside_of_the_project_reads_beside_itself_only(
    root: Path, settings: ParseSettings
) -> None:
    (root.parent / "other").mkdir()
    (root.parent / "other" / "own.sql").write_text("SELECT 1", encoding="utf-8")
    settings = replace(settings, named_files=DiskFiles(root, root))

    def parse_other(path: str) -> LoadResult:
        return parse_specs([SpecFile("../other/a.yml", METRIC.format(path=path))], settings)

    assert parse_other("own.sql").errors == ()
    assert "lies outside other" in parse_other("../secret.sql").errors[0].message


def test_without_files_a_spec_may_not_name_one(settings: ParseSettings) -> None:
    result = parse_specs([SpecFile("a.yml", METRIC.format(path="big.sql"))], settings)

    assert [error.message for error in result.errors] == [
        '"big sql_file": "big.sql" cannot be read here; write the SQL into the spec'
    ]
