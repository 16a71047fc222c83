"""Soda SQL's scan files as versioned documents, comments kept."""
