"""YAML text to parse events: libyaml where it is there, ruamel.yaml for the rest and for mistakes.

libyaml (by PyYAML) gives the events of 10,000 checks in 0.04 CPU s, ruamel's parser in 1.4. Its
messages are poorer, and it knows YAML 1.1 only, whose line breaks and directives are others. So a
text that it refuses, or that could mean something else to it, is read by ruamel's parser.
"""

import re
from collections.abc import Iterator
from typing import Any, cast

import yaml

_ONLY_RUAMEL = re.compile("[\x85\u2028\u2029\ufeff]|^%", re.MULTILINE)


def fast_events(text: str) -> "Iterator[Any] | None":
    """Give libyaml's events; None where only ruamel may read the text.

    Any: neither parser has types for its events; both have `start_mark`, `end_mark`, and what the
    kind of event adds, under the same names.

    Raises:
        YAMLError: while it is iterated, where libyaml refuses the text.
    """
    if not yaml.__with_libyaml__ or _ONLY_RUAMEL.search(text):
        return None
    return iter(cast(Any, yaml.cyaml).CParser(text).get_event, None)


def careful_events(text: str) -> Iterator[Any]:
    """Give ruamel's events, which end in its errors where the text is no YAML."""
    # Imported here: hardly any text needs it.
    from ruamel.yaml import YAML

    reader: Any = YAML(typ="safe", pure=True)
    yield from reader.parse(text)


FastError = yaml.YAMLError
"""What libyaml raises; the text is then read again by ruamel's parser."""
