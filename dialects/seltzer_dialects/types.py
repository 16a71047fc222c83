"""Column types compared as people mean them."""

import re
from collections.abc import Mapping

COMMON_ALIASES: Mapping[str, str] = {
    "bool": "boolean",
    "char": "character",
    "dec": "decimal",
    "double precision": "double",
    "float4": "real",
    "float8": "double",
    "int": "integer",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "numeric": "decimal",
    "character varying": "varchar",
    "text": "varchar",
    "string": "varchar",
    "timestamptz": "timestamp with time zone",
    "timestamp without time zone": "timestamp",
    "timetz": "time with time zone",
    "time without time zone": "time",
}
"""Spellings that mean the same in every engine here."""

_PARTS = re.compile(r"\s*([^()\[\]]*?)\s*(\([^()]*\))?\s*([^()\[\]]*?)\s*((?:\[\d*\])*)\s*")


def is_same_type(wanted: str, actual: str, *, aliases: Mapping[str, str]) -> bool:
    """Tell whether two type names mean the same type.

    Args:
        wanted: As a user wrote it, for example `varchar` or `VARCHAR(20)`.
        actual: As the engine writes it, for example `character varying(20)`.
        aliases: Spellings of one engine, lower case, over the common ones.
    """
    wanted_name, wanted_size = _normal(wanted, aliases)
    actual_name, actual_size = _normal(actual, aliases)
    return wanted_name == actual_name and wanted_size in ("", actual_size)


def _normal(text: str, aliases: Mapping[str, str]) -> tuple[str, str]:
    lowered = " ".join(text.lower().split())
    parts = _PARTS.fullmatch(lowered)
    if parts is None:
        return lowered, ""
    front, size, back, array = (part or "" for part in parts.groups())
    name = " ".join(f"{front} {back}".split())
    name = aliases.get(name, COMMON_ALIASES.get(name, name))
    return name + array, size.replace(" ", "")
