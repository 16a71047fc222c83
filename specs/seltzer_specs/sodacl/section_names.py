"""Headers of a SodaCL file's sections, and what tells their kinds apart."""

import re
from typing import Literal, TypeAlias, get_args

CHECKS_FOR = re.compile(r"checks for (?P<dataset>.+?)(?: \[(?P<partition>[^\]]+)\])?")
FILTER = re.compile(r"filter (?P<dataset>.+?) \[(?P<partition>[^\]]+)\]")
CONFIGURATIONS = re.compile(r"configurations for (?P<dataset>.+)")
RECONCILIATION = re.compile(r"reconciliation (?P<name>.+)")
Survey: TypeAlias = Literal[
    "discover datasets", "profile columns", "sample datasets", "automated monitoring"
]
"""What sections other than checks ask for."""

SURVEY_KEYS: tuple[Survey, ...] = get_args(Survey)
SURVEYS = (*SURVEY_KEYS, "discover tables", "sample tables")
"""Headers of such sections, old names included."""

KNOWN = ("checks", "checks for DATASET", "filter DATASET [NAME]", "configurations for DATASET",
         "variables", "templates", "for each dataset NAME", "for each column NAME",
         "reconciliation NAME",
         *SURVEY_KEYS)  # fmt: skip


def is_expanded(header: str) -> bool:
    """Tell whether a section is about all datasets or columns that match its patterns."""
    return header in SURVEYS or header.split(" ")[:2] == ["for", "each"]


def holds_checks(header: str) -> bool:
    """Tell whether a section's body is read once the others are known."""
    patterns = (CHECKS_FOR, RECONCILIATION)
    is_named = any(pattern.fullmatch(header) for pattern in patterns)
    return header == "checks" or is_named or is_expanded(header)
