"""Scans that read only what changed: parts of measures per partition, and how to ask for them."""
