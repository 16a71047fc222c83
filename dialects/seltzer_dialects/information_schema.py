"""Catalogue queries for the engines that have the `information_schema` of the SQL standard."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp, parse_one

from seltzer_dialects.catalogue_sql import default_schema, one_where, wanted_tables
from seltzer_specs.names import DatasetRef

if TYPE_CHECKING:
    from seltzer_dialects.base import Dialect


@dataclass(frozen=True, slots=True)
class InformationSchema:
    """Where an engine keeps its columns.

    Attributes:
        current: The schema that unqualified names are in, as SQL.
        columns: The table of columns, as SQL.
        type: The type of a column, as SQL.
        hidden: Schemas of the engine itself, lower case.
        is_own_alone: True where the whole catalogue is that of the session's schema, because one
            server holds what others call databases.
        is_upper: True where names are written in capitals, for servers that tell cases apart.
    """

    current: str
    columns: str = "information_schema.columns"
    type: str = "data_type"
    hidden: tuple[str, ...] = ("information_schema",)
    is_own_alone: bool = False
    is_upper: bool = False

    def of_datasets(
        self, dialect: "Dialect", datasets: Sequence[DatasetRef], *, schema: str | None
    ) -> exp.Select:
        """Ask for the columns of some datasets."""
        wanted = wanted_tables(
            dialect,
            datasets,
            schema=self._column("table_schema"),
            table=self._column("table_name"),
            is_default=self._is_default(dialect, schema),
        )
        return self._all(dialect, schema).where(wanted)

    def whole(self, dialect: "Dialect", *, schema: str | None) -> exp.Select:
        """Ask for the columns of every table and view that users made."""
        if self.is_own_alone:
            return self._all(dialect, schema).where(self._is_default(dialect, schema))
        owner = exp.Lower(this=self._column("table_schema"))
        hidden = owner.isin(*(exp.Literal.string(name) for name in self.hidden))
        return self._all(dialect, schema).where(exp.not_(hidden))

    def _all(self, dialect: "Dialect", schema: str | None) -> exp.Select:
        # A truth value by CASE, because several engines select no conditions.
        default = one_where(self._is_default(dialect, schema))
        nullable = one_where(self._column("is_nullable").eq(exp.Literal.string("YES")))
        text = self.type.upper() if self.is_upper else self.type
        type_ = parse_one(text, dialect=dialect.sqlglot)
        position = exp.Sub(this=self._column("ordinal_position"), expression=exp.Literal.number(1))
        table = parse_one(self.columns, dialect=dialect.sqlglot, into=exp.Table)
        if "." in table.alias:  # BigQuery's parser calls a path by itself
            table.set("alias", exp.TableAlias(this=exp.to_identifier("found")))
        return exp.select(
            exp.alias_(self._column("table_schema"), "schema_name"),
            exp.alias_(self._column("table_name"), "table_name"),
            exp.alias_(self._column("column_name"), "column_name"),
            exp.alias_(type_, "column_type"),
            exp.alias_(nullable, "is_nullable"),
            exp.alias_(position, "position"),
            exp.alias_(default, "is_default"),
        ).from_(table)

    def _column(self, name: str) -> exp.Column:
        return exp.column(name.upper() if self.is_upper else name)

    def _is_default(self, dialect: "Dialect", schema: str | None) -> exp.Expr:
        owner = self._column("table_schema")
        current = parse_one(self.current, dialect=dialect.sqlglot)
        return default_schema(schema, owner, owner.eq(current))
