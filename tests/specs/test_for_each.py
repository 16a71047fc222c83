"""One list of checks for many datasets or columns, expanded the same way wherever it is."""

from dataclasses import replace
from textwrap import dedent

import pytest

from seltzer_specs.checks import AnomalyCheck, FailedRowsCheck, MetricCheck, SchemaCheck
from seltzer_specs.loader import LoadResult, ParseSettings, parse_specs
from seltzer_specs.names import NameCase
from seltzer_specs.snapshot import Catalogue, SnapshotColumn, SnapshotDataset, sorted_snapshot
from seltzer_specs.spec_file import SpecFile


def dataset(name: str, *columns: str, schema: str = "main") -> SnapshotDataset:
    found = tuple(SnapshotColumn(column, "INTEGER") for column in columns or ("id",))
    return SnapshotDataset(schema, name, found, needs_schema=schema != "main")


def catalogue(*datasets: SnapshotDataset, case: NameCase = "insensitive") -> Catalogue:
    return Catalogue(sorted_snapshot("warehouse", "duckdb", datasets), case)


SHOP = catalogue(
    dataset("fact_b"),
    dataset("fact_a", "id", "pii_mail", "Odd Name"),
    dataset("fact_tmp1"),
    dataset("orders", "id", "total"),
    dataset("fact_z", schema="other"),
)


def parse(text: str, settings: ParseSettings, known: Catalogue | None = None) -> LoadResult:
    catalogues = {"warehouse": known} if known is not None else {}
    return parse_specs([SpecFile("a.yml", dedent(text))], replace(settings, catalogues=catalogues))


def names(result: LoadResult) -> list[str]:
    assert result.errors == ()
    return [str(check.dataset) for check in result.checks]


def each(patterns: str) -> str:
    return f"for each dataset D:\n  datasets: {patterns}\n  checks:\n    - row_count > 0\n"


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        ("[fact_%, exclude fact_tmp%]", ["fact_a", "fact_b"]),
        ("[FACT_*]", ["fact_a", "fact_b", "fact_tmp1"]),
        ("[orders, include fact_a]", ["orders", "fact_a"]),
        ("[fact_b, fact_%]", ["fact_b", "fact_a", "fact_tmp1"]),
        ("[exclude fact%]", ["orders"]),
        ("[exclude fact_tmp%, exclude orders]", ["fact_a", "fact_b"]),
        ('["other.%"]', ["other.fact_z"]),
        ('["%.fact_z", main.orders]', ["other.fact_z", "main.orders"]),
        ("[warehouse.ord%]", ["orders"]),
        ("[\"'fact_%'\"]", None),
        ("['\"FACT_%\"', orders]", None),
    ],
)
def test_patterns_name_datasets(
    patterns: str, expected: list[str] | None, settings: ParseSettings
) -> None:
    result = parse(each(patterns), settings, SHOP)

    if expected is None:
        assert [error.rule for error in result.errors] == ["no-match"]
    else:
        assert names(result) == expected


def test_a_name_is_expanded_offline_and_a_wildcard_waits(settings: ParseSettings) -> None:
    result = parse(each("[orders, fact_%, exclude ord_old]"), settings)

    assert names(result) == ["orders"]
    assert [(w.header, w.data_source) for w in result.waiting] == [
        ("for each dataset D", "warehouse")
    ]
    assert str(result.waiting[0].location) == "a.yml:1:1"


def test_identities_are_the_same_offline_and_live(settings: ParseSettings) -> None:
    text = each("[Orders]")
    offline, live = parse(text, settings), parse(text, settings, SHOP)
    by_hand = parse("checks for Orders:\n  - row_count > 0\n", settings)

    assert [c.id for c in offline.checks] == [c.id for c in live.checks]
    assert [c.id for c in by_hand.checks] == [c.id for c in live.checks]


def test_a_wildcard_names_a_dataset_as_one_would_by_hand(settings: ParseSettings) -> None:
    lower = catalogue(dataset("orders"), dataset("Mixed"), dataset("order items"), case="lower")
    result = parse(each('["%"]'), settings, lower)
    found = {str(c.dataset): c.dataset.name[0].is_quoted for c in result.checks if c.dataset}

    assert found == {"orders": False, "Mixed": True, "order items": True}


def test_the_variable_stands_in_names_ids_and_sql(settings: ParseSettings) -> None:
    text = """\
    for each dataset D:
      datasets: [fact_a, '"order items"']
      checks:
        - failed rows:
            name: rows of ${D}
            id: rows-${D}
            fail query: SELECT * FROM ${D} WHERE id < 0
    """
    found = [c for c in parse(text, settings).checks if isinstance(c, FailedRowsCheck)]

    assert [(c.name, c.id) for c in found] == [
        ("rows of fact_a", "rows-fact_a"),
        ("rows of order items", "rows-order items"),
    ]
    assert [c.query for c in found] == [
        "SELECT * FROM fact_a WHERE id < 0",
        'SELECT * FROM "order items" WHERE id < 0',
    ]


