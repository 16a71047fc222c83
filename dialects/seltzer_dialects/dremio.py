"""Dremio."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from sqlglot import exp
from sqlglot.dialects.dremio import Dremio as SqlglotDremio
from sqlglot.generators.dremio import DremioGenerator

from seltzer_dialects.base import paragraphs, words
from seltzer_dialects.information_schema import InformationSchema
from seltzer_dialects.warehouse import COMMON_RESERVED, Warehouse, with_functions
from seltzer_specs.names import NameCase


class DremioSql(SqlglotDremio):
    """Dremio with the names of the spreads that it has."""

    class Generator(DremioGenerator):
        """Writes VAR_SAMP and VAR_POP."""

        TRANSFORMS: ClassVar[dict[type[exp.Expr], Callable[..., str]]] = with_functions(
            DremioGenerator, {exp.Variance: "VAR_SAMP", exp.VariancePop: "VAR_POP"}
        )


class Dremio(Warehouse):
    """Dremio Software 25 and later, and Dremio Cloud."""

    name = "dremio"
    TITLE = "Dremio"
    EXTRA = "dremio"
    DRIVER = "adbc-driver-flightsql"
    OPTIONS = words("host port username user password token use_encryption")
    GAPS = paragraphs("""
        Columns of datasets without a schema are found with `schema` only.
        """)
    sqlglot = DremioSql
    NAME_CASE: ClassVar[NameCase] = "insensitive"
    TEXT_END = r"\z"
    TYPE_ALIASES: ClassVar[Mapping[str, str]] = {"character varying": "varchar"}
    # https://docs.dremio.com/current/reference/sql/reserved-keywords
    RESERVED = COMMON_RESERVED | words("""
        abs asensitive asymmetric begin boolean ceiling char close cume_dist cycle day decimal
        dense_rank each element empty equals every filter first_value float floor hour int
        integer lag last_value lead match measures method minute mod module month multiset
        national new none nth_value ntile numeric old one open out overlay parameter pattern
        per percent period permute position power precedes prepare procedure rank reset result
        return row_number running scope scroll second seek show similar skip smallint specific
        static stream subset symmetric system trim uescape unnest upper var_pop var_samp varchar
        varying versioning width_bucket without year
        """)
    CATALOGUE = InformationSchema(
        current="''",
        columns='INFORMATION_SCHEMA."COLUMNS"',
        hidden=("information_schema", "sys"),
        is_upper=True,
    )

    def regex_match(self, value: exp.Expr, pattern: str) -> exp.Expr:
        """Let anything stand around the pattern: REGEXP_LIKE wants the whole text."""
        return exp.RegexpLike(this=value, expression=exp.Literal.string(f"(?s).*({pattern}).*"))
