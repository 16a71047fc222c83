"""Checks by template mean what the same checks written out mean."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from seltzer_specs.checks import Check, FailedRowsCheck, MetricCheck
from seltzer_specs.loader import LoadResult, ParseSettings, parse_specs
from seltzer_specs.spec_file import SpecFile

Parse = Callable[..., LoadResult]

TEMPLATES = """
templates:
  - name: orphans
    description: rows without a parent
    author: Ann
    metric: orphan_count
    query: SELECT COUNT(*) FROM ${child} WHERE ${column} NOT IN (SELECT id FROM ${parent});
"""
VERSIONED = """
apiVersion: seltzer/v1
kind: Template
name: {name}
owner: team-shop
description: for tests
parameters: {parameters}
{form}: {sql}
"""
USE = "checks for t:\n  - {line}:\n      parameters: {parameters}\n"


def of(result: LoadResult) -> Check:
    """Give the only check of files without mistakes."""
    assert [str(error) for error in result.errors] == []
    (check,) = result.checks
    return check


def template(form: str, sql: str, parameters: str = "[column]") -> str:
    """Give a template called `own`."""
    return VERSIONED.format(name="own", parameters=parameters, form=form, sql=sql)


def test_a_template_file_of_soda_is_used_from_any_file(parse: Parse) -> None:
    use = USE.format(line="$orphans = 0", parameters="{child: a, column: b_id, parent: b}")
    written = (
        "checks for t:\n  - orphan_count = 0:\n      orphan_count query: SELECT COUNT(*) FROM a "
        "WHERE b_id NOT IN (SELECT id FROM b)\n"
    )
    check, plain = of(parse(a=use, z=TEMPLATES)), of(parse(written))

    assert isinstance(check, MetricCheck)
    assert isinstance(plain, MetricCheck)
    assert (check.metric.sql, check.metric.form) == (plain.metric.sql, "query")
    assert check.thresholds == plain.thresholds
    assert check.definition == "$orphans = 0"


@pytest.mark.parametrize("form", ["fail condition", "fail query"])
def test_bad_rows_come_from_templates_as_well(parse: Parse, form: str) -> None:
    check = of(
        parse(
            a=USE.format(line="$own", parameters="{column: c}"), b=template(form, "${column} < 0")
        )
    )

    assert isinstance(check, FailedRowsCheck)
    assert (check.condition or check.query) == "c < 0"
    assert check.thresholds.fail is not None
    assert check.thresholds.fail.text == "> 0"


def test_an_expression_takes_a_filter_and_nested_thresholds(parse: Parse) -> None:
    use = USE.format(line="$own", parameters="{column: c}")
    more = "      filter: d = 1\n      warn: when > 1\n      fail: when > 2\n      name: named\n"
    check = of(parse(a=use + more, b=template("expression", "SUM(${column})")))

    assert isinstance(check, MetricCheck)
    assert (check.metric.sql, check.metric.filter) == ("SUM(c)", "d = 1")
    assert check.name == "named"
    assert check.thresholds.warn is not None


def test_a_parameter_left_out_has_its_default(parse: Parse) -> None:
    text = template("expression", "SUM(${column}) + ${more}", "{column: , more: 5}")
    check = of(parse(a=USE.format(line="$own > 0", parameters="{column: c}"), b=text))

    assert isinstance(check, MetricCheck)
    assert check.metric.sql == "SUM(c) + 5"


def test_two_uses_are_two_checks_and_one_use_keeps_its_id(parse: Parse) -> None:
    text = template("expression", "SUM(${column})")
    uses = [USE.format(line="$own > 0", parameters=f"{{column: {c}}}") for c in "abb"]
    ids = [of(parse(a=use, b=text)).id for use in uses]

    assert ids[0] != ids[1] == ids[2]


def test_a_parameter_wins_over_every_variable_of_its_name(settings: ParseSettings) -> None:
    use = "variables: {column: declared}\n" + USE.format(line="$own > 0", parameters="{column: c}")
    files = [SpecFile("a.yml", use), SpecFile("b.yml", template("expression", "SUM(${column})"))]
    check = of(parse_specs(files, replace(settings, variables={"column": "given"})))

    assert isinstance(check, MetricCheck)
    assert check.metric.sql == "SUM(c)"


def test_a_declared_parameter_is_not_taken_from_a_variable_of_its_name(
    settings: ParseSettings,
) -> None:
    files = [
        SpecFile("a.yml", "checks for t:\n  - $own > 0\n"),
        SpecFile("b.yml", template("expression", "SUM(${column})")),
    ]
    (error,) = parse_specs(files, replace(settings, variables={"column": "given"})).errors

    assert error.message.endswith("; add what is missing under `parameters:`")


def test_a_value_may_use_variables_and_the_names_of_a_loop(parse: Parse) -> None:
    text = template("query", "SELECT COUNT(*) FROM ${table} WHERE a > ${floor}", "[table, floor]")
    use = (
        "for each dataset D:\n  datasets: [t]\n  checks:\n    - $own > 0:\n"
        "        parameters: {table: '${D}', floor: '${limit}'}\n"
    )
    check = of(parse(a=use, b=text))

    assert isinstance(check, MetricCheck)
    assert check.metric.sql == "SELECT COUNT(*) FROM t WHERE a > 5"
    assert check.metric.sql_template is not None
    assert "${limit}" in check.metric.sql_template


def test_a_value_is_never_read_as_a_template_again(parse: Parse) -> None:
    text = template("expression", "MAX(${column})")
    check = of(
        parse(
            a="variables: {column: \"x ~ '$' ~ '{column}'\"}\n"
            + USE.format(line="$own > 0", parameters="{column: \"${'$' ~ '{column' ~ '}'}\"}"),
            b=text,
        )
    )

    assert isinstance(check, MetricCheck)
    assert check.metric.sql == "MAX(${column})"


def growing() -> Iterator[str]:
    """Give uses whose SQL would grow beyond what is allowed."""
    yield "x" * 9_000
    yield "${limit | replace('5', '" + "y" * 6_000 + "')}"


@pytest.mark.parametrize("value", list(growing()))
def test_what_a_template_becomes_is_bounded(parse: Parse, value: str) -> None:
    text = template("expression", "SUM(${column ~ column})")
    use = USE.format(line="$own > 0", parameters=f'{{column: "{value}"}}')
    (error,) = parse(a=use, b=text).errors

    assert error.message == (
        'the template "own" (b.yml:2:1): expands to more than 10000 characters'
    )
    assert str(error.location) == "a.yml:2:5"
