"""API, metric store, detection, schema history, incidents, Slack and web UI."""
