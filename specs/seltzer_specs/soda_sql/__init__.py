"""Soda SQL's scan files (`tables/*.yml`) and `warehouse.yml`, as they are."""
