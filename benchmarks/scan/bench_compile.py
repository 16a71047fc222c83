"""CPU seconds to compile many checks, and whether they grow in line with the number of checks."""

from time import process_time

from seltzer_compiler.compile import compile_checks
from seltzer_dialects.registry import get_dialect
from seltzer_specs.checks import MetricCheck
from seltzer_specs.location import Location
from seltzer_specs.metrics import Metric, Validity
from seltzer_specs.names import DatasetRef, Name
from seltzer_specs.thresholds import Thresholds

CHECKS_PER_DATASET = 20
VALID = Validity(valid_values=("a", "b"))


def main() -> None:
    """Print seconds and seconds per 1,000 checks for growing numbers of datasets."""
    dialect = get_dialect("duckdb")
    compile_checks(checks(1), dialect=dialect, data_source="bench")
    for datasets in (50, 500):
        asked = checks(datasets)
        start = process_time()
        plan = compile_checks(asked, dialect=dialect, data_source="bench")
        seconds = process_time() - start
        per_thousand = seconds / len(asked) * 1000
        print(
            f"{len(asked):6} checks, {len(plan.queries):4} queries: {seconds:.2f} CPU s, "
            f"{per_thousand:.3f} per 1,000 checks"
        )


def checks(datasets: int) -> list[MetricCheck]:
    """Ask twenty different things about each dataset."""
    found: list[MetricCheck] = []
    for number in range(datasets * CHECKS_PER_DATASET):
        column = Name(f"column_{number % CHECKS_PER_DATASET}")
        metric = (
            Metric(name="missing_count", columns=(column,)),
            Metric(name="avg", columns=(column,)),
            Metric(name="invalid_count", columns=(column,), validity=VALID),
            Metric(name="max", columns=(column,), filter=f"a > 1 OR b = {number % 20}"),
        )[number % 4]
        found.append(
            MetricCheck(
                id=str(number),
                name=metric.label,
                definition=metric.label,
                location=Location("bench.yml", number + 1),
                dataset=DatasetRef((Name(f"table_{number // CHECKS_PER_DATASET}"),)),
                metric=metric,
                thresholds=Thresholds(),
            )
        )
    return found


if __name__ == "__main__":
    main()
