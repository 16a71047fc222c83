"""Documents about many datasets, about a target and its source, or without checks."""

from dataclasses import replace
from textwrap import dedent

import pytest

from seltzer_specs.checks import Check, MetricCheck, MetricReconciliationCheck
from seltzer_specs.loader import LoadResult, ParseSettings, parse_specs
from seltzer_specs.location import Location
from seltzer_specs.snapshot import Catalogue, SnapshotColumn, SnapshotDataset, sorted_snapshot
from seltzer_specs.spec_file import SpecFile

HEAD = "apiVersion: seltzer/v1\nkind: Checks\n"


def dataset(name: str, *columns: str, schema: str = "main") -> SnapshotDataset:
    found = tuple(SnapshotColumn(column, "INTEGER") for column in columns or ("id",))
    return SnapshotDataset(schema, name, found, needs_schema=schema != "main")


SHOP = Catalogue(
    sorted_snapshot(
        "warehouse",
        "duckdb",
        (
            dataset("fact_a", "id", "pii_mail", "Odd Name"),
            dataset("fact_b", "id", "total"),
            dataset("fact_tmp", "id"),
            dataset("orders", "id", "total", "email"),
            dataset("shop_orders", schema="other"),
        ),
    ),
    "insensitive",
)


def parse(text: str, settings: ParseSettings, known: Catalogue | None = None) -> LoadResult:
    catalogues = {"warehouse": known} if known is not None else {}
    return parse_specs([SpecFile("a.yml", text)], replace(settings, catalogues=catalogues))


def document(text: str, settings: ParseSettings, known: Catalogue | None = None) -> LoadResult:
    return parse(HEAD + dedent(text), settings, known)


def placeless(checks: tuple[Check, ...]) -> list[Check]:
    return [replace(check, location=Location("")) for check in checks]


SAME = {
    "datasets": (
        """\
        for each dataset D:
          datasets: [fact_%, orders, exclude fact_tmp%]
          checks:
            - row_count > 0:
                name: rows of ${D}
        """,
        """\
        datasets: [fact_%, orders, exclude fact_tmp%]
        variable: D
        checks:
          - row_count > 0:
              name: rows of ${D}
        """,
    ),
    "columns": (
        """\
        for each column C:
          columns: [orders.id, "fact_%.%", exclude fact_a.pii%]
          checks:
            - missing_count(${C}) = 0
        """,
        """\
        columns: [orders.id, "fact_%.%", exclude fact_a.pii%]
        variable: C
        checks:
          - missing_count(${C}) = 0
        """,
    ),
    "configurations": (
        """\
        configurations for fact_a:
          valid max for id: 5
          attributes: {team: a}
        configurations for Fact_B:
          valid min for id: 1
        for each dataset D:
          datasets: [fact_%]
          checks:
            - invalid_count(id) = 0:
                valid values: [1, 2]
        """,
        """\
        datasets: [fact_%]
        variable: D
        configurations:
          fact_a:
            valid max for id: 5
            attributes: {team: a}
          Fact_B:
            valid min for id: 1
        checks:
          - invalid_count(id) = 0:
              valid values: [1, 2]
        """,
    ),
    "reconciliation": (
        """\
        configurations for shop.orders:
          missing values for email: ["-"]
          attributes: {team: b}
        reconciliation production:
          label: MySQL to the warehouse
          attributes: {priority: 3}
          datasets:
            source: {dataset: orders, datasource: warehouse, filter: a > 1}
            target: {dataset: shop.orders, datasource: warehouse, filter: b > 1}
          checks:
            - row_count diff = 0
            - missing_count(email) diff = 0
            - revenue diff = 0:
                source query: SELECT SUM(amount) FROM payments
                target expression: SUM(total)
            - schema:
                types: [{source: bit, target: boolean}]
            - rows diff < 5:
                key columns: [id]
            - values in target must exist in source:
                source columns: [customer_id]
                target columns: [customer]
        """,
        """\
        source: {dataset: orders, data_source: warehouse, filter: a > 1}
        target: {dataset: shop.orders, data_source: warehouse, filter: b > 1}
        label: MySQL to the warehouse
        attributes: {priority: 3}
        configurations:
          missing values for email: ["-"]
          attributes: {team: b}
        checks:
          - row_count diff = 0
          - missing_count(email) diff = 0
          - revenue diff = 0:
              source query: SELECT SUM(amount) FROM payments
              target expression: SUM(total)
          - schema:
              types: [{source: bit, target: boolean}]
          - rows diff < 5:
              key columns: [id]
          - values in target must exist in source:
              source columns: [customer_id]
              target columns: [customer]
        """,
    ),
    "no dataset": (
        """\
        checks:
          - open < 5:
              open query: SELECT 1
        """,
        """\
        checks:
          - open < 5:
              open query: SELECT 1
        """,
    ),
    "filters": (
        """\
        filter orders_raw [daily]:
          where: d = '${limit}'
        filter orders [daily]:
          where: d = 1
        checks for orders [daily]:
          - row_count same as orders_raw daily
        """,
        """\
        dataset: orders
        filter: {name: daily, where: d = 1}
        filters:
          orders_raw [daily]: d = '${limit}'
        checks:
          - row_count same as orders_raw daily
        """,
    ),
    "monitoring": (
        """\
        automated monitoring:
          datasets: [fact_%, exclude fact_tmp%]
        """,
        """\
        automated monitoring: [fact_%, exclude fact_tmp%]
        """,
    ),
}


