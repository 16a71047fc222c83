"""Distribution checks on real engines; known numbers are those of soda-core-scientific 3.5.6."""

import json
from dataclasses import replace
from math import erfc, sqrt

import duckdb
import numpy as np
import pytest
from tests.engines.names import QUICK
from tests.scanner.conftest import NewSource
from tests.scanner.scans import plan_of, scan

from seltzer_scanner.distribution import (
    Category,
    NotComparableError,
    compare_counts,
    compare_values,
    to_category,
    to_numbers,
)
from seltzer_scanner.make_distribution import (
    MAX_BINS,
    count_bins,
    make_categorical,
    make_continuous,
)
from seltzer_scanner.result import Judgement
from seltzer_specs.checks import Distribution
from seltzer_specs.checks.distribution import DistributionMethod
from seltzer_specs.data_sources import DataSourceSettings

CONTINUOUS = Distribution(
    type="continuous", bins=(0, 2, 4, 6, 8, 10), weights=(0, 0.1, 0.2, 0.4, 0.2, 0.1)
)
CATEGORICAL = Distribution(type="categorical", bins=("a", "b", "c"), weights=(0.5, 0.3, 0.2))
WIDE = [(i * 37) % 101 / 10 for i in range(200)]
NEAR = [4 + ((i * 37) % 101) / 50 for i in range(200)]
VALUES = ", ".join(f"({value}, '{'aab'[i % 3]}', {i})" for i, value in enumerate(WIDE))
TABLE = (
    "CREATE TABLE sizes (size DOUBLE PRECISION, letter VARCHAR(9), id INTEGER)",
    f"INSERT INTO sizes VALUES {VALUES}, (NULL, NULL, 999)",
    "CREATE TABLE no_sizes (size DOUBLE PRECISION, letter VARCHAR(9), id INTEGER)",
)
FILES = {
    "refs/sizes.yml": """
dataset: sizes
column: size
distribution_type: continuous
distribution_reference: {bins: [0, 2, 4, 6, 8, 10], weights: [0, 0.1, 0.2, 0.4, 0.2, 0.1]}
""",
    "refs/letters.yml": """
letters: {dataset: sizes, column: letter, distribution_type: categorical,
  distribution_reference: {bins: [b, a], weights: [0.4, 0.6]}}
""",
}


@pytest.fixture(scope="module", params=QUICK)
def sizes(request: pytest.FixtureRequest, new_source: NewSource) -> DataSourceSettings:
    """Two hundred sizes and letters and one row of NULL, on each engine."""
    return new_source(request.param, TABLE)


@pytest.fixture(scope="module")
def duckdb_sizes(new_source: NewSource) -> DataSourceSettings:
    """The same on DuckDB alone."""
    return new_source("duckdb", TABLE)


def judge(
    source: DataSourceSettings,
    line: str = "distribution_difference(size) > 0.05",
    dataset: str = "sizes",
    **keys: object,
) -> Judgement:
    """Judge one distribution check."""
    config = {"distribution reference file": "refs/sizes.yml", **keys}
    text = f"checks for {dataset}: [{json.dumps(line)}: {json.dumps(config)}]"
    (found,) = scan(text, source, files=FILES).checks
    return found.judgement


def letters(source: DataSourceSettings, threshold: str = "> 0.05", **keys: object) -> Judgement:
    line = f"distribution_difference(letter, letters) {threshold}"
    file = {"distribution reference file": "refs/letters.yml"}
    return judge(source, line, "sizes", **file, **keys)


@pytest.mark.parametrize(
    ("method", "wide", "near"),
    [
        ("ks", 0.03082719403492696, 3.91250261953363e-09),
        ("psi", 0.36035217033652245, 4.75129901880017),
        ("swd", 0.30252472194347413, 0.7763793229896176),
        ("semd", 0.30252472194347413, 0.7763793229896176),
    ],
)
def test_numbers_are_compared_as_in_soda(
    method: DistributionMethod, wide: float, near: float
) -> None:
    assert compare_values(np.array(WIDE), CONTINUOUS, method) == pytest.approx(wide, rel=1e-9)
    assert compare_values(np.array(NEAR), CONTINUOUS, method) == pytest.approx(near, rel=1e-9)


@pytest.mark.parametrize(
    ("method", "like", "unlike"),
    [
        ("chi_square", 0.5229215398035734, 7.272429822119277e-14),
        ("psi", 13.885334329209103, 0.0),
        ("swd", 0.23735633163877065, 0.0),
        ("semd", 0.23735633163877065, 0.0),
    ],
)
def test_categories_are_compared_as_in_soda(
    method: DistributionMethod, like: float, unlike: float
) -> None:
    first = compare_counts({"a": 55, "b": 25, "c": 20}, CATEGORICAL, method)
    second = compare_counts({"a": 20, "b": 30, "c": 50}, CATEGORICAL, method)

    assert first == pytest.approx(like, rel=1e-9)
    assert second == pytest.approx(unlike, rel=1e-9)


def test_the_order_of_categories_does_not_matter() -> None:
    turned: dict[Category, int] = {"c": 20, "b": 25, "a": 55}

    assert compare_counts(turned, CATEGORICAL, "chi_square") == pytest.approx(0.5229215398035734)


def test_a_check_gives_the_known_number(sizes: DataSourceSettings) -> None:
    wide = judge(sizes)
    distance = judge(sizes, "distribution_difference(size)", method="psi", warn="when > 0.1")

    assert wide.outcome == "fail"
    assert wide.value == pytest.approx(0.03082719403492696, rel=1e-6)
    assert wide.reason == "0.03082719403 is not > 0.05"
    assert distance.outcome == "warn"
    assert distance.value == pytest.approx(0.36035217033, rel=1e-6)


