"""Runs what Great Expectations has of the suite on PostgreSQL, in an environment of its own.

`python run_great_expectations.py REQUEST`; request and answer are those of `worker.py`. Counts of
unexpected rows are not always Soda's numbers (duplicates count rows here, not values), so this
side is compared by time. It leaves out the row counts of a condition, of which it would fetch all
rows.
"""

import json
import sys
import warnings
from importlib import import_module
from time import perf_counter, process_time
from typing import Any

UUID = "^([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$"
EMAIL = "^([a-zA-ZÀ-ÿĀ-ſƀ-ȳ0-9._%+-]+@[a-zA-ZÀ-ÿĀ-ſƀ-ȳ0-9._%-]+[.][A-Za-z]{2,4})$"
PHONE = "^[+][0-9]{2} [0-9]{2} [0-9]+$"
MODE = "^(AIR|FOB|MAIL|RAIL|REG AIR|SHIP|TRUCK)$"
INSTRUCTIONS = ["COLLECT COD", "DELIVER IN PERSON", "TAKE BACK RETURN"]
RETURNED = "l_returnflag = 'R'"
MISSING = "l_returnflag IS NULL OR l_returnflag IN ('N/A', '?')"
ANTI_JOIN = (
    "SELECT l.* FROM {{batch}} l LEFT JOIN {target} t ON l.{key} = t.{found} "
    "WHERE l.{key} IS NOT NULL AND t.{found} IS NULL"
)


def expectations() -> dict[str, tuple[str, dict[str, Any]]]:
    """Give class and arguments of each expectation by the name of the check."""
    found: dict[str, tuple[str, dict[str, Any]]] = {
        "row_count": ("TableRowCountToBeBetween", {"min_value": 1})
    }
    found |= {
        f"missing_{name}": ("ColumnValuesToNotBeNull", {"column": f"l_{name}"})
        for name in ("orderkey", "partkey", "shipmode", "uuid")
    }
    found |= {
        f"missing_percent_{name}": ("ColumnValuesToNotBeNull", {"column": f"l_{name}"})
        for name in ("comment", "email", "phone")
    }
    patterns = {
        "invalid_uuid": ("l_uuid", UUID),
        "invalid_percent_email": ("l_email", EMAIL),
        "invalid_percent_phone": ("l_phone", PHONE),
        "invalid_comment": ("l_comment", "^[a-z ]+$"),
        "invalid_shipmode": ("l_shipmode", MODE),
    }
    found |= {
        name: ("ColumnValuesToMatchRegex", {"column": column, "regex": regex})
        for name, (column, regex) in patterns.items()
    }
    found |= {
        "too_long_comment": _lengths("l_comment", max_value=60),
        "invalid_linestatus": _lengths("l_linestatus", min_value=1, max_value=1),
        "min_length_comment": _lengths("l_comment", min_value=1),
        "max_length_comment": _lengths("l_comment", max_value=99),
        "invalid_shipinstruct": (
            "ColumnValuesToBeInSet", {"column": "l_shipinstruct", "value_set": INSTRUCTIONS}),
        "missing_returnflag": (
            "ColumnValuesToNotBeInSet", {"column": "l_returnflag", "value_set": ["N/A", "?"]}),
        "invalid_quantity": _between("l_quantity", min_value=0, max_value=50),
        "invalid_discount": _between("l_discount", max_value=0.1),
    }  # fmt: skip
    found |= _aggregates() | _keys() | _queries()
    found["schema"] = (
        "TableColumnsToMatchSet",
        {"column_set": ["l_orderkey", "l_partkey", "l_uuid", "l_updated"], "exact_match": False},
    )
    return found


def _aggregates() -> dict[str, tuple[str, dict[str, Any]]]:
    columns = {
        "min_quantity": ("Min", "l_quantity"), "max_quantity": ("Max", "l_quantity"),
        "avg_quantity": ("Mean", "l_quantity"), "sum_quantity": ("Sum", "l_quantity"),
        "avg_price": ("Mean", "l_extendedprice"), "max_price": ("Max", "l_extendedprice"),
        "stddev_price": ("Stdev", "l_extendedprice"), "min_discount": ("Min", "l_discount"),
        "max_tax": ("Max", "l_tax"), "freshness": ("Max", "l_updated"),
        "distinct_suppkey": ("UniqueValueCount", "l_suppkey"),
        "distinct_shipmode": ("UniqueValueCount", "l_shipmode"),
    }  # fmt: skip
    found: dict[str, tuple[str, dict[str, Any]]] = {
        name: (f"Column{function}ToBeBetween", {"column": column, "min_value": _least(column)})
        for name, (function, column) in columns.items()
    }
    for name, column, quantile in (
        ("p95_price", "l_extendedprice", 0.95),
        ("p50_price", "l_extendedprice", 0.5),
        ("p90_quantity", "l_quantity", 0.9),
    ):
        ranges = {"quantiles": [quantile], "value_ranges": [[0, None]]}
        found[name] = (
            "ColumnQuantileValuesToBeBetween", {"column": column, "quantile_ranges": ranges}
        )  # fmt: skip
    return found


