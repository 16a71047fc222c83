"""How hard a scan asks: `--threads`, `--query-timeout` and the keys of a data source."""

from pathlib import Path
from typing import Any

import pytest

from seltzer_cli.engine_access import access_of
from seltzer_cli.workspace import open_workspace

SLOW = """\
checks for orders:
  - row_count > 0
  - slow = 1:
      slow query: SELECT SUM(hash(a.range + b.range)) FROM range(10000000) a, range(10000000) b
"""


def limit(project: Path, lines: str) -> None:
    """Put limits beside the connection."""
    path = project / "seltzer.yml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("path: shop.duckdb", f"path: shop.duckdb\n{lines}"), "utf-8")


def test_the_command_line_wins_over_the_data_source_and_it_over_the_dialect(project: Path) -> None:
    plain = access_of(open_workspace(()), "shop")
    limit(project, "    threads: 3\n    query_timeout: 60")
    limited = access_of(open_workspace(()), "shop")
    asked = access_of(open_workspace(()), "shop", threads=2, timeout_s=5)

    assert (plain.threads, plain.timeout_s) == (None, 3_600)
    assert (limited.threads, limited.timeout_s) == (3, 60)
    assert (asked.threads, asked.timeout_s) == (2, 5)


@pytest.mark.parametrize("words", [["--query-timeout", "0.2"], ["--timeout", "0.2"], []])
def test_a_query_that_takes_too_long_is_an_error_of_its_own_checks(
    project: Path, seltzer: Any, words: list[str]
) -> None:
    (project / "checks" / "orders.yml").write_text(SLOW, "utf-8")
    if not words:
        limit(project, "    query_timeout: 0.2")

    done = seltzer("scan", "--no-push", "--format", "json", "--select", "kind:metric", *words)

    assert done.code == 12
    assert [check["outcome"] for check in done.json["checks"]] == ["pass", "error"]
    assert done.json["errors"][0]["code"] == "timeout"


def test_more_threads_give_the_same_report(project: Path, seltzer: Any) -> None:
    def report(*words: str) -> tuple[list[Any], list[Any]]:
        found = seltzer("scan", "--no-push", "--format", "json", *words).json
        return [(c["id"], c["outcome"]) for c in found["checks"]], [
            query["id"] for query in found["queries"]
        ]

    assert report("--threads", "4") == report()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--threads", "0"], "0 is not in the range 1<=x<=64"),
        (["--query-timeout", "0"], 'wants seconds, for example 600, got "0"'),
        (["--query-timeout", "nan"], 'wants seconds, for example 600, got "nan"'),
        (["--query-timeout", "1e9"], 'wants seconds, for example 600, got "1e9"'),
        (["--query-timeout", "10m"], 'wants seconds, for example 600, got "10m"'),
    ],
)
def test_a_wrong_limit_is_one_clear_line(
    project: Path, seltzer: Any, words: list[str], message: str
) -> None:
    done = seltzer("scan", *words)

    assert (done.code, done.out) == (1, "")
    assert message in done.err
