"""The language reference, out of the docstrings of the modules that are the language."""
