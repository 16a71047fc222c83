"""Column types compared as people mean them."""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Literal, TypeAlias

TypeFamily: TypeAlias = Literal["number", "text", "time", "boolean", "other"]
"""What can be computed of a type; `other` is everything that nothing is known of."""

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

_FAMILIES: Mapping[str, TypeFamily] = {
    **dict.fromkeys(
        (
            "bigint", "decimal", "double", "float", "hugeint", "int128", "integer", "mediumint",
            "money", "real", "smallint", "tinyint", "ubigint", "uhugeint", "uinteger",
            "usmallint", "utinyint",
        ),
        "number",
    ),
    **dict.fromkeys(
        (
            "bpchar", "character", "citext", "clob", "enum", "name", "nchar", "nvarchar",
            "varchar",
        ),
        "text",
    ),
    **dict.fromkeys(
        (
            "date", "datetime", "timestamp", "timestamp with time zone", "timestamp_ms",
            "timestamp_ns", "timestamp_s",
        ),
        "time",
    ),
    "boolean": "boolean",
}  # fmt: skip

_LITERAL = re.compile(r"'(?:[^']|'')*'")
_DIGEST_DIGITS = 8
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


def family_of(type_name: str, *, aliases: Mapping[str, str]) -> TypeFamily:
    """Give the family of a type as the engine writes it."""
    name, _ = _normal(type_name, aliases)
    return _FAMILIES.get(name, "other")


def without_literals(type_name: str) -> str:
    """Give a column type without literals: `ENUM('new', 'paid')` lists values of the data.

    A digest takes their place, so that a change of the list is still a change of the type.
    """
    literals = _LITERAL.findall(type_name)
    if not literals:
        return type_name
    digest = sha256(type_name.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_DIGITS]
    head, tail = type_name[: type_name.index("'")], type_name[type_name.rindex("'") + 1 :]
    return f"{head}{len(literals)} values, {digest}{tail}"


def _normal(text: str, aliases: Mapping[str, str]) -> tuple[str, str]:
    lowered = " ".join(text.lower().split())
    parts = _PARTS.fullmatch(lowered)
    if parts is None:
        return lowered, ""
    front, size, back, array = (part or "" for part in parts.groups())
    name = " ".join(f"{front} {back}".split())
    name = aliases.get(name, COMMON_ALIASES.get(name, name))
    return name + array, size.replace(" ", "")
