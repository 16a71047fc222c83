"""What a batch must hold beyond its shape: references that lead somewhere, no repeats."""

from collections.abc import Iterable
from typing import Final

from seltzer_specs.errors import SeltzerError
from seltzer_specs.wire.evaluation import ChangeEvaluation
from seltzer_specs.wire.ingest import IngestBatch

MAX_PARTS: Final = 10_000
MAX_LINE: Final = 2**31 - 1


class BatchRuleError(SeltzerError):
    """A batch contradicts itself; `pointer` is the JSON pointer of the wrong part."""

    def __init__(self, pointer: str, message: str) -> None:
        super().__init__(f"{pointer}: {message}")
        self.pointer = pointer


def check_batch(batch: IngestBatch) -> None:
    """Check that a batch is consistent.

    Raises:
        BatchRuleError: it is not.
    """
    scan = batch.scan
    if scan.parts > MAX_PARTS:
        raise BatchRuleError("/scan/parts", f"a scan has at most {MAX_PARTS} parts")
    if scan.part > scan.parts:
        raise BatchRuleError("/scan/part", "the part's number is larger than the count of parts")
    _refuse_repeats("datasets", "name", (dataset.name for dataset in batch.datasets))
    _refuse_repeats("metrics", "key", (metric.key for metric in batch.metrics))
    _refuse_repeats("checks", "id", (check.id for check in batch.checks))
    for i, metric in enumerate(batch.metrics):
        _check_index(f"/metrics/{i}/dataset", metric.dataset, len(batch.datasets))
        _check_number(f"/metrics/{i}/value", metric.value)
    for i, check in enumerate(batch.checks):
        if check.dataset is not None:
            _check_index(f"/checks/{i}/dataset", check.dataset, len(batch.datasets))
        _check_number(f"/checks/{i}/value", check.value)
        if isinstance(check.evaluate, ChangeEvaluation):
            _check_number(f"/checks/{i}/evaluate/measured", check.evaluate.measured)
        if check.line is not None and not 0 <= check.line <= MAX_LINE:
            raise BatchRuleError(f"/checks/{i}/line", "the line's number is out of range")


def _refuse_repeats(part: str, field: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for i, name in enumerate(names):
        if name in seen:
            raise BatchRuleError(f"/{part}/{i}/{field}", "the same one stands earlier in the list")
        seen.add(name)


def _check_index(pointer: str, index: int, count: int) -> None:
    if not 0 <= index < count:
        raise BatchRuleError(pointer, f"wants an index into the {count} datasets, got {index}")


def _check_number(pointer: str, value: float | None) -> None:
    try:
        float(value or 0)
    except OverflowError:
        raise BatchRuleError(pointer, "the number is too large to store") from None
