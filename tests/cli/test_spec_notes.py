"""What has no effect is told and stops nothing."""

from pathlib import Path
from typing import Any

CHECKS = """\
checks for orders:
  - anomaly detection for row_count:
      model: {type: prophet}
  - row_count > 0
"""
NOTE = (
    'checks/orders.yml:2:5: note: without effect here: "model"; '
    "Soda's Prophet model reads it, and this detector learns by itself"
)


def test_validate_prints_notes_and_finds_no_mistake(project: Path, seltzer: Any) -> None:
    (project / "checks" / "orders.yml").write_text(CHECKS, "utf-8")
    done = seltzer("validate")

    assert done.code == 0
    assert done.err.splitlines() == [NOTE]
    assert done.out == "2 files, 3 checks (1 from monitors): no mistakes, 1 note\n"


def test_a_scan_prints_notes_and_lists_them_in_its_report(project: Path, seltzer: Any) -> None:
    (project / "checks" / "orders.yml").write_text(CHECKS, "utf-8")
    done = seltzer("scan", "--no-push", "--format", "json")

    assert done.code == 0
    assert NOTE in done.err.splitlines()
    assert done.json["errors"] == []
    assert done.json["notes"] == [
        {
            "code": "no-effect",
            "message": NOTE.partition("note: ")[2],
            "location": {"file": "checks/orders.yml", "line": 2, "column": 5},
        }
    ]