def test_columns_have_checks_and_histories_of_their_own(settings: ParseSettings) -> None:
    text = """\
    for each column C:
      columns: ["fact_%.%", exclude fact_a.pii%, exclude fact_tmp%.%]
      checks:
        - missing_count(${C}) = 0
        - failed rows:
            fail condition: ${C} < 0
    """
    result = parse(text, settings, SHOP)
    metrics = [c for c in result.checks if isinstance(c, MetricCheck)]
    conditions = [c.condition for c in result.checks if isinstance(c, FailedRowsCheck)]

    assert result.errors == ()
    assert [(c.name, c.definition) for c in metrics] == [
        ("missing_count(id) = 0", "missing_count(${C}) = 0"),
        ("missing_count(Odd Name) = 0", "missing_count(${C}) = 0"),
        ("missing_count(id) = 0", "missing_count(${C}) = 0"),
    ]
    assert conditions == ["id < 0", '"Odd Name" < 0', "id < 0"]
    assert len({c.id for c in result.checks}) == 6


def test_columns_spelt_out_need_no_catalogue(settings: ParseSettings) -> None:
    text = (
        "for each column C:\n  columns: [orders.id, orders.total]\n"
        "  checks:\n    - missing_count(${C}) = 0\n"
    )
    offline, live = parse(text, settings), parse(text, settings, SHOP)

    assert names(offline) == ["orders", "orders"]
    assert [c.id for c in offline.checks] == [c.id for c in live.checks]


def test_a_pattern_that_matches_nothing_is_an_error_at_its_place(settings: ParseSettings) -> None:
    result = parse(each("[ordrs, dim_%, orders, exclude nothing%]"), settings, SHOP)

    assert [str(error) for error in result.errors] == [
        'a.yml:2:14: the pattern "ordrs" matches no dataset of "warehouse"; did you mean "orders"?',
        'a.yml:2:21: the pattern "dim_%" matches no dataset of "warehouse"',
    ]
    assert [str(check.dataset) for check in result.checks] == ["orders"]


def test_a_mistake_is_told_once_and_found_while_the_section_waits(
    settings: ParseSettings,
) -> None:
    text = each("[fact_%]").replace("row_count", "row_cuont")
    message = 'a.yml:4:7: unknown metric "row_cuont"; did you mean "row_count"?'

    assert [str(error) for error in parse(text, settings).errors] == [message]
    assert [str(error) for error in parse(text, settings, SHOP).errors] == [message]


def test_column_configurations_apply_to_what_is_matched(settings: ParseSettings) -> None:
    text = """\
    configurations for fact_a:
      valid values for id: [1]
    for each dataset D:
      datasets: [fact_a, orders]
      checks:
        - invalid_count(id) = 0:
            valid max: 5
    """
    found = [c.metric.validity for c in parse(text, settings).checks if isinstance(c, MetricCheck)]

    assert [(v.valid_values, v.valid_max) for v in found] == [((1,), 5), (None, 5)]


def test_old_words_work_and_are_noted(settings: ParseSettings) -> None:
    result = parse(each("[orders]").replace("dataset", "table"), settings)

    assert names(result) == ["orders"]
    assert [str(note) for note in result.notes] == [
        'a.yml:1:1: note: "for each table" is the old name of "for each dataset"; it still works',
        'a.yml:2:3: note: "tables" is the old name of "datasets"; it still works',
    ]


def test_automated_monitoring_is_an_anomaly_and_a_schema_check(settings: ParseSettings) -> None:
    text = "automated monitoring:\n  datasets: [fact_%, exclude fact_tmp%]\n"
    by_hand = parse(
        "checks for fact_a:\n  - anomaly detection for row_count\n  - schema:\n"
        "      warn:\n        when schema changes: [column add]\n"
        "      fail:\n        when schema changes: [column delete, column type change, "
        "column index change]\n",
        settings,
    )
    result = parse(text, settings, SHOP)
    anomaly, schema = result.checks[:2]

    assert names(result) == ["fact_a", "fact_a", "fact_b", "fact_b"]
    assert isinstance(anomaly, AnomalyCheck)
    assert isinstance(schema, SchemaCheck)
    assert schema.fail.changes == ("column delete", "column type change", "column index change")
    assert schema.warn.changes == ("column add",)
    assert [anomaly.id, schema.id] == [check.id for check in by_hand.checks]
    assert str(anomaly.location) == "a.yml:2:14"


def test_samples_are_skipped_and_never_silently(settings: ParseSettings) -> None:
    result = parse("sample datasets:\n  datasets: [orders]\n", settings)

    assert [str(note) for note in result.notes] == [
        (
            'a.yml:1:1: note: "sample datasets" is skipped, no row is read: only rows that a check '
            "finds bad are shown, where `samples:` in seltzer.yml allows it"
        )
    ]


def test_datasets_are_registered_and_columns_profiled(settings: ParseSettings) -> None:
    text = """\
    discover datasets:
      datasets: [fact_%, exclude fact_tmp%]
    profile columns:
      columns: [orders.%, exclude orders.total]
    """
    offline, known = parse(text, settings), parse(text, settings, SHOP)

    assert [w.header for w in offline.waiting] == ["discover datasets", "profile columns"]
    assert [str(found.dataset) for found in known.discovered] == ["fact_a", "fact_b"]
    assert [(str(f.dataset), str(f.column)) for f in known.profiled] == [("orders", "id")]


def test_a_profile_waits_for_the_types_of_its_columns(settings: ParseSettings) -> None:
    text = "profile columns:\n  columns: [orders.id]\n"
    offline, known = parse(text, settings), parse(text, settings, SHOP)

    assert (len(offline.waiting), offline.profiled) == (1, ())
    assert (known.waiting, len(known.profiled)) == ((), 1)


def test_a_dataset_spelt_out_is_registered_without_a_catalogue(settings: ParseSettings) -> None:
    result = parse("discover datasets:\n  datasets: [orders]\n", settings)

    assert (len(result.discovered), result.waiting) == (1, ())
