"""Edits of a monitor's YAML are splices: what they do not mean, they do not touch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seltzer_reconciler.yaml_edit import append_document, set_field
from seltzer_specs.errors import RefusedError
from seltzer_specs.monitors import render_monitor
from seltzer_specs.wire.monitor import MonitorSpec
from seltzer_specs.yaml_reader import Mapping, Node, Scalar, read_documents

TEXT = """\
# Monitors of the shop.
apiVersion: seltzer/v1
kind: Monitor
id: mon_000001
name: Orders per day   # shown in the UI
dataset: orders
check: row_count > 0        # never empty
tags: [a, b]  # two
notify:
  - slack:#shop   # the shop's channel
owner: team-shop

---
# The second one.
apiVersion: seltzer/v1
kind: Monitor
id: mon_000002
name: Totals
dataset: orders
check:
  # why: negative totals are refunds
  min(total) >= 0:
    filter: status <> 'refund'   # refunds are fine
# trailing words
"""


def _set(path: str, value: object, *, monitor: str = "mon_000001", text: str = TEXT) -> str:
    return set_field(text, file="m.yml", monitor_id=monitor, path=path, value=value)


def _plain(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Mapping):
        return {key.text: _plain(value) for key, value in node.entries}
    return [_plain(item) for item in node.items]


def _read(text: str, monitor: str) -> dict[str, object]:
    for document in read_documents(text, "m.yml"):
        values = _plain(document.root)
        assert isinstance(values, dict)
        if values["id"] == monitor:
            return values
    raise AssertionError(monitor)


def _changed(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = before.splitlines(), after.splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]


def test_a_scalar_is_replaced_and_its_comment_stays() -> None:
    assert _changed(TEXT, _set("name", "Orders")) == (
        ["name: Orders per day   # shown in the UI"],
        ["name: Orders   # shown in the UI"],
    )


def test_the_other_document_of_the_file_stays_as_it_is() -> None:
    after = _set("name", "Sum of totals", monitor="mon_000002")

    assert _changed(TEXT, after) == (["name: Totals"], ["name: Sum of totals"])


def test_a_flow_list_is_replaced_in_place() -> None:
    assert _changed(TEXT, _set("tags", ["b", "c: d"])) == (
        ["tags: [a, b]  # two"],
        ['tags: [b, "c: d"]  # two'],
    )


def test_a_block_list_becomes_a_line() -> None:
    after = _set("notify", ["slack:#data"])

    assert _read(after, "mon_000001")["notify"] == ["slack:#data"]
    assert _read(after, "mon_000001")["owner"] == "team-shop"
    assert "# The second one." in after


def test_a_block_check_becomes_a_line_and_a_line_becomes_a_block() -> None:
    line = _set("check", "min(total) >= 1", monitor="mon_000002")
    block = _set("check", {"row_count > 5": {"filter": "x = 'y'"}})

    assert _read(line, "mon_000002")["check"] == "min(total) >= 1"
    assert "# trailing words" in line
    assert _read(block, "mon_000001")["check"] == {"row_count > 5": {"filter": "x = 'y'"}}
    assert "# never empty" in block


def test_a_new_field_comes_at_its_place_in_the_order() -> None:
    after = _set("sensitivity", "high")

    assert _changed(TEXT, after) == ([], ["sensitivity: high"])
    keys = list(_read(after, "mon_000001"))
    assert keys.index("sensitivity") == keys.index("check") + 1


def test_a_removed_field_takes_its_line_and_nothing_else() -> None:
    assert _changed(TEXT, _set("owner", None)) == (["owner: team-shop"], [])
    assert _set("severity", None) == TEXT


def test_a_missing_monitor_is_refused() -> None:
    with pytest.raises(RefusedError, match=r"m\.yml holds no monitor mon_999999"):
        _set("name", "x", monitor="mon_999999")


def test_a_document_is_appended_behind_the_others() -> None:
    spec = MonitorSpec(name="n", dataset="d", check="row_count > 0")
    after = append_document(TEXT, render_monitor("mon_000003", spec))

    assert after.startswith(TEXT)
    assert _read(after, "mon_000003")["name"] == "n"
    assert append_document(None, "a: 1\n") == "a: 1\n"


NAMES = st.text(
    st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp"), blacklist_characters="\x85\ufeff"),
    min_size=1,
    max_size=20,
)


@given(value=NAMES)
def test_any_name_reads_back_as_it_was_typed(value: str) -> None:
    assert _read(_set("name", value), "mon_000001")["name"] == value


@given(value=st.lists(NAMES, min_size=1, max_size=3))
def test_any_list_reads_back_as_it_was_typed(value: list[str]) -> None:
    assert _read(_set("tags", value), "mon_000001")["tags"] == value
    assert _read(_set("notify", value), "mon_000001")["notify"] == value


@given(filter_=NAMES)
def test_any_check_with_configuration_reads_back(filter_: str) -> None:
    check = {"row_count > 0": {"filter": filter_}}

    assert _read(_set("check", check), "mon_000001")["check"] == check
