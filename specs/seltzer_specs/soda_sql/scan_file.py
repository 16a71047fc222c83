"""Soda SQL's scan files: one table with its metrics, tests and columns."""

from dataclasses import replace

from seltzer_specs.checks import Check
from seltzer_specs.documents import read_dataset
from seltzer_specs.names import Partition
from seltzer_specs.soda_sql.columns import parse_columns
from seltzer_specs.soda_sql.metrics_list import take_metrics
from seltzer_specs.soda_sql.profiles import VALUES, ask_profiles
from seltzer_specs.soda_sql.samples import note_samples
from seltzer_specs.soda_sql.scope import Scope
from seltzer_specs.soda_sql.sql_metrics import parse_sql_metrics
from seltzer_specs.soda_sql.table_tests import parse_tests
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.surveys import SpecNote
from seltzer_specs.yaml_reader import Mapping, Scalar, Sequence

MAX_LIMIT = 1_000


def parse_scan_file(root: Mapping, context: Context) -> list[Check]:
    """Parse one scan file; mistakes are noted, and the other checks go on."""
    context = replace(context, variables=replace(context.variables, has_braces=True))
    config = Config(root, of="the Soda SQL scan file", context=context)
    node = config.take_scalar("table_name")
    dataset = read_dataset(node, None, context, frozenset()) if node is not None else None
    inner = replace(context, dataset=dataset, partition=_take_filter(config))
    config.take_line("dataset_name")
    excluded = _take_limits(config)
    asked = take_metrics(config)
    ask_profiles(asked, root, inner, excluded=excluded)
    note_samples(config, root)
    checks = parse_tests(config.take("tests"), Scope(), inner)
    checks += parse_sql_metrics(config.take("sql_metrics"), None, inner)
    checks += parse_columns(config.take("columns"), inner)
    _note_measured(asked, root, context)
    config.finish()
    return checks if dataset is not None else []


def _take_filter(config: Config) -> Partition | None:
    found = config.take_sql("filter")
    return Partition("filter", found.text.strip(), found.template) if found is not None else None


def _take_limits(config: Config) -> tuple[str, ...]:
    """Check the keys that shape profiles and samples, and give the columns to leave out."""
    for key in ("mins_maxs_limit", "frequent_values_limit"):
        node = config.take_scalar(key)
        if node is not None and not (isinstance(node.value, int) and 0 < node.value <= MAX_LIMIT):
            config.complain(node, key, f"a whole number from 1 to {MAX_LIMIT}")
    excluded = config.take("excluded_columns")
    if excluded is not None and not isinstance(excluded, Sequence):
        config.complain(excluded, "excluded_columns", "a list of columns such as [notes]")
    percentage, method = (
        config.take_scalar("sample_percentage"),
        config.take_scalar("sample_method"),
    )
    if percentage is not None and not isinstance(percentage.value, int | float):
        config.complain(percentage, "sample_percentage", "a number")
    found = percentage or method
    if isinstance(found, Scalar):
        config.context.findings.notes.append(
            SpecNote("samples of rows are not taken: every row is measured", found.location)
        )
    items = excluded.items if isinstance(excluded, Sequence) else ()
    return tuple(item.text for item in items if isinstance(item, Scalar))


def _note_measured(asked: tuple[str, ...], root: Mapping, context: Context) -> None:
    is_profiled = bool(VALUES.intersection(asked))
    if set(asked) - VALUES - ({"min", "max"} if is_profiled else set[str]()):
        context.findings.notes.append(
            SpecNote(
                "metrics that no test uses are not measured; write tests, or `profile columns`",
                (root.get("metrics") or root.get("metric_groups") or root).location,
            )
        )
