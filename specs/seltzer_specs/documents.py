"""The head of versioned documents: `apiVersion: seltzer/v1` and their kind."""

from seltzer_specs.problems import Problems, describe, did_you_mean
from seltzer_specs.snapshot import KIND as SNAPSHOT_KIND
from seltzer_specs.yaml_reader import Mapping, Scalar

API_VERSION = "seltzer/v1"
KINDS = ("Checks", "Monitor", "Template")


def is_versioned(root: Mapping) -> bool:
    """Tell whether a document says that it is a versioned one."""
    if root.get("apiVersion") is not None or root.get("kind") is not None:
        return True
    keys = {key.text.lower() for key, _ in root.entries}
    # Half of a head, or a document without one: no other kind of file has these keys.
    return "apiversion" in keys or {"dataset", "checks"} <= keys


def document_kind(root: Mapping, problems: Problems) -> str | None:
    """Give the kind of a versioned document; None after noting a mistake."""
    version, kind = root.get("apiVersion"), root.get("kind")
    if not isinstance(version, Scalar) or version.text != API_VERSION:
        place = version or root
        near = next((key for key, _ in root.entries if key.text.lower() == "apiversion"), None)
        got = "; add it, and `kind: Checks`" if root.get("kind") is None else "; add it"
        if version is not None:
            got = f", got {describe(version)}"
        elif near is not None:
            got, place = f'; write it so, got "{near.text}"', near
        problems.add(f'"apiVersion" must be {API_VERSION}{got}', place.location, "api-version")
        return None
    if isinstance(kind, Scalar) and kind.text in (*KINDS, SNAPSHOT_KIND):
        return kind.text
    if kind is None:
        problems.add(
            f'"kind" is missing; write {" or ".join(f"`kind: {name}`" for name in KINDS)}',
            root.location,
            "unknown-kind",
        )
        return None
    place = kind
    word = kind.text if isinstance(kind, Scalar) else ""
    if word == "Project":
        problems.add(
            "a document of `kind: Project` is a project file; name it seltzer.yml, outside of the "
            "folders of specs",
            place.location,
            "unknown-kind",
        )
        return None
    hint = did_you_mean(word, KINDS) if word else f"; known: {', '.join(KINDS)}"
    problems.add(f'unknown kind "{word}"{hint}', place.location, "unknown-kind")
    return None
