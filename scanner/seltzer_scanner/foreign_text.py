"""Text from elsewhere (names, definitions, drivers' messages) made fit for its destination."""

import re
from hashlib import sha256

MAX_IDENTIFIER = 256
_DIGEST_DIGITS = 12

# Control characters, and those that reorder, hide or end a line: a name must not be able to paint
# another outcome on a terminal.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x1f\x7f]+")
_SPACES = re.compile(r"[ \t\r\n]+")


def show(text: str) -> str:
    """Give text for a terminal: one line, what cannot be seen written as an escape."""
    return _UNSAFE.sub(_escape, _SPACES.sub(" ", text).strip())


def escape_json(text: str) -> str:
    """Escape in JSON text what JSON allows raw but a terminal would act upon."""
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def encodable(text: str) -> str:
    """Give text that UTF-8 can hold: a lone surrogate cannot be written."""
    return _SURROGATES.sub("\ufffd", text)


def identifier(text: str, *, fallback: str = "unnamed") -> str:
    """Give a name for the wire: one line of 1 to 256 characters.

    A longer one is cut and ends with a digest of the whole, so that two stay two.
    """
    clean = encodable(_CONTROLS.sub(" ", text)).strip() or fallback
    if len(clean) <= MAX_IDENTIFIER:
        return clean
    digest = sha256(clean.encode("utf-8")).hexdigest()[:_DIGEST_DIGITS]
    return f"{clean[: MAX_IDENTIFIER - _DIGEST_DIGITS - 1]}~{digest}"


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
