"""Connection options: the scalars of a mapping, with variables filled in."""

from seltzer_specs.data_sources import Option
from seltzer_specs.sodacl.context import Context
from seltzer_specs.yaml_reader import Mapping, Scalar


def read_options(node: Mapping, context: Context) -> dict[str, Option]:
    """Give the scalar entries of a mapping; nested mappings are the caller's.

    A value with variables is always text, so that a numeric password stays as it is.
    """
    options: dict[str, Option] = {}
    for key, value in node.entries:
        if not isinstance(value, Scalar):
            continue
        if isinstance(value.value, str):
            text = context.text(value)
            if text is not None:
                options[key.text] = text
        else:
            options[key.text] = value.value
    return options
