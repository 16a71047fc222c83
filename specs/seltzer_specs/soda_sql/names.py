"""Names of columns in scan files."""

from seltzer_specs.names import Name
from seltzer_specs.sodacl.identifiers import IdentifierError, parse_name


def column_name(text: str) -> Name:
    """Give a column as a scan file names it; what needs quotes elsewhere is taken as it is.

    Raises:
        IdentifierError: a quote is not closed.
    """
    clean = text.strip()
    try:
        return parse_name(clean)
    except IdentifierError:
        if clean.startswith(('"', "`", "[")):
            raise
        return Name(clean, is_quoted=True)
