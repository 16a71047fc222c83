"""Which names and texts may fill a hole: those that every part of sqlglot passes on as they are.

What may stands in SQL as itself, without quotes or escapes, whatever is around it. So a stencil
needs no quoting, and nothing that fills it can end a text or start another word.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from seltzer_dialects.base import Dialect

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_TEXT = re.compile(r"[A-Za-z0-9_ .,:;@#%&/+*=<>()~|^!?\[\]-]+")

_CACHED_NAMES = 65_536

LOWER: Final = "lower"
UPPER: Final = "upper"
MIXED: Final = "mixed"
TEXT: Final = "text"


class Words:
    """What may fill holes in one dialect's SQL.

    Args:
        dialect: Words that its generator quotes fill no hole, nor does what its parser knows.
    """

    def __init__(self, dialect: Dialect) -> None:
        sqlglot: Any = dialect.sqlglot  # Any: its tables have no common type, but words as keys
        self._quoted = _words_of(
            dialect.RESERVED, sqlglot.generator_class.RESERVED_KEYWORDS, sqlglot.PSEUDOCOLUMNS
        )
        self._read = _words_of(
            sqlglot.tokenizer_class.KEYWORDS, sqlglot.parser_class.NO_PAREN_FUNCTION_PARSERS
        )
        self.case_of = lru_cache(maxsize=_CACHED_NAMES)(self._find_case)
        """Gives the case of a plain name's letters, which engines may treat apart; None for others.

        Names with a leading underscore are pseudocolumns of some engines.
        """

    def is_name_in_sql(self, name: str) -> bool:
        """Tell whether a parser reads a word as a plain name."""
        return self.case_of(name) is not None and name.upper() not in self._read

    def _find_case(self, name: str) -> str | None:
        if not _NAME.fullmatch(name) or name.upper() in self._quoted:
            return None
        if name == name.lower():
            return LOWER
        return UPPER if name == name.upper() else MIXED


def is_plain_text(text: str) -> bool:
    """Tell whether a text stands in SQL as itself between its quotes, on one line."""
    return _TEXT.fullmatch(text) is not None


def _words_of(*tables: Iterable[str]) -> frozenset[str]:
    return frozenset(word.upper() for table in tables for text in table for word in text.split())
