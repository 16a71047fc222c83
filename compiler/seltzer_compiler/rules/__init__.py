"""Rewrite rules, one per module: what it does, when it helps, when it hurts, what was measured.

Aggregate rules choose the form of one aggregate. Placement rules choose the query of a measure;
the first that answers decides. Measurements are of DuckDB 2.0 (6 million rows) and PostgreSQL 15
(1 million rows) on 2 cores; `x` means times the alternative.
"""
