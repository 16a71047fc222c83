"""The examples of docs/python-api.md run as they stand."""

import re
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

import seltzer
from seltzer.report import Report
from seltzer.scanning import scan

PAGE = (Path(__file__).parents[2] / "docs" / "python-api.md").read_text("utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
ORDERS = pd.DataFrame({"id": [1, 2], "customer": [7.0, None]})


def _decorator(*_: Any, **__: Any) -> Callable[[Any], Any]:
    return lambda function: function


@pytest.fixture
def names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """What the examples take for granted: a project, an engine, a frame, and two libraries.

    Airflow and Dagster are not installed here; their decorators give the function itself.
    """
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "orders.yml").write_text(
        "apiVersion: seltzer/v1\nkind: Checks\ndataset: orders\ntags: [critical]\n"
        "checks: [row_count > 0]\n",
        "utf-8",
    )
    (tmp_path / "seltzer.yml").write_text(
        "name: shop\ndata_sources:\n  warehouse: {type: sqlite, path: shop.db}\n", "utf-8"
    )
    monkeypatch.chdir(tmp_path)
    engine = sa.create_engine("sqlite:///shop.db")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE orders (id INTEGER, customer INTEGER)")
        connection.exec_driver_sql("INSERT INTO orders VALUES (1, 7), (2, NULL)")
    airflow, sdk, dagster = (ModuleType(name) for name in ("airflow", "airflow.sdk", "dagster"))
    vars(sdk).update(task=lambda function: function)
    vars(dagster).update(
        asset_check=_decorator,
        AssetCheckResult=SimpleNamespace,
        AssetCheckSeverity=SimpleNamespace(ERROR="ERROR"),
    )
    for module in (airflow, sdk, dagster):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    yield {"engine": engine, "orders": ORDERS, "datetime": datetime}
    engine.dispose()


def test_the_examples_run_in_their_order(
    names: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    for block in BLOCKS:
        exec(compile(block, "docs/python-api.md", "exec"), names)

    assert len(BLOCKS) == 6
    assert capsys.readouterr().out == (
        "fail\norders missing_count(customer) = 0 1 is not = 0\n"
        "1 of 2 checks failed: orders: missing_count(customer) = 0: 1 is not = 0 "
        "(text-1.yml:4:5)\n10 True\n"
    )
    assert names["report"].outcome == "pass"


def test_the_functions_of_airflow_and_dagster_do_what_they_say(names: dict[str, Any]) -> None:
    for block in BLOCKS:
        exec(compile(block, "docs/python-api.md", "exec"), names)

    told = names["check_orders"]("2026-01-31T06:00:00+00:00")
    judged = names["orders_are_good"](ORDERS)

    assert told["data_time"] == "2026-01-31T06:00:00Z"
    assert (judged.passed, judged.metadata) == (True, {"outcome": "pass", "failed": []})
    with names["engine"].begin() as connection:
        connection.exec_driver_sql("DELETE FROM orders")
    with pytest.raises(seltzer.ChecksFailedError):
        names["check_orders"]("2026-01-31T06:00:00+00:00")
    assert names["orders_are_good"](ORDERS.head(0)).passed is False


def test_the_page_names_every_argument_and_every_part_of_a_report() -> None:
    arguments = scan.__kwdefaults__ or {}
    parts = [name for name in vars(Report) if not name.startswith("_") and name != "of"]

    assert [name for name in ("specs", *arguments) if f"`{name}`" not in PAGE] == []
    assert [name for name in parts if f".{name}" not in PAGE and f"`{name}`" not in PAGE] == []
