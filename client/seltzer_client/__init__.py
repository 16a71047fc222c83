"""The one HTTP client of the server API, and the durable spool."""
