"""`seltzer migrate` rewrites Soda SQL's files; checks, ids, SQL, values and comments stay."""

import json
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from seltzer_dialects.registry import BUILT_IN
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.fmt.proof import comments_of
from seltzer_specs.migrate.soda_sql.migrate import migrate_soda_sql
from seltzer_specs.yaml_writer import render_yaml

CORPUS = Path(__file__).parents[1] / "soda_sql_examples"
FILES = sorted(path.name for path in CORPUS.glob("*.yml"))
VARIABLES = ("-v", "date=2026-01-01", "-v", "most=900", "-v", "twice=8")
SHOP = (
    """CREATE TABLE orders (id INTEGER, region VARCHAR(20), total DECIMAL(10, 2),
    status VARCHAR(20), note VARCHAR(20), created_at TIMESTAMP)""",
    """INSERT INTO orders VALUES
    (1, 'EU', 10, 'open', 'ok', TIMESTAMP '2026-03-01 06:00:00'),
    (2, 'EU', 20, 'paid', NULL, TIMESTAMP '2026-02-28 12:00:00'),
    (3, 'US', 30, 'paid', 'N/A', TIMESTAMP '2026-02-27 12:00:00'),
    (4, 'US', -5, 'void', '-', TIMESTAMP '2026-02-20 12:00:00'),
    (5, NULL, NULL, 'open', '', TIMESTAMP '2020-02-20 12:00:00')""",
    """CREATE TABLE customers (id INTEGER, email VARCHAR(40), size INTEGER, country VARCHAR(2),
    "Shoe Size" INTEGER)""",
    """INSERT INTO customers VALUES
    (1, 'ann@example.com', 38, 'BE', 38), (2, 'bob.example.com', NULL, 'BE', 44),
    (3, '-', 70, 'FR', 40), (4, NULL, 12, 'BE', NULL)""",
    "CREATE TABLE nobody (name VARCHAR(20), amount INTEGER, seen_at TIMESTAMP)",
)
NewSource = Callable[[str, Sequence[str]], DataSourceSettings]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of Soda SQL without a warehouse, as the current folder."""
    root = tmp_path / "shop"
    shutil.copytree(CORPUS, root / "tables")
    monkeypatch.chdir(root)
    return root


def compiled(seltzer: Any, *words: str) -> Any:
    """Checks and SQL of a compile, without what says where and how checks are written."""
    found = seltzer("compile", "--format", "json", *words)
    # An engine that lacks something says so of single checks; everything else is a mistake.
    assert found.out, found.err
    document = found.json
    checks = [
        {k: v for k, v in check.items() if k not in ("name", "definition", "location")}
        for check in document["checks"]
    ]
    for check in checks:  # an error starts with its place
        check["error"] = check["error"] and check["error"].partition(": ")[2]
    return (
        sorted(json.dumps(check, sort_keys=True) for check in checks),
        sorted((query["id"], query["sql"]) for query in document["queries"]),
    )


def test_the_corpus_has_every_key_of_scan_files() -> None:
    text = "".join((CORPUS / name).read_text("utf-8") for name in FILES)
    keys = """
        table_name dataset_name metrics metric_groups sql_metrics tests columns excluded_columns
        mins_maxs_limit frequent_values_limit filter samples historic_metrics missing_values
        missing_regex valid_format valid_regex valid_values valid_min valid_max valid_min_length
        valid_max_length sql sql_file metric_names group_fields type name title failed_limit
        table_limit expression count metric
    """

    assert [key for key in keys.split() if f"{key}:" not in text] == []


@pytest.mark.parametrize("dialect", sorted(BUILT_IN))
def test_ids_and_sql_stay_the_same_in_every_dialect(
    folder: Path, seltzer: Any, dialect: str
) -> None:
    words = ("tables", "--dialect", dialect, *VARIABLES)
    before = compiled(seltzer, *words)
    done = seltzer("migrate", "tables", "--in-place", *VARIABLES)

    assert done.code == 0, done.err
    assert compiled(seltzer, *words) == before
    for name in FILES:
        assert (folder / "tables" / name).read_text("utf-8").count("kind: Checks") == 1
    assert seltzer("migrate", "tables", "--check", *VARIABLES).code == 0


def test_every_comment_is_kept_where_it_belongs(folder: Path, seltzer: Any) -> None:
    assert seltzer("migrate", "tables", "--in-place", *VARIABLES).code == 0

    for name in FILES:
        before = (CORPUS / name).read_text("utf-8")
        after = (folder / "tables" / name).read_text("utf-8")
        assert comments_of(before) - comments_of(after) == {}
    text = (folder / "tables" / "orders.yml").read_text("utf-8")
    for block in (
        "# Orders of the shop, as the nightly load leaves them\napiVersion: seltzer/v1\n",
        "dataset: orders  # the table\n",
        "filter: created_at >= DATE '${date}'  # only new\n",
        "  - distinct_count(%)  # how many\n",
        "  # never empty\n  - row_count > 0  # since 2024\n",
        "      # groups\n      fields: [region]\n",
        "        - revenue / n > 2 or n = 1:  # odd\n",
        "  # has no tests\n  # a sql metric without tests is not run:\n  # SELECT 1 AS a\n",
        "# the end\n",
    ):
        assert block in text


def test_what_is_not_kept_is_told(folder: Path, seltzer: Any) -> None:
    done = seltzer("migrate", "tables/orders.yml", *VARIABLES)

    assert done.err.splitlines()[:3] == [
        'tables/orders.yml:4: "dataset_name" is not kept: the dataset is called as its table',
        (
            'tables/orders.yml:5: "mins_maxs_limit" is not kept: a profile has the 5 lowest and '
            "the 5 highest values"
        ),
        (
            'tables/orders.yml:15: "table_limit" is not kept: only rows that a check finds bad '
            "are shown"
        ),
    ]
    assert (folder / "tables" / "orders.yml").read_text("utf-8").startswith("# Orders of the shop")


def results(done: Any) -> Any:
    """Outcomes, values and measurements of a scan."""
    found = done.json
    # Another folder has another key for groups, so the digest at the end of their ids is left out.
    checks = [
        (
            c["id"].rpartition(".")[0] if c["group"] else c["id"],
            c["group"],
            c["outcome"],
            c["value"],
        )
        for c in found["checks"]
    ]
    measured = [(m["dataset"], m["metric"], m["value"]) for m in found["measurements"]
                if m["value"] is not None]  # fmt: skip
    profiled = [(p["dataset"], c["column"]) for p in found["profiles"] for c in p["columns"]]
    registered = [p["dataset"] for p in found["profiles"] if p["schema_columns"] is not None]
    return (
        sorted(checks, key=repr),
        sorted(set(measured), key=repr),
        sorted(profiled),
        sorted(registered),
    )


@pytest.mark.parametrize("engine", ["duckdb", "postgres"])
def test_a_migrated_project_has_the_same_outcomes(
    folder: Path,
    seltzer: Any,
    new_source: NewSource,
    engine: str,
) -> None:
    source = new_source(engine, SHOP)
    connection = {"type": engine, **{k: v for k, v in source.options.items() if v is not None}}
    warehouse = {"name": "shop", "connection": connection}
    (folder / "warehouse.yml").write_text(render_yaml(warehouse), "utf-8")
    time = ("-t", "2026-03-02T00:00:00Z")
    scan = ("scan", "--no-push", "--format", "json", "-q", *time, *VARIABLES)
    before = seltzer(*scan, "-c", "warehouse.yml", "tables")

    done = seltzer("migrate", ".", "--out", "new", *VARIABLES)
    assert done.code == 0, done.err
    assert seltzer("validate", "--project", "new/seltzer.yml", *VARIABLES).code == 0
    after = seltzer(*scan, "--project", "new/seltzer.yml")
    assert before.code == after.code == 10
    assert before.json["errors"] == after.json["errors"] == []
    assert results(after) == results(before)
    outcomes = {check["outcome"] for check in after.json["checks"]}
    assert outcomes == {"pass", "fail", "skipped"}
    assert len(results(after)[1]) > 40


def test_a_variable_in_the_place_of_a_test_is_left_to_people(folder: Path, seltzer: Any) -> None:
    path = folder / "tables" / "odd.yml"
    path.write_text('table_name: orders\ntests: ["row_count {{ rest }}"]\n', "utf-8")

    done = seltzer("migrate", "tables/odd.yml", "--in-place", "-v", "rest=> 0")

    assert done.code == 1
    assert "tables/odd.yml:2:9: the variable of this test stands for more than a number" in done.err
    assert path.read_text("utf-8").startswith("table_name")


def test_the_example_of_the_page_is_what_comes_out() -> None:
    page = (Path(__file__).parents[2] / "docs" / "migrate.md").read_text("utf-8")
    part = page.partition("## Soda SQL files")[2]
    blocks = re.findall(r"```yaml\n# not a spec\n(.*?)```", part, re.DOTALL)

    assert migrate_soda_sql(blocks[0], "orders.yml").documents == blocks[1]