@pytest.mark.parametrize("name", SAME)
@pytest.mark.parametrize("known", [None, SHOP])
def test_a_document_gives_the_checks_that_sodacl_gives(
    name: str, known: Catalogue | None, settings: ParseSettings
) -> None:
    sodacl, text = (dedent(part) for part in SAME[name])
    old, new = parse(sodacl, settings, known), document(text, settings, known)

    assert [str(error) for error in (*old.errors, *new.errors)] == []
    assert placeless(new.checks) == placeless(old.checks)
    assert len(new.waiting) == len(old.waiting)
    assert new.checks or new.waiting


def test_surveys_are_lists(settings: ParseSettings) -> None:
    text = """\
    discover datasets: [fact_%, exclude fact_tmp%]
    profile columns: [orders.%, exclude orders.total]
    sample datasets: [orders]
    """
    waiting, known = document(text, settings), document(text, settings, SHOP)

    assert known.errors == waiting.errors == ()
    assert [str(found.dataset) for found in known.discovered] == ["fact_a", "fact_b"]
    assert [f"{f.dataset}.{f.column}" for f in known.profiled] == ["orders.id", "orders.email"]
    assert len(known.notes) == 1
    assert [section.header for section in waiting.waiting] == [
        "discover datasets", "profile columns"
    ]  # fmt: skip


def test_what_holds_for_a_document_holds_for_monitored_datasets(settings: ParseSettings) -> None:
    result = document(
        "owner: team-shop\ntags: [a]\nfilter: id > 1\nautomated monitoring: [orders]\n", settings
    )

    assert [(c.owner, c.tags) for c in result.checks] == [("team-shop", ("a",))] * 2
    assert [c.partition.where for c in result.checks if c.partition] == ["id > 1"] * 2


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ("dataset: orders\ncolumns: [id, total]", ["orders.id", "orders.total"]),
        ('dataset: orders\ncolumns: ["%", exclude e%]', ["orders.id", "orders.total"]),
        ("dataset: orders\ncolumns: [exclude total]", ["orders.id", "orders.email"]),
        ("datasets: [orders, fact_b]\ncolumns: [id]", ["orders.id", "fact_b.id"]),
        ('datasets: [orders, fact_a]\ncolumns: ["%mail"]', ["orders.email", "fact_a.pii_mail"]),
        ("datasets: [fact_%, exclude fact_tmp]\ncolumns: [total]", ["fact_b.total"]),
        ("datasets: [fact_%, exclude fact_a]\ncolumns: [id]", ["fact_b.id", "fact_tmp.id"]),
        ("datasets: [orders]\ndata_source: warehouse\ncolumns: [id]", ["orders.id"]),
        ("datasets: [warehouse.orders]\ncolumns: [id, exclude total]", ["orders.id"]),
        ("datasets: [other.%]\ncolumns: ['%']", ["other.shop_orders.id"]),
    ],
)
def test_columns_are_those_of_the_datasets(
    about: str, expected: list[str], settings: ParseSettings
) -> None:
    checks = "\nchecks:\n  - missing_count(${COLUMN}) = 0:\n      id: ${DATASET}.${COLUMN}\n"
    result = parse(f"{HEAD}{about}{checks}", settings, SHOP)

    assert result.errors == ()
    assert [check.id for check in result.checks] == expected
    assert [c.metric.columns[0].text for c in result.checks if isinstance(c, MetricCheck)] == [
        name.rpartition(".")[2] for name in expected
    ]


