"""Checks to metrics to measures to fused queries to SQL."""
