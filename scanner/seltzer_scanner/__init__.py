"""Runs a query plan, evaluates outcomes, renders and pushes results."""
