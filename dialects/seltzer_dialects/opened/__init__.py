"""Data sources that a program has open already: connections, engines, sessions and data frames."""
