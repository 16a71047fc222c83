"""Sessions with Microsoft Fabric, which are those of SQL Server; no test reaches one."""

from seltzer_dialects.sqlserver_connection import connect as connect
