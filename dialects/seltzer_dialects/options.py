"""Connection options as the dialects read them."""

from pathlib import Path
from typing import TYPE_CHECKING

from seltzer_specs.errors import ConfigError

if TYPE_CHECKING:
    from seltzer_specs.data_sources import DataSourceSettings


def text_option(settings: "DataSourceSettings", *names: str) -> str | None:
    """Give the first of these options that is set, as text; None where none is.

    Raises:
        SpecErrorGroup: options read variables that the environment lacks. A default in their
            place would reach another database than the one that is meant.
    """
    settings.require_set()
    for name in names:
        value = settings.options.get(name)
        if value is not None and value != "":
            return str(value)
    return None


def integer_option(settings: "DataSourceSettings", name: str) -> int | None:
    """Give a whole number; None where the option is not set.

    Raises:
        ConfigError: it is set to something else. The value is not shown: it may be a secret.
    """
    text = text_option(settings, name)
    if text is None:
        return None
    try:
        return int(text)
    except ValueError as error:
        raise ConfigError(
            f'data source "{settings.name}": option "{name}" wants a whole number'
        ) from error


def boolean_option(settings: "DataSourceSettings", name: str) -> bool | None:
    """Give a truth value; None where the option is not set.

    Raises:
        ConfigError: it is set to something else. The value is not shown: it may be a secret.
    """
    text = text_option(settings, name)
    if text is None:
        return None
    if text.lower() not in ("true", "false"):
        raise ConfigError(f'data source "{settings.name}": option "{name}" wants true or false')
    return text.lower() == "true"


def file_path(text: str, root: Path) -> Path:
    """Give the path of a database file; a relative one starts from `root`."""
    return (root / Path(text).expanduser()).resolve()


def file_option(settings: "DataSourceSettings", name: str, root: Path) -> str | None:
    """Give the path of a file beside the configuration, such as a certificate; None if not set."""
    text = text_option(settings, name)
    return None if text is None else str(file_path(text, root))
