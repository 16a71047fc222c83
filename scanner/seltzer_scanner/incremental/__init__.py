"""Scans that read only the partitions that changed since the last one."""
