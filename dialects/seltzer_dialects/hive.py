"""Apache Hive and Impala."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from sqlglot import exp
from sqlglot.dialects.hive import Hive as SqlglotHive
from sqlglot.generators.hive import HiveGenerator

from seltzer_dialects.base import paragraphs, words
from seltzer_dialects.spark import Spark
from seltzer_dialects.warehouse import COMMON_RESERVED, Warehouse, with_functions
from seltzer_specs.errors import ConfigError
from seltzer_specs.names import DatasetRef, NameCase

_NO_CATALOGUE = "Hive and Impala have no catalogue that SQL can ask"


class HiveSql(SqlglotHive):
    """Hive with the spreads of samples: its STDDEV and VARIANCE are of all values."""

    class Generator(HiveGenerator):
        """Writes the spreads by their full names."""

        TRANSFORMS: ClassVar[dict[type[exp.Expr], Callable[..., str]]] = with_functions(
            HiveGenerator,
            {exp.Stddev: "STDDEV_SAMP", exp.Variance: "VAR_SAMP", exp.VariancePop: "VAR_POP"},
        )


class Hive(Warehouse):
    """Hive 3 and later, and Impala 4 and later, by HiveServer2's protocol."""

    name = "hive"
    TITLE = "Apache Hive, Impala"
    EXTRA = "hive"
    DRIVER = "impyla"
    OPTIONS = words("method host port username user password auth_method database use_ssl")
    GAPS = paragraphs("""
        Impala counts bytes where lengths are asked for, unless UTF8_MODE is set.

        Text that is no number is NULL where a number is asked for.
        """)
    UNSUPPORTED: ClassVar[Mapping[str, str]] = {"schema": _NO_CATALOGUE}
    sqlglot = HiveSql
    NAME_CASE: ClassVar[NameCase] = "insensitive"
    TEXT_END = r"\z"
    READS_ANY_AS_TEXT = True
    TYPE_ALIASES = Spark.TYPE_ALIASES
    RESERVED = COMMON_RESERVED | words("""
        boolean conf day decimal describe double dow exchange extended float import int integer
        less lateral load macro map more noscan numeric option partialscan percent preceding
        precision procedure reads reduce regexp rlike smallint transform trigger truncate
        uniquejoin unset utc_tmestamp varchar
        """)

    def catalogue(self, datasets: Sequence[DatasetRef], *, schema: str | None) -> exp.Select:  # noqa: ARG002
        """Refuse: there is nothing to ask."""
        raise ConfigError(_NO_CATALOGUE)

    def whole_catalogue(self, *, schema: str | None) -> exp.Select:  # noqa: ARG002
        """Refuse: there is nothing to ask."""
        raise ConfigError(_NO_CATALOGUE)
