"""`kind: Checks`: one dataset, many of them, a target with its source, or what to look at."""
