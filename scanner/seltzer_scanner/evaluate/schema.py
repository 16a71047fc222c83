"""Schema checks: the columns of the catalogue against the rules."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from seltzer_compiler.plan import CheckPlan
from seltzer_dialects.base import Dialect
from seltzer_dialects.catalogue import CatalogueColumn, columns_of
from seltzer_scanner.evaluate.anomaly import NEEDS_HISTORY
from seltzer_scanner.evaluate.evidence import Evidence, failed_query, not_computed
from seltzer_scanner.evaluate.patterns import compile_pattern
from seltzer_scanner.result import Judgement
from seltzer_specs.checks import ColumnRule, SchemaCheck, SchemaRules
from seltzer_specs.wire.evaluation import SchemaEvaluation

Columns = Sequence[CatalogueColumn]


def evaluate_schema(plan: CheckPlan, check: SchemaCheck, evidence: Evidence) -> Judgement:
    """Judge the columns; what changed since the last scan is left to the server."""
    for query in plan.queries:
        if query in evidence.measurements.failures:
            return failed_query(evidence.measurements.failures[query])
    columns = read_columns(plan, check, evidence)
    if not columns:
        return Judgement(
            outcome="error",
            reason=f'no dataset "{check.dataset}" in the catalogue; check its name and its schema',
            error_code="missing_object",
        )
    if check.dataset is None:
        return not_computed("a schema check wants a dataset")
    return _judge(check, columns, evidence.dialect)


def read_columns(
    plan: CheckPlan, check: SchemaCheck, evidence: Evidence
) -> tuple[CatalogueColumn, ...]:
    """Give the columns of a schema check's dataset; none where it does not exist."""
    if check.dataset is None:
        return ()
    catalogues = evidence.measurements.catalogues
    rows = [row for query in plan.queries for row in catalogues.get(query, ())]
    return columns_of(rows, check.dataset, evidence.dialect)


def _judge(check: SchemaCheck, columns: Columns, dialect: Dialect) -> Judgement:
    question = _question(check)
    for outcome, rules in (("fail", check.fail), ("warn", check.warn)):
        problems = list(_problems(rules, columns, dialect))
        if problems:
            return Judgement(
                outcome="fail" if outcome == "fail" else "warn",
                reason="; ".join(problems),
                evaluate=question,
            )
    if question is None:
        return Judgement(outcome="pass")
    return Judgement(
        outcome="skipped", reason=NEEDS_HISTORY, skip_code="no_history", evaluate=question
    )


def _question(check: SchemaCheck) -> SchemaEvaluation | None:
    if not check.fail.changes and not check.warn.changes:
        return None
    return SchemaEvaluation(fail_on=check.fail.changes, warn_on=check.warn.changes)


def _problems(rules: SchemaRules, columns: Columns, dialect: Dialect) -> Iterator[str]:
    by_name = {column.name: column for column in columns}
    for name in rules.required:
        if name not in by_name:
            yield f'required column "{name}" is missing{_near(name, by_name)}'
    for pattern in rules.forbidden:
        matches = compile_pattern(pattern)
        for column in columns:
            if matches.fullmatch(column.name):
                yield f'forbidden column "{column.name}" is present'
    yield from _unlisted(rules, by_name, dialect)
    for rule in rules.typed:
        yield from _wrong_type(rule, by_name, dialect)
    for rule in rules.indexed:
        yield from _wrong_index(rule, by_name)


def _unlisted(
    rules: SchemaRules, by_name: dict[str, CatalogueColumn], dialect: Dialect
) -> Iterator[str]:
    if rules.listed is None:
        return
    names = [rule.column for rule in rules.listed]
    for rule in rules.listed:
        column = by_name.get(rule.column)
        if column is None and rule.column not in rules.optional:
            yield f'column "{rule.column}" is missing{_near(rule.column, by_name)}'
        elif column is not None and rule.type and not dialect.is_same_type(rule.type, column.type):
            yield f'column "{rule.column}" wants type {rule.type}, got {column.type}'
    for name in by_name:
        if name not in names:
            yield f'column "{name}" is not listed'


def _wrong_type(
    rule: ColumnRule, by_name: dict[str, CatalogueColumn], dialect: Dialect
) -> Iterator[str]:
    column, wanted = by_name.get(rule.column), rule.type or ""
    if column is None:
        yield f'column "{rule.column}" of type {wanted} is missing{_near(rule.column, by_name)}'
    elif not dialect.is_same_type(wanted, column.type):
        yield f'column "{rule.column}" wants type {wanted}, got {column.type}'


def _wrong_index(rule: ColumnRule, by_name: dict[str, CatalogueColumn]) -> Iterator[str]:
    column = by_name.get(rule.column)
    if column is None:
        yield f'column "{rule.column}" at {rule.index} is missing{_near(rule.column, by_name)}'
    elif column.position != rule.index:
        yield f'column "{rule.column}" wants position {rule.index}, got {column.position}'


def _near(name: str, by_name: dict[str, CatalogueColumn]) -> str:
    folded = {known.lower(): known for known in by_name}
    near = get_close_matches(name.lower(), folded, n=1)
    return f', did you mean "{folded[near[0]]}"' if near else ""
