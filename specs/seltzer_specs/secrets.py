"""Secrets kept out of messages: what a connection's options hold and drivers' errors quote."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias
from urllib.parse import unquote

OptionValue: TypeAlias = str | int | float | bool | None

HIDDEN = "***"
VARIABLE = "\0"
"""Stands for a variable in a text that is searched for secrets."""
MIN_LENGTH = 6
"""A shorter value of the environment is too likely to be a word of the message."""

_MAX_NAME_BYTES = 63  # PostgreSQL cuts longer names and quotes what is left

_SECRET_NAME = re.compile(
    r"pass(word|wd|phrase|file)?$|pwd|token|secret|key|credential", re.IGNORECASE
)
_USERINFO = re.compile(r"(?<=://)[^\s/\"']*(?=@)")
_ASSIGNED = re.compile(
    r"""((?:password|passwd|pwd|passphrase|token|secret|api_?key|access_?key)\s*=\s*)"""
    r"""('[^']*'?|[^\s&;,'"]+)""",
    re.IGNORECASE,
)
_ASSIGNMENT = re.compile(
    r"(?:pass(?:word|wd|phrase)?|pwd|token|secret|key|credentials?)\s*=", re.IGNORECASE
)
_LITERAL = re.compile(rf"{_ASSIGNMENT.pattern}\s*{VARIABLE}*[^\s&;,{VARIABLE}]", re.IGNORECASE)
_TOLD = re.compile(
    r"""((?:pass(?:word|wd|phrase)?|pwd|\w*(?:token|secret|key|credentials?))["']?\s*[:=]\s*)"""
    r"""(?!\$\{|env_var\()\S+""",
    re.IGNORECASE,
)
_PRIVATE_KEY = re.compile(r"private_key[\"']?\s*:|-----BEGIN", re.IGNORECASE)
_DELIMITERS = re.compile(r"[\s/:@?#&=;,]+")

# Words of connection options and of drivers' messages: without them no message can be read.
_COMMON = """
    account address admin analytics analyst authentication catalog certificate closed connect
    connection could data database databases default develop development dialect disable
    duckdb error exist failed fatal file filename host hostname internal invalid localhost
    loopback main master memory motherduck mysql network number option options password
    permission port postgres postgresql prefer private prod production project public read
    reader readonly refused relation require required role root schema scheme server service
    session shop source sqlite sqlite3 sslmode staging string system table target test timeout
    translate true false unknown user username value verify-ca verify-full warehouse writer
    127.0.0.1 0.0.0.0 :memory:
"""
COMMON_WORDS = frozenset(_COMMON.split())


def hide_secrets(
    text: str, *, options: Mapping[str, OptionValue], from_environment: Iterable[str]
) -> str:
    """Give a message without the secrets of a connection.

    Args:
        text: What a driver or one of our own errors says.
        options: The connection's options: passwords and the like are hidden whatever they are,
            and so are the credentials of URLs in any of them.
        from_environment: Values that came from the environment, hidden wherever they stood
            unless they are short or common words.
    """
    anywhere: set[str] = set()
    alone: set[str] = set()
    for value in _forms(from_environment):
        if not _is_common(value):
            anywhere.add(value)
    for secret in _forms(_secrets_of(options)):
        (alone if _is_common(secret) else anywhere).add(secret)
    text = _replace(text, anywhere, alone)
    return _ASSIGNED.sub(rf"\1{HIDDEN}", _USERINFO.sub(HIDDEN, text))


def is_maskable(value: str) -> bool:
    """Tell whether a value can be hidden wherever it stands without hiding plain words."""
    return not _is_common(value)


def is_secret(name: str, value: OptionValue) -> bool:
    """Tell whether an option holds what must not be shown: by its name, or by what stands in it.

    Args:
        name: Of the option.
        value: With `VARIABLE` in the place of variables. A path is no secret, whatever lies there.
    """
    text = "" if value is None or isinstance(value, bool) else str(value)
    return (is_secret_name(name) and _says_anything(text)) or _holds_secret(text)


def is_secret_name(name: str) -> bool:
    """Tell whether an option of this name holds a password or the like."""
    return bool(_SECRET_NAME.search(name)) and not name.lower().endswith(("_path", "_file"))


def has_credentials(text: str) -> bool:
    """Tell whether a text is a URL or a list of assignments that has a place for a password."""
    return ("://" in text and "@" in text) or _ASSIGNMENT.search(text) is not None


def _holds_secret(text: str) -> bool:
    if _PRIVATE_KEY.search(text) or _LITERAL.search(text):
        return True
    if "://" not in text or "@" not in text:
        return False
    user, has_password, password = text.split("://", 1)[1].rpartition("@")[0].partition(":")
    return _says_anything(password if has_password else user)


def _says_anything(text: str) -> bool:
    return bool(text.replace(VARIABLE, "").strip())


def hide_assigned(text: str) -> str:
    """Give a text for people without what it assigns to passwords and the like."""
    return _TOLD.sub(rf"\g<1>{HIDDEN}", _USERINFO.sub(HIDDEN, text))


def _is_common(value: str) -> bool:
    return len(value) < MIN_LENGTH or value.casefold() in COMMON_WORDS


def _secrets_of(options: Mapping[str, OptionValue]) -> Iterator[str]:
    """Give passwords and the like: by the option's name, and in URLs and `key=value` lists."""
    for name, value in options.items():
        if value is None or isinstance(value, bool):
            continue
        text = str(value)
        if _SECRET_NAME.search(name):
            yield text
        if "://" in text and "@" in text:
            # libpq ends the credentials at the first "@", people write passwords that hold one.
            userinfo = text.split("://", 1)[1].rpartition("@")[0]
            yield userinfo
            password = userinfo.partition(":")[2]
            yield password
            yield from (part for part in _DELIMITERS.split(password) if len(part) > 1)
        yield from (match[2].strip("'") for match in _ASSIGNED.finditer(text))


def _forms(values: Iterable[str]) -> Iterator[str]:
    """Give values as messages may quote them: cut, on one line, decoded or in parts."""
    for value in values:
        whole = (value, value.strip(), " ".join(value.split()), unquote(value))
        yield from (form for form in whole if form)
        yield value.encode()[:_MAX_NAME_BYTES].decode("utf-8", "ignore")
        yield value.replace("\\", "\\\\").replace('"', '\\"')
        yield value.replace('"', '""')
        yield from (part for part in _DELIMITERS.split(value) if len(part) >= MIN_LENGTH)


def _replace(text: str, anywhere: set[str], alone: set[str]) -> str:
    """Hide the longest first, so that no value is left half; common words only as whole words."""
    patterns = [
        *(re.escape(value) for value in sorted(anywhere, key=len, reverse=True)),
        *(rf"(?<!\w){re.escape(v)}(?!\w)" for v in sorted(alone, key=len, reverse=True) if v),
    ]
    return re.sub("|".join(patterns), HIDDEN, text, flags=re.IGNORECASE) if patterns else text