@pytest.mark.parametrize(
    ("about", "message"),
    [
        (
            "datasets: [orders, fact_a]\ncolumns: [id, total]",
            (
                '4:15: the pattern "fact_a.total" matches no column of "warehouse"; did you mean '
                '"fact_b.total"?'
            ),
        ),
        (
            "datasets: [fact_%]\ncolumns: [id, totl]",
            '4:15: the pattern "fact_%.totl" matches no column of "warehouse"',
        ),
        (
            "datasets: [ordrs]\ncolumns: [id]",
            '3:12: the pattern "ordrs" matches no dataset of "warehouse"; did you mean "orders"?',
        ),
        (
            "dataset: orders\ncolumns: [id, exclude i%]",
            "4:11: every match is excluded; change the patterns",
        ),
    ],
)
def test_a_column_that_matches_nothing_is_an_error(
    about: str, message: str, settings: ParseSettings
) -> None:
    result = parse(f"{HEAD}{about}\nchecks:\n  - missing_count(${{COLUMN}}) = 0\n", settings, SHOP)

    assert [str(error).removeprefix("a.yml:") for error in result.errors] == [message]


def test_columns_spelt_out_are_the_same_offline_and_live(settings: ParseSettings) -> None:
    text = "datasets: [orders, fact_b]\ncolumns: [id, total]\nchecks: ['max(${COLUMN}) < 5']\n"
    offline, live = document(text, settings), document(text, settings, SHOP)

    assert (offline.errors, offline.waiting) == ((), ())
    assert placeless(offline.checks) == placeless(live.checks)


def test_columns_of_a_dataset_are_profiled(settings: ParseSettings) -> None:
    text = "dataset: orders\nprofile columns: [total, exclude id]\nchecks: [row_count > 0]\n"
    result = document(text, settings, SHOP)

    assert result.errors == ()
    assert [f"{f.dataset}.{f.column}" for f in result.profiled] == ["orders.total"]
    assert len(result.checks) == 1


def test_what_is_configured_for_all_is_completed_for_one(settings: ParseSettings) -> None:
    text = """\
    datasets: [fact_a, fact_b]
    configurations:
      valid max for id: 5
      fact_b:
        valid min for id: 1
    checks:
      - invalid_count(id) = 0
    """
    found = document(text, settings).checks
    valid = [c.metric.validity for c in found if isinstance(c, MetricCheck)]

    assert [(v.valid_min, v.valid_max) for v in valid] == [(None, 5), (1, 5)]


def test_sides_may_be_names_alone(settings: ParseSettings) -> None:
    text = "source: orders_old\ntarget: warehouse.orders\nchecks: [row_count diff = 0]\n"
    (check,) = document(text, settings).checks

    assert str(check.dataset) == "orders"
    assert check.attributes == (("reconciliation", "orders_old"),)


@pytest.mark.parametrize("header", ["shop.orders", '"shop".orders', "Shop.Orders"])
def test_configurations_of_a_target_are_used_without_other_checks_of_it(
    header: str, settings: ParseSettings
) -> None:
    text = dedent(
        f"""\
        configurations for {header}:
          valid values for a: [1]
          samples limit: 3
        reconciliation r:
          datasets:
            source: {{dataset: orders, datasource: warehouse}}
            target: {{dataset: shop.orders, datasource: warehouse}}
          checks:
            - invalid_count(a) diff = 0
        """
    )
    (check,) = parse(text, settings).checks

    assert isinstance(check, MetricReconciliationCheck)
    assert check.metric.validity.valid_values == (1,)
    assert check.samples.limit == 3


def test_configurations_of_no_side_are_refused(settings: ParseSettings) -> None:
    text = (
        "configurations for customers:\n  valid values for a: [1]\n"
        "reconciliation r:\n  datasets: {source: {dataset: a}, target: {dataset: orders}}\n"
        "  checks: [row_count diff = 0]\n"
    )
    (error,) = parse(text, settings).errors

    assert str(error) == (
        'a.yml:1:1: the file has no "checks for customers" that could use this; known: orders'
    )
