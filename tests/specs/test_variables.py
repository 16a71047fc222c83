"""Variables in specs, and what templates may not do."""

from collections.abc import Callable
from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seltzer_specs.checks import MetricCheck
from seltzer_specs.errors import SpecError
from seltzer_specs.loader import LoadResult, ParseSettings, parse_specs
from seltzer_specs.location import Location
from seltzer_specs.spec_file import SpecFile
from seltzer_specs.variables import Variables, resolve

PLACE = Location("a.yml", 3, 5)
VALUES = Variables(given={"name": "  Orders ", "a": "x"}, declared={"b": "y"})


def fill(text: str, variables: Variables = VALUES) -> str:
    """Fill in a text's variables."""
    return resolve(text, variables, PLACE).text


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("no variables, $ {a} and a{3}$", "no variables, $ {a} and a{3}$"),
        ("${a}", "x"),
        ("${ a }-${b}", "x-y"),
        ("${name | trim | upper}", "ORDERS"),
        ("${name|lower}", "  orders "),
        ("${missing | default('d')}", "d"),
        ("${a | default('d')}", "x"),
        ("${a ~ '-' ~ b}", "x-y"),
        ("${b | replace('y', 'zz')}", "zz"),
        ("${'${'}", "${"),
        ("LIKE '{%' AND ${a} {# 1", "LIKE '{%' AND x {# 1"),
    ],
)
def test_templates_are_filled_in(text: str, filled: str) -> None:
    assert fill(text) == filled


@pytest.mark.parametrize(
    "text",
    [
        "${''.__class__}",
        "${a.__class__.__mro__}",
        "${a.upper()}",
        "${a * 100000000}",
        "${'a' * 10**8}",
        "${2 ** 100}",
        "${a + b}",
        "${a[0]}",
        "${range(10)}",
        "${cycler.__init__.__globals__}",
        "${lipsum}",
        "${a if b else a}",
        "${[a, b]}",
        "${{'a': 1}}",
        "${a | tojson}",
        "${a | attr('x')}",
        "${a | map('upper')}",
        "${a | center(100000000)}",
        "${env.HOME}",
        "${env_var('HOME')}",
        "${none}",
        "${",
        "${}",
        "${a b}",
        "{% for i in range(10**9) %}x{% endfor %}",
        "{%- set x = 1 %}${a}",
        "${" + "(" * 3000 + "a" + ")" * 3000 + "}",
    ],
)
def test_everything_else_in_a_template_is_a_located_error(text: str) -> None:
    with pytest.raises(SpecError) as caught:
        fill(text)

    assert caught.value.location == PLACE
    assert "\n" not in str(caught.value)


def test_output_is_bounded_before_it_is_made() -> None:
    bomb = Variables(given={"a": "x" * 5_000})

    for text in ("${a}${a}${a}", f"${{a | replace('x', '{'y' * 4_000}')}}"):
        with pytest.raises(SpecError, match="10000 characters"):
            fill(text, bomb)


def test_an_unknown_variable_names_the_nearest_or_says_how_to_give_it() -> None:
    with pytest.raises(SpecError, match='variable "nam" is not set; did you mean "name"') as near:
        fill("${nam}")
    with pytest.raises(SpecError, match="give it with -v start=VALUE"):
        fill("${start}")

    assert str(near.value).startswith("a.yml:3:5: ")


def test_the_environment_is_read_only_where_it_is_given() -> None:
    environment = {"HOME": "/root"}

    assert fill("${HOME}", Variables(environment=environment)) == "/root"
    with pytest.raises(SpecError):
        fill("${HOME}", Variables())


@given(st.text(alphabet="${}ab |'~.()*", max_size=40))
def test_any_template_is_filled_in_or_an_error(text: str) -> None:
    try:
        filled = fill(text)
    except SpecError:
        return

    assert len(filled) <= 10_000


def threshold_of(result: LoadResult) -> str:
    """Give the text of the only check's threshold."""
    (check,) = result.checks
    assert isinstance(check, MetricCheck)
    assert check.thresholds.fail is not None
    return check.thresholds.fail.text


def test_the_users_values_win_over_the_files_and_these_over_the_projects() -> None:
    text = "variables:\n  b: 2\n  c: 2\nchecks for t:\n  - row_count > ${a}${b}${c}${d}\n"
    settings = ParseSettings(
        variables={"c": "1"},
        project_variables={"a": "3", "b": "3", "c": "3"},
        environment={"a": "4", "b": "4", "c": "4", "d": "4"},
        now=datetime(2026, 1, 1, tzinfo=timezone.utc),
    )

    assert threshold_of(parse_specs([SpecFile("a.yml", text)], settings)) == "> 3214"


def test_a_variable_may_use_the_ones_above_it(parse: Callable[..., LoadResult]) -> None:
    result = parse(
        "variables:\n  ten: ${limit}0\n  hundred: ${ten}0\n"
        "checks for t:\n  - row_count > ${hundred}\n"
    )

    assert threshold_of(result) == "> 500"


def test_now_is_the_time_that_is_passed_in(parse: Callable[..., LoadResult]) -> None:
    result = parse("checks for t:\n  - row_count > 0:\n      filter: ts < '${NOW}'\n")
    (check,) = result.checks

    assert isinstance(check, MetricCheck)
    assert check.metric.filter == "ts < '2026-01-31T06:00:00+00:00'"


def test_a_moving_variable_changes_neither_id_nor_history() -> None:
    text = (
        "variables:\n  start: ${NOW}\nfilter t [new]:\n  where: ts > '${start}'\n"
        "checks for t [new]:\n  - row_count > 0:\n      filter: ts < '${NOW}'\n"
    )
    found = []
    for day in (1, 2):
        settings = ParseSettings(now=datetime(2026, 1, day, tzinfo=timezone.utc))
        (check,) = parse_specs([SpecFile("a.yml", text)], settings).checks
        assert isinstance(check, MetricCheck)
        assert check.partition is not None
        found.append((check.id, check.metric.filter_template, check.partition.template))

    assert found[0] == found[1]


def test_variables_hold_in_their_own_file_only(parse: Callable[..., LoadResult]) -> None:
    result = parse(
        a="variables:\n  x: 1\n",
        b="checks for t:\n  - row_count > ${x}\n",
    )

    assert [str(error) for error in result.errors] == [
        'b.yml:2:5: variable "x" is not set; give it with -v x=VALUE or under variables:'
    ]
