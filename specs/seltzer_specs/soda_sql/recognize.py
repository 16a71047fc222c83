"""Which documents are Soda SQL's scan files."""

from seltzer_specs.yaml_reader import Mapping


def is_scan_file(root: Mapping) -> bool:
    """Tell whether a document is a Soda SQL scan file."""
    # SodaCL's sections have several words, and no key of a scan file has.
    is_sodacl = any(" " in key.text or key.text == "checks" for key, _ in root.entries)
    return root.get("table_name") is not None and not is_sodacl
