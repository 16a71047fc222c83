"""Monitors: their check, and their YAML that reads back as it was."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seltzer_specs.checks import AnomalyCheck, MetricCheck
from seltzer_specs.errors import SpecErrorGroup
from seltzer_specs.loader import LoadResult, ParseSettings, check_of_monitor, parse_specs
from seltzer_specs.location import Location
from seltzer_specs.monitors import render_monitor
from seltzer_specs.spec_file import SpecFile
from seltzer_specs.wire.monitor import MonitorSpec
from seltzer_specs.yaml_reader import read_documents

Parse = Callable[..., LoadResult]

MONITOR = """
apiVersion: seltzer/v1
kind: Monitor
id: mon_01JD0Z7Q4T
name: Order volume
dataset: orders
check:
  anomaly detection for row_count:
    filter: status = '${limit}'
sensitivity: high
schedule: "0 6 * * *"
timezone: Europe/Berlin
notify: ["slack:#shop-data"]
owner: team-shop
severity: major
tags: [b, a]
description: |
  Two
  lines.
enabled: false
"""
ENABLED = MONITOR.replace("enabled: false", "enabled: true")

LINES = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30
)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60).filter(
    lambda text: not set(text) & set(map(chr, [*range(9), 11, 12, *range(14, 32), 127]))
)
TRICKY = st.sampled_from(
    ["yes", "null", "~", "012", "1e3", "1_000", "0x1F", "true", "- a", "a: b", "a #b", "#b", "=",
     "<<", "*a", "&a", "!a", "%a", "@a", "`a`", "[a]", "{a}", "'a'", '"a"', "2024-01-01", "1:30",
     ".inf", "a\nb", " a", "a ", "\ta", "a\n\n", "\n", "|", ">", "? a", ": a", "---", "...", "${x}"]
)  # fmt: skip
PLAIN: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
    | TRICKY,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(LINES | TRICKY.filter(str.isprintable), inner, max_size=3)
    ),
    max_leaves=8,
)
ONE_LINE = LINES | TRICKY.filter(lambda text: text.isprintable() and text.strip() == text)


@given(
    name=ONE_LINE,
    owner=st.none() | ONE_LINE,
    tags=st.lists(ONE_LINE, max_size=3),
    description=st.none() | TEXTS | TRICKY,
    enabled=st.booleans(),
    check=ONE_LINE
    | st.dictionaries(ONE_LINE, st.dictionaries(LINES, PLAIN, max_size=3), max_size=2),
)
def test_rendered_yaml_reads_back_as_the_same_values(
    name: str,
    owner: str | None,
    tags: list[str],
    description: str | None,
    check: str | dict[str, dict[str, Any]],
    *,
    enabled: bool,
) -> None:
    spec = MonitorSpec(
        name=name,
        dataset="orders",
        check=check,
        owner=owner,
        tags=tuple(tags),
        description=description,
        enabled=enabled,
    )
    text = render_monitor("mon_abcdef", spec)
    (document,) = read_documents(text, "a.yml")
    values = plain(document.root)

    assert values.pop("id") == "mon_abcdef"
    assert (values.pop("apiVersion"), values.pop("kind")) == ("seltzer/v1", "Monitor")
    assert MonitorSpec.model_validate(values) == spec


def plain(node: Any) -> Any:
    """Give a node as JSON values."""
    if hasattr(node, "entries"):
        return {key.text: plain(value) for key, value in node.entries}
    if hasattr(node, "items"):
        return [plain(item) for item in node.items]
    return node.value


def test_a_monitor_is_read_as_written_and_its_check_is_filled_in(parse: Parse) -> None:
    result = parse(ENABLED)
    (monitor,), (check,) = result.monitors, result.checks

    assert result.errors == ()
    assert monitor.id == "mon_01JD0Z7Q4T"
    assert monitor.spec.check == {
        "anomaly detection for row_count": {"filter": "status = '${limit}'"}
    }
    assert monitor.spec.description == "Two\nlines.\n"
    assert isinstance(check, AnomalyCheck)
    assert (check.id, check.monitor_id) == (monitor.id, monitor.id)
    assert (check.name, check.owner, check.severity) == ("Order volume", "team-shop", "major")
    assert (check.tags, check.notify) == (("a", "b"), ("slack:#shop-data",))
    assert check.sensitivity == "high"
    assert check.metric.filter == "status = '5'"


def test_a_monitor_that_is_off_is_read_and_asks_nothing(parse: Parse) -> None:
    result = parse(MONITOR)

    assert [monitor.spec.enabled for monitor in result.monitors] == [False]
    assert (result.checks, result.errors) == ((), ())
    (error,) = parse(MONITOR.replace("for row_count", "for row_cuont")).errors
    assert "row_cuont" in str(error)


def test_rendering_a_read_monitor_and_reading_it_again_changes_nothing(
    parse: Parse, settings: ParseSettings
) -> None:
    (monitor,) = parse(MONITOR).monitors
    text = render_monitor(monitor.id, monitor.spec)
    again = parse_specs([SpecFile("b.yml", text)], settings)

    assert again.errors == ()
    assert (again.monitors[0].id, again.monitors[0].spec) == (monitor.id, monitor.spec)


def test_a_rendered_monitor_leaves_out_what_is_default() -> None:
    spec = MonitorSpec(name="Rows", dataset="orders", check="row_count > 0")

    assert render_monitor("mon_abcdef", spec) == (
        "apiVersion: seltzer/v1\nkind: Monitor\nid: mon_abcdef\nname: Rows\ndataset: orders\n"
        "check: row_count > 0\n"
    )


def test_a_cloud_monitor_gives_the_same_check_as_its_file(
    parse: Parse, settings: ParseSettings
) -> None:
    (monitor,), (check,) = (parsed := parse(ENABLED)).monitors, parsed.checks
    cloud = check_of_monitor(monitor.id, monitor.spec, settings, Location("cloud"))

    assert isinstance(check, AnomalyCheck)
    assert isinstance(cloud, AnomalyCheck)
    assert (cloud.id, cloud.metric, cloud.sensitivity) == (
        check.id, check.metric, check.sensitivity
    )  # fmt: skip


def test_a_cloud_monitor_names_its_data_source(settings: ParseSettings) -> None:
    spec = MonitorSpec(
        name="x", data_source="warehouse", dataset="shop.orders", check="row_count > 0"
    )
    check = check_of_monitor("mon_abcdef", spec, settings, Location("cloud"))

    assert isinstance(check, MetricCheck)
    assert check.dataset is not None
    assert (check.dataset.data_source, str(check.dataset)) == ("warehouse", "shop.orders")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"check": "row_cnt > 0"}, 'unknown metric "row_cnt"; did you mean "row_count"?'),
        ({"check": "row_count"}, "has no threshold"),
        ({"schedule": "0 25 * * *"}, "is no cron expression of five fields"),
        ({"schedule": "@daily"}, "is no cron expression of five fields"),
        ({"timezone": "Europe/Pari"}, 'did you mean "Europe/Paris"?'),
        ({"sensitivity": "low"}, '"sensitivity" is for anomaly checks'),
        ({"notify": ("shop",)}, "a receiver is KIND:TARGET"),
        ({"notify": ("slak:#shop",)}, 'did you mean "slack"?'),
        ({"check": {"row_count > 0": {"id": "x"}}}, "has the monitor's id"),
        ({"check": {"row_count > 0": {"nmae": "x"}}}, 'unknown key "nmae"'),
        ({"check": {"a": {}, "b": {}}}, "indent it below the check"),
        ({"dataset": "my orders"}, "put the name in double quotes"),
        ({"data_source": "warehuse"}, 'did you mean "warehouse"?'),
    ],
)
def test_a_wrong_monitor_of_the_cloud_is_refused(
    settings: ParseSettings, changes: dict[str, Any], words: str
) -> None:
    values: dict[str, Any] = {"name": "x", "dataset": "t", "check": "row_count > 0", **changes}

    with pytest.raises(SpecErrorGroup) as caught:
        check_of_monitor("mon_abcdef", MonitorSpec(**values), settings, Location("cloud"))
    assert words in str(caught.value)
