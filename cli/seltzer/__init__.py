"""Seltzer for programs: the few public names."""

from importlib.metadata import version

__version__ = version("seltzer")

__all__ = ["__version__"]
