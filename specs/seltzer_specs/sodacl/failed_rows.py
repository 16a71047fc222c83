"""Failed-rows checks: `failed rows:` with `fail condition:` or `fail query:`."""

from decimal import Decimal

from seltzer_specs.checks import Check, FailedRowsCheck
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.item import CheckItem, common_fields
from seltzer_specs.sodacl.thresholds_config import take_thresholds
from seltzer_specs.thresholds import Interval, Region, Thresholds

FORMS = ("fail condition", "fail query", "fail sql_file")
ANY_ROW = Region((Interval(Decimal(0), None, has_low=False),), "> 0")


def parse_failed_rows(item: CheckItem, config: Config, context: Context) -> Check | None:
    """Parse one failed-rows check; None after noting a mistake."""
    given = [key for key in FORMS if config.has(key)]
    if len(given) != 1:
        names = " and ".join(f'"{key}"' for key in given) or "none"
        context.problems.add_incomplete(
            f'"failed rows" wants one of "fail condition", "fail query" and "fail sql_file", '
            f"got {names}",
            item.location,
            "failed-rows",
            keys=FORMS,
        )
    condition = config.take_sql("fail condition")
    query = config.take_sql("fail query")
    query = config.take_sql_file("fail sql_file") or query
    sql = condition or query
    if condition is not None and context.dataset is None:
        context.problems.add(
            '"fail condition" needs a dataset; put the check below `checks for DATASET:`',
            item.location,
            "no-dataset",
        )
    thresholds = take_thresholds("", config, item.location)
    template = sql.template or sql.text if sql is not None else None
    fields = common_fields(
        item,
        config,
        context,
        identity=["failed_rows", query is not None, template],
        label="failed_rows",
    )
    if sql is None or thresholds is None:
        return None
    return FailedRowsCheck(
        condition=condition.text.strip() if condition is not None else None,
        query=query.text.strip().rstrip(";").rstrip() if query is not None else None,
        template=sql.template,
        thresholds=or_any_row(thresholds),
        **fields,
    )


def or_any_row(thresholds: Thresholds) -> Thresholds:
    """Give the thresholds, or those of a user who gave none: any bad row fails."""
    if thresholds.fail is None and thresholds.warn is None:
        return Thresholds(fail=ANY_ROW)
    return thresholds
