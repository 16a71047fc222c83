"""What happens after a scan is stored: verdicts from history, incidents, messages."""
