"""The fields of a monitor: who decides about each, and what a change to it means."""

from typing import Any, Literal, TypeAlias

from seltzer_specs.wire.monitor import MonitorSpec

Owner: TypeAlias = Literal["code", "ui", "shared"]
ChangeClass: TypeAlias = Literal["cosmetic", "metadata", "semantic", "retrain"]

OWNERS: dict[str, Owner] = {
    "data_source": "code",
    "dataset": "code",
    "check": "code",
    "sensitivity": "code",
    "schedule": "code",
    "timezone": "code",
    "enabled": "ui",
    "name": "shared",
    "notify": "shared",
    "owner": "shared",
    "severity": "shared",
    "tags": "shared",
    "attributes": "shared",
    "description": "shared",
}

COSMETIC = frozenset({"name", "description", "tags"})
SEMANTIC = frozenset({"data_source", "dataset", "check", "sensitivity"})
CLASS_ORDER: tuple[ChangeClass, ...] = ("cosmetic", "metadata", "semantic", "retrain")


def spec_fields(spec: MonitorSpec | None) -> dict[str, Any]:
    """Give a spec as JSON values by field, all fields present; empty for None.

    Tags are a set to people, so their order is no difference.
    """
    if spec is None:
        return {}
    values = spec.model_dump(mode="json")
    values["tags"] = sorted(values["tags"])
    return values


def classify(paths: list[str], *, is_anomaly: bool) -> ChangeClass:
    """Say what the gravest of some changed fields means for the monitor.

    Args:
        paths: Names of changed fields; empty for the whole object.
        is_anomaly: True when the monitor learns from its history, which such a change restarts.
    """
    if not paths or any(path in SEMANTIC for path in paths):
        restarts = is_anomaly and any(path in SEMANTIC - {"sensitivity"} for path in paths)
        return "retrain" if restarts else "semantic"
    if all(path in COSMETIC for path in paths):
        return "cosmetic"
    return "metadata"


def is_anomaly(spec: MonitorSpec) -> bool:
    """Tell whether the monitor learns from its history."""
    line = spec.check if isinstance(spec.check, str) else next(iter(spec.check))
    return line.strip().startswith("anomaly ")
