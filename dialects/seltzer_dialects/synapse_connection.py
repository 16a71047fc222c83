"""Sessions with Azure Synapse, which are those of SQL Server; no test reaches one."""

from seltzer_dialects.sqlserver_connection import connect as connect
