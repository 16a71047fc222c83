"""`seltzer update-dro`: a reference made from a column, and the check that uses it."""

from pathlib import Path

from tests.cli.conftest import Seltzer

REFERENCE = """\
# made once a year
dataset: orders
column: total   # euros
distribution_type: continuous
"""
NAMED = """\
customers:
  dataset: orders
  column: customer
  distribution_type: categorical
  filter: id < 3 OR id = 3
"""
CHECKS = """\
checks for orders:
  - distribution_difference(total) < 1:
      method: swd
      distribution reference file: total.yml
"""


def test_a_reference_is_written_beside_its_comments(seltzer: Seltzer, project: Path) -> None:
    file = project / "checks/total.yml"
    file.write_text(REFERENCE, encoding="utf-8")
    (project / "checks/orders.yml").write_text(CHECKS, encoding="utf-8")
    before = seltzer("validate")
    done = seltzer("update-dro", "-d", "shop", "checks/total.yml")
    after = seltzer("scan", "--no-push", "--format", "json")

    assert before.code == 1
    assert "run `seltzer update-dro checks/total.yml`" in before.err
    assert (done.code, done.out) == (0, "checks/total.yml: orders.total, continuous, 3 bins\n")
    text = file.read_text(encoding="utf-8")
    assert text.startswith(REFERENCE)
    assert "distribution_reference:" in text
    assert [check["kind"] for check in after.json["checks"]][:1] == ["distribution"]
    assert 0 <= after.json["checks"][0]["value"] < 1


def test_a_named_reference_is_updated_by_its_name(seltzer: Seltzer, project: Path) -> None:
    file = project / "named.yml"
    file.write_text(NAMED, encoding="utf-8")
    nameless = seltzer("update-dro", "named.yml")
    unknown = seltzer("update-dro", "-n", "customer", "named.yml")
    done = seltzer("update-dro", "-n", "customers", "named.yml")
    again = seltzer("update-dro", "-n", "customers", "named.yml")

    assert nameless.code == unknown.code == 1
    assert 'has no reference "customer"; did you mean "customers"?' in unknown.err
    assert done.out == again.out == "named.yml: orders.customer, categorical, 2 bins\n"
    assert "    bins:\n    - 1\n    - 3\n" in file.read_text(encoding="utf-8")


def test_what_cannot_be_described_is_said(seltzer: Seltzer, project: Path) -> None:
    file = project / "total.yml"
    file.write_text(REFERENCE + "filter: id > 99\n", encoding="utf-8")
    empty = seltzer("update-dro", "total.yml")
    file.write_text(REFERENCE + "filter: id >\n", encoding="utf-8")
    broken = seltzer("update-dro", "total.yml")

    assert empty.code == broken.code == 1
    assert "orders.total has no values to describe" in empty.err
    assert "the reference has a filter that cannot be read as SQL" in broken.err
