"""The canonical form of spec files."""
