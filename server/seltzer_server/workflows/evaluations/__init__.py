"""Questions that need history, one kind per module: what it needs to know, and its answer."""
