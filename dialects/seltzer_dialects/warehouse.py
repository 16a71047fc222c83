"""What dialects share whose engines no test can start: plain SQL and a driver of PEP 249."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from sqlglot import exp

from seltzer_dialects.base import Dialect, words
from seltzer_dialects.connection import Connection, missing_driver
from seltzer_dialects.information_schema import InformationSchema
from seltzer_specs.names import DatasetRef

if TYPE_CHECKING:
    from seltzer_specs.data_sources import DataSourceSettings

COMMON_RESERVED = words("""
    all alter and any array as asc at authorization between both by case cast check collate column
    commit constraint create cross current current_date current_role current_time
    current_timestamp current_user date default deferrable delete desc distinct drop else end
    escape except exists external extract false fetch for foreign from full function grant group
    grouping having if in inner insert intersect interval into is join lateral leading left like
    limit local localtime localtimestamp natural no not null of offset on only or order outer over
    overlaps partition percent position primary range references right rollup row rows select
    session_user set some sort start table tablesample then time timestamp to top trailing true
    unique union unknown update user using value values view when where window with within
    """)
"""Words that standard SQL reserves; in quotes they mean the same where an engine does not."""


class Warehouse(Dialect):
    """A dialect in the forms that every engine of its kind has.

    Aggregates have CASE inside, percentiles come from ranks, and the catalogue is the
    `information_schema`.
    """

    IS_RUN_IN_TESTS = False
    COUNT_FORM = "case"
    SUPPORTS_FILTER = False
    PERCENTILE_FORM = "ranked"
    RESERVED = COMMON_RESERVED

    DRIVER: ClassVar[str]
    """What pip calls the driver."""

    CATALOGUE: ClassVar[InformationSchema] = InformationSchema(current="CURRENT_SCHEMA")
    """Where its columns are."""

    def open_session(self, settings: "DataSourceSettings", *, root: Path) -> Connection:
        """Open a session through the driver; `NAME_connection.py` has its options."""
        try:
            module: Any = import_module(f"seltzer_dialects.{self.name}_connection")
            opened: Connection = module.connect(settings, root)
        except ModuleNotFoundError as error:
            raise missing_driver(self.DRIVER, extra=self.EXTRA or self.name) from error
        return opened

    def catalogue(self, datasets: Sequence[DatasetRef], *, schema: str | None) -> exp.Select:
        """Ask for the columns of these datasets."""
        return self.CATALOGUE.of_datasets(self, datasets, schema=schema)

    def whole_catalogue(self, *, schema: str | None) -> exp.Select:
        """Ask for the columns of every table and view that users made."""
        return self.CATALOGUE.whole(self, schema=schema)

    def render(self, tree: exp.Expr) -> str:
        """Give the text, with quotes around what the engine reserves among our own names."""
        for name in tree.find_all(exp.Identifier):
            if not name.quoted and name.name.lower() in self.RESERVED:
                name.set("quoted", True)
        return super().render(tree)


def with_functions(
    generator: Any, names: Mapping[type[exp.Expr], str]
) -> dict[type[exp.Expr], Callable[..., str]]:
    """Give the table of a generator with other names for functions of one argument.

    Args:
        generator: Class of a generator of sqlglot; Any, because its table has no types.
        names: What the engine calls each.
    """
    return {**generator.TRANSFORMS, **{kind: _call(name) for kind, name in names.items()}}


def _call(name: str) -> Callable[..., str]:
    def write(generator: Any, node: exp.Expr) -> str:
        text: str = generator.func(name, node.this)
        return text

    return write


def position_of_match(value: exp.Expr, pattern: str, *more: exp.Expr) -> exp.Expr:
    """Tell whether a pattern matches a part, for engines whose REGEXP_LIKE wants the whole."""
    place = exp.Anonymous(
        this="REGEXP_INSTR", expressions=[value, exp.Literal.string(pattern), *more]
    )
    return exp.GT(this=place, expression=exp.Literal.number(0))
