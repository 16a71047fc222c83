"""The metric store: tables, connections, the writer, and reads by topic."""