def _keys() -> dict[str, tuple[str, dict[str, Any]]]:
    found: dict[str, tuple[str, dict[str, Any]]] = {
        f"duplicate_{name}": ("ColumnValuesToBeUnique", {"column": f"l_{name}"})
        for name in ("uuid", "email", "phone", "orderkey", "partkey")
    }
    for name, columns in (
        ("line", ["l_orderkey", "l_linenumber"]),
        ("shipment", ["l_partkey", "l_suppkey", "l_shipdate"]),
    ):
        found[f"duplicate_{name}"] = ("CompoundColumnsToBeUnique", {"column_list": columns})
    return found


def _queries() -> dict[str, tuple[str, dict[str, Any]]]:
    queries = {
        "avg_discount_returned": f"SELECT AVG(l_discount) FROM {{batch}} WHERE {RETURNED}",
        "avg_length_email": "SELECT AVG(LENGTH(l_email)) FROM {batch}",
        "reference_orders": ANTI_JOIN.format(target="orders", key="l_orderkey", found="o_orderkey"),
        "reference_part": ANTI_JOIN.format(target="part", key="l_partkey", found="p_partkey"),
        "received_before_shipped": "SELECT * FROM {batch} WHERE l_receiptdate < l_shipdate",
        "by_status": "SELECT l_linestatus, AVG(l_discount) FROM {batch} GROUP BY 1",
    }
    return {
        name: ("UnexpectedRowsExpectation", {"unexpected_rows_query": query})
        for name, query in queries.items()
    }


def _lengths(column: str, **bounds: int) -> tuple[str, dict[str, Any]]:
    return ("ColumnValueLengthsToBeBetween", {"column": column, **bounds})


def _between(column: str, **bounds: float) -> tuple[str, dict[str, Any]]:
    return ("ColumnValuesToBeBetween", {"column": column, **bounds})


def _least(column: str) -> Any:
    return "2000-01-01" if column == "l_updated" else -1_000_000


def main() -> None:
    """Validate once and print the answer."""
    warnings.simplefilter("ignore")
    request = json.loads(sys.argv[1])
    gx: Any = import_module("great_expectations")
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    url = request["target"].replace("postgresql://", "postgresql+psycopg2://")
    source = context.data_sources.add_postgres("bench", connection_string=url)
    asset = source.add_table_asset("lineitem", table_name="lineitem")
    batch = asset.add_batch_definition_whole_table("all").get_batch()
    suite = gx.ExpectationSuite(name="suite")
    for name, (kind, arguments) in expectations().items():
        class_name = kind if kind.endswith("Expectation") else f"Expect{kind}"
        suite.add_expectation(
            getattr(gx.expectations, class_name)(**arguments, meta={"name": name})
        )
    statements = count_statements(batch)
    start, cpu = perf_counter(), process_time()
    result = batch.validate(suite, result_format="SUMMARY")
    wall_s, cpu_s = perf_counter() - start, process_time() - cpu
    answer = {
        "values": values_of(result),
        "statements": statements[0],
        "wall_s": wall_s,
        "cpu_s": cpu_s,
        "samples": {},
    }
    print(json.dumps(answer))


def count_statements(batch: Any) -> list[int]:
    """Give a counter that grows with each statement sent."""
    found = [0]
    event = import_module("sqlalchemy").event
    engine = batch.datasource.get_execution_engine().engine

    def count(*_: Any) -> None:
        found[0] += 1

    event.listen(engine, "before_cursor_execute", count)
    return found


def values_of(result: Any) -> dict[str, Any]:
    """Give unexpected counts or observed values by name.

    An expectation that could not be evaluated ends the run: its time would not be comparable.
    """
    found: dict[str, Any] = {}
    for one in result.results:
        name = one.expectation_config.meta["name"]
        if one.exception_info.get("raised_exception"):
            sys.exit(f"{name}: {one.exception_info}")
        value = one.result.get("unexpected_count", one.result.get("observed_value"))
        found[name] = value if isinstance(value, int | float) else None
    return found


if __name__ == "__main__":
    main()
