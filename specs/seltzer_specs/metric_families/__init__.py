"""The built-in metrics, one family per module, whose docstring is the family's page of the docs."""
