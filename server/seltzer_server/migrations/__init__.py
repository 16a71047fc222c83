"""Versions of the store's tables, applied by `seltzer_server.store.migrate`."""
