"""From measurements to outcomes, one module per kind of check."""
