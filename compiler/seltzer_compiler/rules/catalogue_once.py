"""All schema checks of a data source are answered by one catalogue query.

What: the columns of every dataset that has a schema check, in one query on the catalogue.
Helps: one round trip instead of one per dataset; no dataset is read.
Hurts: nothing measured; where the session may not see the catalogue, all schema checks are errors
together.
"""

from collections.abc import Sequence

from sqlglot import exp

from seltzer_compiler.measures import Measure
from seltzer_compiler.rules.placement import Knowledge, Placement
from seltzer_dialects.base import Dialect

NAME = "catalogue-once"


def place(measure: Measure, _: Knowledge) -> Placement | None:
    """Put the columns of all datasets into one query."""
    return Placement("schema", "", NAME) if measure.function == "columns" else None


def build(measures: Sequence[Measure], dialect: Dialect, *, schema: str | None) -> exp.Select:
    """Ask for the columns of the datasets of all these measures."""
    datasets = [measure.rows.dataset for measure in measures if measure.rows is not None]
    return dialect.catalogue(datasets, schema=schema)
