"""What SQLSTATEs mean, as PostgreSQL and those that follow it give them."""

from collections.abc import Mapping

# https://www.postgresql.org/docs/current/errcodes-appendix.html
_CODES: Mapping[str, str] = {
    "42601": "syntax",
    "42P01": "missing_object",
    "42S02": "missing_object",  # ODBC: no such table
    "42S22": "missing_object",  # ODBC: no such column
    "42703": "missing_object",
    "3F000": "missing_object",
    "42883": "type_mismatch",  # no such function or operator for these types
    "42804": "type_mismatch",
    "42846": "type_mismatch",
    "42501": "permission",
    "25006": "permission",  # a write in a read-only transaction
    "57014": "cancelled",
}
_CLASS_CODES: Mapping[str, str] = {
    "08": "connection",
    "22": "type_mismatch",
    "53": "resources",
    "54": "resources",
    "57": "connection",
}


def code_of_state(state: str | None) -> str:
    """Give the enumerated code of a failure by its SQLSTATE."""
    return _CODES.get(state or "", _CLASS_CODES.get((state or "")[:2], "other"))
