"""The example in the docs is what the compiler does."""

import re
from collections.abc import Callable
from pathlib import Path

from seltzer_compiler.compile import compile_checks
from seltzer_compiler.fuse import PLACEMENT_RULES
from seltzer_dialects.registry import get_dialect
from seltzer_specs.checks import Check

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "architecture" / "compiler.md"
RULES = ROOT / "compiler" / "seltzer_compiler" / "rules"


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def test_example_compiles_to_the_sql_beside_it(
    checks_of: Callable[[str], tuple[Check, ...]],
) -> None:
    checks = checks_of(block("yaml"))
    plan = compile_checks(checks, dialect=get_dialect("duckdb"), data_source="shop")

    assert [query.kind for query in plan.queries] == ["aggregate", "duplicates"]
    assert plan.queries[0].sql == block("sql").strip()


def test_every_module_of_the_compiler_is_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    modules = {path.name for path in RULES.parent.glob("*.py")} - {"__init__.py", "plan.py"}

    assert [name for name in sorted(modules) if f"`{name}`" not in text] == []


def test_every_rule_says_when_it_helps_and_when_it_hurts() -> None:
    rules = [path for path in RULES.glob("*.py") if path.stem not in ("__init__", "placement")]
    texts = {path.stem: path.read_text(encoding="utf-8").split('"""')[1] for path in rules}
    wanted = ("What: ", "Helps: ", "Hurts: ")

    assert {name for name, text in texts.items() if not all(w in text for w in wanted)} == set()
    assert {rule.__module__.rpartition(".")[2] for rule in PLACEMENT_RULES} <= set(texts)
