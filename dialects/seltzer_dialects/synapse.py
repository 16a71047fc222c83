"""Azure Synapse."""

from collections.abc import Mapping
from typing import ClassVar

from seltzer_dialects.base import paragraphs
from seltzer_dialects.sqlserver import SQLServer


class Synapse(SQLServer):
    """Dedicated and serverless SQL pools of Azure Synapse."""

    name = "synapse"
    TITLE = "Azure Synapse"
    GAPS = paragraphs("""
        Equality and duplicates follow the collation of a column, which by default knows no case.
        """)
    UNSUPPORTED: ClassVar[Mapping[str, str]] = {"regex": "Synapse has no regular expressions"}
