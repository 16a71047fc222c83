"""One file per warehouse: facts, types, functions, catalogue queries, limits, connection."""
