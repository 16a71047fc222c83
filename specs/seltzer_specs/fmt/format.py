"""`format_text`: a spec file in its canonical form."""

import re

from seltzer_specs.errors import RefusedError
from seltzer_specs.fmt.blank_lines import space_out
from seltzer_specs.fmt.key_order import order_keys
from seltzer_specs.fmt.layout import lay_out
from seltzer_specs.fmt.proof import comments_of, says_same
from seltzer_specs.fmt.scalars import spell_scalars
from seltzer_specs.fmt.tokens import scan_tokens
from seltzer_specs.yaml_reader import Document, read_documents

BOM = "\ufeff"
_ODD = re.compile("\r(?!\n)|[\x85\u2028\u2029\ufeff]|^%", re.MULTILINE)
_NAMES = {"\r": "a carriage return alone", "%": "a YAML directive", BOM: "a byte order mark"}


def format_text(text: str, file: str) -> str:
    """Give a spec file of any kind in its canonical form.

    The result says the same, holds the same comments, and formatting it again changes nothing.

    Args:
        text: The file's content.
        file: Its name for messages.

    Raises:
        SpecErrorGroup: it is no YAML that specs may hold.
        RefusedError: the form could not be proven to say the same, or the text holds characters
            that readers of YAML do not agree on.
    """
    documents = read_documents(text, file)
    bare = text.removeprefix(BOM)
    odd = _ODD.search(bare)
    if odd is not None:
        name = _NAMES.get(odd.group(), f"the character U+{ord(odd.group()):04X}")
        line = bare.count("\n", 0, odd.start()) + 1
        raise RefusedError(f"{file}:{line}: holds {name}; left as it is, remove it to format")
    plain = bare.replace("\r\n", "\n")
    formatted = _canonical(plain)
    if formatted != plain:
        _prove(documents, plain, formatted, file)
    if plain.count("\n") == bare.count("\r\n") and "\r\n" in bare:
        formatted = formatted.replace("\n", "\r\n")
    return text[: len(text) - len(bare)] + formatted


def _canonical(text: str) -> str:
    if not text.strip():
        return ""
    ended = text if text.endswith("\n") else _end(text)
    return space_out(order_keys(spell_scalars(lay_out(ended))))


def _end(text: str) -> str:
    """End a text with a line feed, which lines of text at its end must not take as theirs."""
    scalars = [token for token in scan_tokens(text) if token.kind == "Scalar"]
    if scalars and scalars[-1].is_block_scalar and scalars[-1].end == len(text):
        mark = re.compile(r"([|>])([+-]?)([0-9]?)([+-]?)").match(text, scalars[-1].start)
        if mark is not None:
            text = f"{text[: mark.start()]}{mark[1]}{mark[3]}-{text[mark.end() :]}"
    return f"{text}\n"


def _prove(documents: tuple[Document, ...], before: str, after: str, file: str) -> None:
    """Refuse a form that says something else than the text.

    Raises:
        RefusedError: it does; this is a mistake of the formatter and not of the file.
    """
    is_same = says_same(documents, read_documents(after, file))
    if not is_same or comments_of(before) != comments_of(after):
        raise RefusedError(
            f"{file}: the canonical form would not say the same; left as it is, please report this"
        )
