"""Spec files from disk never come from outside the root."""

from pathlib import Path

import pytest

from seltzer_specs.disk import MAX_BYTES, load_disk
from seltzer_specs.errors import ConfigError


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a folder with specs, other files and a secret beside it."""
    folder = tmp_path / "repo"
    for name in ("checks/b.yml", "checks/a.yaml", "checks/deep/c.yml", "one.yml"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {name}\n", encoding="utf-8")
    (folder / "checks" / "notes.txt").write_text("no spec", encoding="utf-8")
    (folder / "checks" / ".hidden.yml").write_text("# hidden\n", encoding="utf-8")
    (tmp_path / "secret.yml").write_text("# secret\n", encoding="utf-8")
    return folder


def paths(found: object) -> list[str]:
    """Give the paths of loaded files."""
    return [file.path for file in found]  # type: ignore[attr-defined]


def test_folders_are_read_with_all_below_them_sorted(root: Path) -> None:
    assert paths(load_disk(["checks"], root=root)) == [
        "checks/a.yaml",
        "checks/b.yml",
        "checks/deep/c.yml",
    ]


def test_patterns_files_and_folders_give_each_file_once(root: Path) -> None:
    found = load_disk(["checks/*.yml", "checks/b.yml", "one.yml", "./one.yml"], root=root)

    assert paths(found) == ["checks/b.yml", "one.yml"]
    assert found[0].text == "# checks/b.yml\n"


def test_two_stars_match_any_depth(root: Path) -> None:
    assert paths(load_disk(["**/c.yml"], root=root)) == ["checks/deep/c.yml"]


def test_an_absolute_path_inside_the_root_is_read(root: Path) -> None:
    assert paths(load_disk([str(root.resolve() / "one.yml")], root=root)) == ["one.yml"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("../secret.yml", 'holds ".."'),
        ("checks/../../secret.yml", 'holds ".."'),
        ("/etc/passwd", "lies outside"),
        ("none.yml", "there is no file or folder"),
        ("none/*.yml", "matches no spec file"),
    ],
)
def test_a_path_that_leads_out_or_nowhere_is_an_error(root: Path, path: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words.replace(".", r"\.")):
        load_disk([path], root=root)


def test_symbolic_links_are_refused_by_name_and_passed_over_in_folders(root: Path) -> None:
    (root / "checks" / "link.yml").symlink_to(root.parent / "secret.yml")
    (root / "away").symlink_to(root.parent)

    assert "checks/link.yml" not in paths(load_disk(["checks", "checks/*.yml"], root=root))
    for path in ("checks/link.yml", "away/secret.yml", "away"):
        with pytest.raises(ConfigError, match="symbolic link"):
            load_disk([path], root=root)


def test_a_pattern_does_not_follow_a_linked_folder(root: Path) -> None:
    (root / "away").symlink_to(root.parent)

    with pytest.raises(ConfigError, match="symbolic link"):
        load_disk(["away/*.yml"], root=root)
    assert "away/secret.yml" not in paths(load_disk(["*/*.yml"], root=root))


def test_large_files_and_other_encodings_are_errors(root: Path) -> None:
    (root / "big.yml").write_bytes(b"#" * (MAX_BYTES + 1))
    (root / "latin.yml").write_bytes("# ä".encode("latin-1"))

    with pytest.raises(ConfigError, match=r"big\.yml has 1000001 bytes"):
        load_disk(["big.yml"], root=root)
    with pytest.raises(ConfigError, match=r"latin\.yml is not UTF-8 at byte 2"):
        load_disk(["latin.yml"], root=root)