def test_categories_are_counted_by_the_engine(sizes: DataSourceSettings) -> None:
    found = letters(sizes, "> 0.04")

    # 134 and 66 of 200 where 120 and 80 are expected, one more of each; one degree of freedom.
    statistic = 14**2 / 121 + 14**2 / 81
    assert found.outcome == "pass"
    assert found.value == pytest.approx(erfc(sqrt(statistic / 2)))
    assert letters(sizes, "< 1.5", method="swd").outcome == "pass"


def test_filters_narrow_the_values(sizes: DataSourceSettings) -> None:
    assert judge(sizes, filter="id < 0 OR size IS NULL").reason == (
        "nothing to evaluate: no values"
    )
    assert judge(sizes, dataset="no_sizes").outcome == "skipped"
    rare = letters(sizes, filter="id < 9")
    assert (rare.outcome, rare.reason) == (
        "error",
        "chi_square wants 5 rows of each category on both sides, and 1 have fewer",
    )
    gone = letters(sizes, filter="letter = 'a' OR id < 0")
    assert (gone.reason or "").endswith(
        "1 of the reference are not in the data, 0 of the data are not in the reference"
    )


def test_text_is_no_continuous_column(sizes: DataSourceSettings) -> None:
    found = judge(sizes, "distribution_difference(letter) > 0.05")

    assert (found.outcome, found.reason) == (
        "error",
        "a continuous distribution wants numbers, got other values",
    )


def test_a_sample_is_a_clause_of_the_engine(duckdb_sizes: DataSourceSettings) -> None:
    sampled = judge(duckdb_sizes, sample="TABLESAMPLE RESERVOIR (100 PERCENT)")
    wrong = judge(duckdb_sizes, sample="WHERE 1 = 1")

    assert sampled.value == judge(duckdb_sizes).value
    assert wrong.outcome == "error"
    assert "sample" in (wrong.reason or "")


@pytest.mark.parametrize("text", ["AS x TABLESAMPLE (5)", "TABLESAMPLE (5), b", "; DROP TABLE t"])
def test_a_sample_holds_nothing_else(duckdb_sizes: DataSourceSettings, text: str) -> None:
    assert judge(duckdb_sizes, sample=text).outcome == "error"


def test_a_sample_that_the_engine_reads_otherwise_is_refused(
    duckdb_sizes: DataSourceSettings, sizes: DataSourceSettings
) -> None:
    rows = judge(duckdb_sizes, sample="TABLESAMPLE BERNOULLI (50)")

    assert rows.outcome == "error"
    assert "would read as TABLESAMPLE RESERVOIR (50 ROWS)" in (rows.reason or "")
    if sizes.type == "sqlite":
        none = judge(sizes, sample="TABLESAMPLE SYSTEM (5)")
        assert (none.outcome, "does not sample" in (none.reason or "")) == ("error", True)


def test_more_values_than_the_limit_are_thinned_evenly(duckdb_sizes: DataSourceSettings) -> None:
    plan = plan_of(
        "checks for sizes: [distribution_difference(id) > 0: "
        "{distribution reference file: refs/sizes.yml}]",
        "duckdb",
        FILES,
    )
    sql = plan.queries[0].sql.replace("1000000", "20")
    with duckdb.connect(str(duckdb_sizes.options["path"]), read_only=True) as session:
        rows = [row[0] for row in session.execute(sql).fetchall()]

    assert len(rows) == 20
    assert sorted(rows)[:5] == [10, 20, 30, 40, 50]


def test_reference_has_the_bins_that_soda_makes() -> None:
    squares = make_continuous(np.array([float(i * i % 97) for i in range(60)]))

    assert squares.bins == pytest.approx([i * 96 / 7 for i in range(8)])
    assert squares.weights == pytest.approx(
        [0, 0.18333333, 0.11666667, 0.1, 0.15, 0.1, 0.15, 0.2], rel=1e-6
    )
    assert make_continuous(np.array([1.0] * 5)).bins == (0.5, 1.5)
    outlier = make_continuous(np.array([*(float(i) for i in range(20)), 1e9]))
    assert outlier.bins == pytest.approx([i * 19 / 6 for i in range(7)])
    spike = make_continuous(np.array([0.0] * 99 + [5.0]))
    assert spike.bins == tuple(i * 0.625 for i in range(9))


def test_a_reference_never_has_more_bins_than_its_file_can_hold() -> None:
    heavy = np.sort(np.concatenate([np.linspace(0, 1e-9, 90_000), np.linspace(0, 1, 10_000)]))

    assert count_bins(heavy) > MAX_BINS
    assert len(make_continuous(heavy).bins) <= MAX_BINS + 1


def test_categories_are_the_most_frequent_first() -> None:
    made = make_categorical({"b": 1, "a": 1, 3: 2})

    assert (made.bins, made.weights) == ((3, "a", "b"), (0.5, 0.25, 0.25))


def test_values_that_cannot_be_compared_are_refused() -> None:
    with pytest.raises(NotComparableError, match="NaN or infinity"):
        to_numbers([1.0, float("nan")])
    with pytest.raises(NotComparableError, match="wants numbers"):
        to_numbers([1.0, True])
    with pytest.raises(NotComparableError, match="all values are the same"):
        compare_counts({"a": 5}, replace(CATEGORICAL, bins=("a",), weights=(1.0,)), "swd")


def test_numbers_are_categories_by_size() -> None:
    assert to_category(1) == to_category(1.0)
    assert to_category("1") != to_category(1)
    assert to_category(True) == "true"
