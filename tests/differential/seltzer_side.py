"""Seltzer's answers to a batch, in one scan."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from tests.differential.answer import Answer, in_order
from tests.differential.case import Batch
from tests.differential.soda_side import END, Place

from seltzer_compiler.compile import compile_checks
from seltzer_dialects.registry import get_dialect
from seltzer_scanner.result import CheckResult
from seltzer_scanner.scan import run_scan
from seltzer_specs.checks import GroupByCheck, GroupEvolutionCheck
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.errors import SpecError
from seltzer_specs.loader import ParseSettings, parse_specs
from seltzer_specs.spec_file import SpecFile

NewSource = Callable[[str, Sequence[str]], DataSourceSettings]


def answer_with_seltzer(batch: Batch, new_source: NewSource) -> dict[Place, Answer]:
    """Answer every check of a batch, by suite and check."""
    source = new_source("duckdb", batch.statements)
    now = datetime.fromisoformat(END)
    settings = ParseSettings(
        data_sources=frozenset({"shop"}),
        default_data_source="shop",
        variables={"END": END},
        environment={},
        now=now,
    )
    rendered = [suite.render(range(len(suite.questions))) for suite in batch.suites]
    files = [
        SpecFile(f"file-{index}.yml", text)
        for index, (text, _) in enumerate(rendered)
        if batch.suites[index].questions
    ]
    read = parse_specs(files, settings)
    places = [starts for _, starts in rendered]
    answers = {_place(error, places): Answer("error", text=error.message) for error in read.errors}
    dialect = get_dialect("duckdb")
    plan = compile_checks(read.checks, dialect=dialect, data_source="shop")
    result = run_scan(
        plan,
        lambda: dialect.connect(source, root=Path()),
        dialect=dialect,
        data_time=now,
        clock=lambda: now,
        max_workers=2,
        group_key=b"of this test",
    )
    groups: dict[Place, list[Answer]] = defaultdict(list)
    for check in result.checks:
        location = check.plan.check.location
        place = _find(location.file, location.line, places)
        if check.group is not None:
            groups[place].append(_answer(check))
        else:
            answers[place] = _answer(check)
    for place, found in groups.items():
        answers[place] = replace(answers[place], groups=in_order(found))
    return answers


def _place(error: SpecError, places: Sequence[dict[int, int]]) -> Place:
    return _find(error.location.file, error.location.line, places)


def _find(file: str, line: int, places: Sequence[dict[int, int]]) -> Place:
    """Give the check that a line belongs to; check -1 for lines above all of them."""
    index = int(file.removeprefix("file-").removesuffix(".yml"))
    starts = [start for start in places[index] if start <= line]
    return index, places[index][max(starts)] if starts else -1


def _answer(check: CheckResult) -> Answer:
    judgement = check.judgement
    # The number of groups is the value of these checks; Soda has none.
    has_groups = isinstance(check.plan.check, (GroupByCheck, GroupEvolutionCheck))
    value = None if has_groups else judgement.value
    return Answer(judgement.outcome, value, text=judgement.reason or "")
