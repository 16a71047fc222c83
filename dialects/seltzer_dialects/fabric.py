"""Microsoft Fabric."""

from seltzer_dialects.base import paragraphs
from seltzer_dialects.sqlserver import SQLServer


class Fabric(SQLServer):
    """Warehouses and SQL analytics endpoints of Microsoft Fabric."""

    name = "fabric"
    TITLE = "Microsoft Fabric"
    GAPS = paragraphs("""
        A warehouse's collation tells texts apart by case unless it was made otherwise; trailing
        spaces are passed over.
        """)
