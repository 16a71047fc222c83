"""Distribution reference files: one distribution, or several under names."""

import math
from dataclasses import dataclass

from seltzer_specs.checks.distribution import Distribution, DistributionType
from seltzer_specs.problems import Problems, describe, did_you_mean
from seltzer_specs.yaml_reader import Mapping, Node, Scalar, Sequence, read_documents

SUM_TOLERANCE = 0.0015
"""How far the sum of the weights may be from 1, as in Soda."""

_TYPES: tuple[DistributionType, ...] = ("continuous", "categorical")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceEntry:
    """One entry of a reference file.

    Attributes:
        node: Its mapping.
        type: Its type; None after noting a mistake.
        name: Its name, where the file has several.
    """

    node: Mapping
    type: DistributionType | None
    name: str | None = None


def is_distribution_reference(root: Mapping) -> bool:
    """Tell whether a document is such a file, which may stand beside specs."""
    return root.get("distribution_type") is not None or (
        bool(root.entries)
        and all(
            isinstance(node, Mapping) and node.get("distribution_type") is not None
            for _, node in root.entries
        )
    )


def find_entry(text: str, file: str, name: str | None, problems: Problems) -> ReferenceEntry | None:
    """Give the entry of a name, or the only one; None after noting a mistake.

    Raises:
        SpecErrorGroup: it is no YAML.
    """
    documents = read_documents(text, file)
    root = documents[0].root if len(documents) == 1 else None
    if not isinstance(root, Mapping) or not is_distribution_reference(root):
        place = documents[0].root.location
        problems.add(
            "a distribution reference wants `dataset`, `column` and `distribution_type`",
            place,
            "distribution-reference",
        )
        return None
    entry = _entry(root, name, problems)
    if entry is None:
        return None
    return ReferenceEntry(node=entry, type=_type(entry, problems), name=name)


def parse_distribution(entry: ReferenceEntry, file: str, problems: Problems) -> Distribution | None:
    """Give the distribution of an entry; None after noting a mistake."""
    found = entry.node.get("distribution_reference") or entry.node.get("distribution reference")
    if entry.type is None:
        return None
    if found is None:
        option = f"-n {entry.name} " if entry.name is not None else ""
        problems.add(
            f"the reference has no bins and weights; run `seltzer update-dro {option}{file}`",
            entry.node.location,
            "distribution-reference",
        )
        return None
    bins = _values("bins", found, problems)
    weights = _values("weights", found, problems)
    if bins is None or weights is None:
        return None
    mistake = _mistake(entry.type, bins, weights)
    if mistake is not None:
        problems.add(mistake, found.location, "distribution-reference")
        return None
    return Distribution(
        type=entry.type, bins=bins, weights=tuple(float(weight) for weight in weights)
    )


def _entry(root: Mapping, name: str | None, problems: Problems) -> Mapping | None:
    names = [] if root.get("distribution_type") is not None else [k.text for k, _ in root.entries]
    if name is None and not names:
        return root
    found = root.get(name) if name is not None and names else None
    if isinstance(found, Mapping):
        return found
    if not names:
        message = f'the file has one reference without a name, and no "{name}"; leave the name out'
    elif name is None:
        message = f"the file has several references; name one of {', '.join(names)}"
    else:
        message = f'the file has no reference "{name}"{did_you_mean(name, names)}'
    problems.add(message, root.location, "distribution-reference")
    return None


def _type(entry: Mapping, problems: Problems) -> DistributionType | None:
    node = entry.get("distribution_type")
    for known in _TYPES:
        if isinstance(node, Scalar) and node.text == known:
            return known
    place = node or entry
    problems.add(
        f'"distribution_type" wants continuous or categorical, got {describe(place)}',
        place.location,
        "distribution-reference",
    )
    return None


def _values(
    key: str, reference: Node, problems: Problems
) -> tuple[str | int | float | bool, ...] | None:
    node = reference.get(key) if isinstance(reference, Mapping) else None
    if not isinstance(node, Sequence) or not node.items:
        place = node or reference
        problems.add(
            f'the reference wants a list of "{key}", got {describe(place)}',
            place.location,
            "distribution-reference",
        )
        return None
    found: list[str | int | float | bool] = []
    for item in node.items:
        if not isinstance(item, Scalar) or item.value is None:
            problems.add(
                f'"{key}" wants single values, got {describe(item)}',
                item.location,
                "distribution-reference",
            )
            return None
        found.append(item.value)
    return tuple(found)


def _mistake(
    kind: DistributionType,
    bins: tuple[str | int | float | bool, ...],
    weights: tuple[str | int | float | bool, ...],
) -> str | None:
    shares = [weight for weight in weights if _is_number(weight)]
    if len(shares) < len(weights) or any(float(share) < 0 for share in shares):
        return "weights want numbers from 0 to 1"
    if len(bins) != len(weights):
        return f"bins and weights want as many entries, got {len(bins)} and {len(weights)}"
    total = math.fsum(float(share) for share in shares)
    if abs(total - 1) > SUM_TOLERANCE:
        return f"weights want a sum of 1, got {total:g}"
    if kind == "categorical":
        return None
    edges = [float(edge) for edge in bins if _is_number(edge)]
    if len(edges) < len(bins) or edges != sorted(edges):
        return "bins of a continuous distribution want ascending numbers"
    return None


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value)
