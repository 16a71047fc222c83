"""Schema reconciliation: the columns of the target against those of the source."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from seltzer_compiler.plan import CheckPlan
from seltzer_dialects.base import Dialect
from seltzer_dialects.catalogue import CatalogueColumn, columns_of
from seltzer_scanner.evaluate.evidence import Evidence, failed_query, not_computed
from seltzer_scanner.evaluate.threshold import judge
from seltzer_scanner.result import Judgement
from seltzer_specs.checks import SchemaReconciliationCheck
from seltzer_specs.names import DatasetRef

_MOST_NAMED = 10
"""Differences that a reason names; the value counts all of them."""


@dataclass(frozen=True, slots=True)
class _Side:
    """One dataset's columns and the dialect that wrote their types."""

    columns: Mapping[str, CatalogueColumn]
    dialect: Dialect


def evaluate_schema_reconciliation(
    plan: CheckPlan, check: SchemaReconciliationCheck, evidence: Evidence
) -> Judgement:
    """Judge in how many columns the two differ."""
    for query in plan.queries:
        if query in evidence.measurements.failures:
            return failed_query(evidence.measurements.failures[query])
    if check.dataset is None or not plan.queries:
        return not_computed("a schema reconciliation wants two datasets")
    other = evidence.others.get(check.source.dataset.data_source or "", evidence.dialect)
    # The compiler asks for the target first; one query answers both within a data source.
    cases = {evidence.dialect.NAME_CASE, other.NAME_CASE}
    is_folded = len(cases) > 1 or "insensitive" in cases
    target = _side(check.dataset, plan.queries[0], evidence, evidence.dialect, is_folded=is_folded)
    source = _side(check.source.dataset, plan.queries[-1], evidence, other, is_folded=is_folded)
    for role, side, dataset in (
        ("target", target, check.dataset),
        ("source", source, check.source.dataset),
    ):
        if not side.columns:
            return Judgement(
                outcome="error",
                reason=f'no dataset "{dataset}", the {role}, in the catalogue; check its name',
                error_code="missing_object",
            )
    problems = list(_differences(source, target, check))
    judgement = judge(len(problems), check.thresholds)
    return replace(judgement, reason=_words(problems))


def _words(problems: list[str]) -> str | None:
    rest = len(problems) - _MOST_NAMED
    more = [f"and {rest} more"] if rest > 0 else []
    return "; ".join([*problems[:_MOST_NAMED], *more]) or None


def _side(
    dataset: DatasetRef, query: str, evidence: Evidence, dialect: Dialect, *, is_folded: bool
) -> _Side:
    rows = evidence.measurements.catalogues.get(query, ())
    found = columns_of(rows, dataset, dialect)
    return _Side({(c.name.casefold() if is_folded else c.name): c for c in found}, dialect)


def _differences(source: _Side, target: _Side, check: SchemaReconciliationCheck) -> Iterator[str]:
    for key, column in source.columns.items():
        copy = target.columns.get(key)
        if copy is None:
            yield f'column "{column.name}" of the source is missing'
        elif not _is_same(column.type, copy.type, source, target, check):
            yield f'column "{column.name}" is {column.type} in the source and {copy.type} here'
    for key, column in target.columns.items():
        if key not in source.columns:
            yield f'column "{column.name}" is not in the source'


def _is_same(
    of_source: str,
    of_target: str,
    source: _Side,
    target: _Side,
    check: SchemaReconciliationCheck,
) -> bool:
    """Compare two types by either dialect's names for them, or by the pairs of the check."""
    if target.dialect.is_same_type(of_source, of_target):
        return True
    if source.dialect.is_same_type(of_target, of_source):
        return True
    return any(
        source.dialect.is_same_type(left, of_source)
        and target.dialect.is_same_type(right, of_target)
        for left, right in check.types
    )
