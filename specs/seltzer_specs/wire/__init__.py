"""What crosses a process border: scan reports, ingest batches, monitors, plans, problems."""
