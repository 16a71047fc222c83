"""What checks and configurations say about samples and attributes is kept."""

from collections.abc import Callable

import pytest

from seltzer_specs.checks import FreshnessCheck, Samples, SchemaCheck
from seltzer_specs.loader import LoadResult

Parse = Callable[..., LoadResult]


def test_a_check_says_what_may_be_shown(parse: Parse) -> None:
    (check,) = parse(
        "checks for t:\n  - missing_count(a) = 0:\n      samples limit: 20\n"
        "      samples columns: [id, a]\n      collect failed rows: true\n"
        "      failed rows query: SELECT * FROM t WHERE a > ${limit}\n"
    ).checks

    assert check.samples == Samples(
        limit=20,
        columns=("id", "a"),
        is_collected=True,
        query="SELECT * FROM t WHERE a > 5",
        template="SELECT * FROM t WHERE a > ${limit}",
    )


SETTINGS = "  attributes: {pii: true, team: a}\n  samples columns: [id]\n"
SODACL = f"configurations for t:\n{SETTINGS}  collect failed rows: false\nchecks for t:\n"
VERSIONED = f"apiVersion: seltzer/v1\nkind: Checks\ndataset: t\nconfigurations:\n{SETTINGS}"


@pytest.mark.parametrize("text", [SODACL, f"{VERSIONED}  collect failed rows: false\nchecks:\n"])
def test_a_configuration_holds_for_all_checks_that_say_nothing_else(
    parse: Parse, text: str
) -> None:
    first, second = parse(
        f"{text}  - row_count > 0\n  - max(a) < 5:\n      samples columns: [a]\n"
        "      attributes: {team: b}\n"
    ).checks

    assert first.attributes == (("pii", True), ("team", "a"))
    assert first.samples == Samples(columns=("id",), is_collected=False)
    assert second.attributes == (("pii", True), ("team", "b"))
    assert second.samples == Samples(columns=("a",), is_collected=False)


def test_a_configuration_reaches_the_datasets_of_a_loop(parse: Parse) -> None:
    (check,) = parse(
        "configurations for t:\n  attributes: {pii: true}\n"
        "for each dataset d:\n  datasets: [t]\n  checks:\n    - row_count > 0\n"
    ).checks

    assert check.attributes == (("pii", True),)


def test_samples_are_no_part_of_an_identity(parse: Parse) -> None:
    bare = parse("checks for t:\n  - max(a) < 5\n").checks
    shown = parse("checks for t:\n  - max(a) < 5:\n      samples limit: 5\n").checks

    assert [check.id for check in bare] == [check.id for check in shown]


def test_the_old_form_of_freshness_means_the_new_one_and_is_noted(parse: Parse) -> None:
    old = parse(
        "variables: {END: 2026-01-31T06:00:00Z}\nchecks for t:\n"
        '  - freshness using "my col" with END < 1d\n'
    )
    new = parse(
        'variables: {END: 2026-01-31T06:00:00Z}\nchecks for t:\n  - freshness("my col", END) < 1d\n'
    )
    (check,) = old.checks

    assert isinstance(check, FreshnessCheck)
    assert (check.id, check.now, check.thresholds) == (
        new.checks[0].id, new.checks[0].now, new.checks[0].thresholds  # type: ignore[union-attr]
    )  # fmt: skip
    assert [note.message for note in old.notes] == [
        '"freshness using" is the old form of `freshness("my col", END) < 1d`; it still works'
    ]


def test_a_schema_check_may_look_into_another_schema(parse: Parse) -> None:
    (check,) = parse(
        "checks for t:\n  - schema:\n      schema_name: shop\n      fail:\n"
        "        when required column missing: [id]\n"
    ).checks

    assert isinstance(check, SchemaCheck)
    assert str(check.dataset) == "shop.t"


def test_columns_of_samples_are_names(parse: Parse) -> None:
    text = "checks for t:\n  - row_count > 0:\n      samples columns: [id, {}]\n"
    (error,) = parse(text.format("'a b'")).errors
    (check,) = parse(text.format("'\"a b\"'")).checks

    assert str(error) == (
        'a.yml:3:24: "samples columns": "a b" is no column name; put it in double quotes'
    )
    assert check.samples.columns == ("id", '"a b"')
