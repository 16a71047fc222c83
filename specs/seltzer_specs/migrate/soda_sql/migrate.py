"""Files of Soda SQL as versioned documents."""

from seltzer_specs.errors import RefusedError
from seltzer_specs.migrate.migration import Migration
from seltzer_specs.migrate.soda_sql.document import ScanDocument
from seltzer_specs.migrate.weave import read_comments, weave
from seltzer_specs.yaml_nodes import Mapping
from seltzer_specs.yaml_reader import read_documents


def migrate_soda_sql(text: str, file: str) -> Migration:
    """Give a scan file as a versioned document; one that is there already stays as it is.

    Args:
        text: The file, which was read without mistakes.
        file: Its name for messages.

    Raises:
        RefusedError: a test holds a variable in the place of more than a number, or the file holds
            something else than scan files.
    """
    plain = text.replace("\r\n", "\n")
    plain = plain if plain.endswith("\n") else f"{plain}\n"
    roots = [document.root for document in read_documents(plain, file)]
    root = roots[0]
    if len(roots) != 1 or not isinstance(root, Mapping):
        raise RefusedError(f"{file} is not migrated: it holds several documents; split it")
    document = ScanDocument(root)
    made = weave(document.lines(), read_comments(plain))
    ends = "\r\n" if "\r\n" in text else "\n"
    notes = tuple(f"{file}:{line}: {note}" for line, note in sorted(document.notes))
    return Migration(
        documents=made.replace("\n", ends), rest=None, count=1, notes=notes, is_respelled=True
    )
