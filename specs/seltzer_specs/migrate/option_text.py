"""Values of a Soda connection as a project file writes them: variables translated, secrets out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from seltzer_specs.secrets import VARIABLE, has_credentials, is_secret, is_secret_name
from seltzer_specs.soda_sql.warehouse import ENV_VAR
from seltzer_specs.yaml_reader import Scalar

_REFERENCE = re.compile(r"\$\{(?P<inner>[^{}]*)\}")
_NAME = re.compile(r"\s*(?:env\s*\.\s*)?(?P<name>[A-Za-z_]\w*)\s*")
_CALL = re.compile(
    r"""\s*env_var\(\s*(?P<quote>['"])(?P<name>\w+)(?P=quote)\s*"""
    r"""(?:,\s*(?P<default>'[^']*'|"[^"]*")\s*)?\)\s*"""
)
_NO_WORD = re.compile(r"[^A-Z0-9]+")


@dataclass(frozen=True, slots=True)
class OptionText:
    """What an option becomes.

    Attributes:
        value: As the project file has it.
        variables: Names of the environment that it reads.
        secret: Name of the variable that stands for a literal secret; None where it holds none.
        has_dropped_default: True where a secret had a default, which is not copied.
    """

    value: str | int | float | bool | None
    variables: tuple[str, ...] = ()
    secret: str | None = None
    has_dropped_default: bool = False


def translate_option(name: str, node: Scalar, *, source: str, is_warehouse: bool) -> OptionText:
    """Give an option's value without any secret in it.

    Args:
        name: Of the option.
        node: Its value as Soda has it.
        source: Name of the data source, for the names of variables.
        is_warehouse: True for Soda SQL's `env_var(NAME)`.
    """
    text = node.text
    if is_warehouse and (match := ENV_VAR.fullmatch(text)) and isinstance(node.value, str):
        return OptionText(f"${{env.{match['name']}}}", (match["name"],))
    is_text = isinstance(node.value, str)
    # What is left beside variables may be the secret: `postgres://u:p@${HOST}/db`.
    bare = _REFERENCE.sub(VARIABLE, text) if is_text else node.value
    references = [match["inner"] for match in _REFERENCE.finditer(text)] if is_text else []
    is_guarded = is_secret_name(name) or has_credentials(text)
    is_odd = any(not (_NAME.fullmatch(r) or _CALL.fullmatch(r)) for r in references)
    if is_secret(name, bare) or (is_guarded and is_odd):
        variable = secret_name(source, name)
        return OptionText(f"${{env.{variable}}}", (variable,), secret=variable)
    if not is_text:
        return OptionText(node.value)
    value = _REFERENCE.sub(lambda match: _translated(match, is_guarded=is_guarded), text)
    defaults = [c["default"] for r in references if (c := _CALL.fullmatch(r)) and c["default"]]
    return OptionText(value, tuple(_names(references)), None, is_guarded and bool(defaults))


def _translated(match: re.Match[str], *, is_guarded: bool) -> str:
    """Give a variable as a project reads it; without its default where that may be a secret."""
    found = _NAME.fullmatch(match["inner"]) or _CALL.fullmatch(match["inner"])
    if found is None:
        return match[0]
    default = found.groupdict().get("default")
    if default is not None and not is_guarded:
        return f"${{env_var('{found['name']}', {default})}}"
    return f"${{env.{found['name']}}}"


def _names(references: Iterable[str]) -> Iterator[str]:
    for reference in references:
        found = _NAME.fullmatch(reference) or _CALL.fullmatch(reference)
        if found is not None:
            yield found["name"]


def secret_name(source: str, option: str) -> str:
    """Give the name of a variable for an option's value, such as `SHOP_PASSWORD`."""
    name = _NO_WORD.sub("_", f"{source}_{option}".upper()).strip("_")
    return name if not name[:1].isdigit() else f"_{name}"
