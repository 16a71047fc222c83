"""Text from elsewhere inside Markdown for GitHub: it stays words, whatever it says."""

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~@&])")


def escape(text: str) -> str:
    """Give hostile text as plain words: no markup, no mention, no table cell, no comment."""
    line = " ".join(text.split())
    shown = _SPECIAL.sub(r"\\\1", line)
    # A backslash does not stop a mention or an HTML comment; a zero-width joiner and an entity do.
    shown = shown.replace("::", ":\u200b:")
    return shown.replace("\\@", "@\u200b").replace("\\<", "&lt;").replace("\\>", "&gt;")


def code(text: str) -> str:
    """Give hostile text as a code span that is safe in a table cell."""
    line = " ".join(text.split()).replace("|", "\\|")
    if not line:
        return ""
    longest = max((len(run) for run in re.findall(r"`+", line)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if longest else ""
    return f"{fence}{pad}{line}{pad}{fence}"
