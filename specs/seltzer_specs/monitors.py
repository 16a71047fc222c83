"""Monitors: checks with an owner, a schedule and a history of their own, in Git or in the cloud.

```yaml
apiVersion: seltzer/v1
kind: Monitor
id: mon_01JD0Z7Q4T
name: Order volume
dataset: orders
check: anomaly detection for row_count
sensitivity: medium
schedule: "0 6 * * *"
timezone: Europe/Berlin
notify: ["slack:#shop-data"]
owner: team-shop
```

A monitor is authored in Git or in the web UI; `seltzer plan`, `apply` and `pull` keep both sides
equal. Its check is a line, or a line with its keys below it:

```yaml
apiVersion: seltzer/v1
kind: Monitor
id: mon_01JD0Z7Q5A
name: Returned orders
dataset: warehouse.orders
check:
  returned_share < 40:
    returned_share expression: 100.0 * COUNT(CASE WHEN status = 'returned' THEN 1 END) / COUNT(*)
severity: major
```

Keys:
    apiVersion: The version of the language.
    kind: What the document is.
    id: Required; `mon_` and 6 to 40 letters or digits, never reused. A copied monitor needs a new
      one.
    name: Required; what people read, and the name of its check.
    dataset: Required; a table, view or query, as in a [Checks document](checks.md).
    check: Required; one check, a line or a line with its keys below it.
    data_source: Name of the data source; the project's default without it.
    sensitivity: How rare a value must be to be unusual; anomaly detection only.
    schedule: How often it is wanted, as a cron expression of five fields, quoted; [scans of what is
      due](../selecting.md#schedules) follow it.
    timezone: Time zone of the schedule, such as `Europe/Berlin`; UTC without it.
    notify: Receivers of incidents, such as `slack:#shop-data`.
    owner: Team or person.
    severity: How bad it is when it fails.
    tags: Labels.
    attributes: Names with values, for people and programs.
    description: Text for people, of at most 2000 characters.
    enabled: With `false`, the monitor and its history are kept and it does not run.

Limits:
    - Variables may stand in `dataset` and `check`; they are filled in when the monitor runs, and
      both sides keep the text as written.
    - Column `configurations` of files do not reach monitors, nor do [templates](templates.md): a
      monitor means the same wherever it was authored.
"""

import json
import re
from collections.abc import Mapping as MappingLike
from dataclasses import dataclass, replace
from typing import Any, cast

from pydantic import ValidationError

from seltzer_specs.checks import AnomalyCheck, Check
from seltzer_specs.documents import API_VERSION
from seltzer_specs.errors import SpecErrorGroup
from seltzer_specs.location import Location
from seltzer_specs.misplaced import IN_MONITOR
from seltzer_specs.problems import Problems, describe
from seltzer_specs.receivers import receiver_mistake
from seltzer_specs.schedules import schedule_mistake, time_zone_mistake
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.datasets import read_dataset, refuse_unknown_source
from seltzer_specs.sodacl.identifiers import IdentifierError
from seltzer_specs.sodacl.parse import parse_check
from seltzer_specs.wire.monitor import MonitorSpec
from seltzer_specs.yaml_reader import Mapping, Node, Scalar, Sequence, read_documents
from seltzer_specs.yaml_writer import render_yaml

MONITOR_ID = re.compile(r"mon_[0-9A-Za-z]{6,40}")
HEAD_KEYS = ("apiVersion", "kind", "id")
WANTED = {
    "check": "a check line, or a check line with its keys below it",
    "enabled": "true or false",
    "severity": "minor, major or critical",
    "sensitivity": "low, medium or high",
    "tags": "a list of texts such as [sales]",
    "attributes": "names with one value each, such as {pii: false}",
    "notify": 'a list of receivers such as ["slack:#shop-data"]',
    "description": "text of at most 2000 characters",
    "schedule": 'a cron expression in quotes, such as "0 6 * * *"',
}
MONITOR_KEYS = (*HEAD_KEYS, *MonitorSpec.model_fields)


@dataclass(frozen=True, slots=True)
class LocatedMonitor:
    """A monitor of a file.

    Attributes:
        id: Never derived from content.
        spec: What it says.
        location: Of its document.
    """

    id: str
    spec: MonitorSpec
    location: Location


def parse_monitor_document(
    root: Mapping, context: Context
) -> tuple[LocatedMonitor, Check | None] | None:
    """Parse a `kind: Monitor` document; None after noting its mistakes.

    A monitor that is not enabled asks nothing, so it has no check.
    """
    problems = context.problems
    before = len(problems.errors)
    for key, _ in root.entries:
        if key.text not in MONITOR_KEYS:
            problems.unknown_key(
                key, MONITOR_KEYS, of="a Monitor document", hint=IN_MONITOR.get(key.text)
            )
    identity = _read_id(root, problems)
    spec = _read_spec(root, problems)
    problems.prefer_unknown_keys(before)
    if identity is None or spec is None or len(problems.errors) > before:
        return None
    check = _parse_check(root, identity, spec, context)
    if check is None:
        return None
    return LocatedMonitor(identity, spec, root.location), check if spec.enabled else None


def check_of_monitor(
    id: str,  # noqa: A002  # the word of the language
    spec: MonitorSpec,
    context: Context,
    location: Location,
) -> Check:
    """Give the check that a monitor asks, wherever the monitor was authored.

    Raises:
        SpecErrorGroup: the monitor's check, dataset or schedule is wrong; locations are those of
            the document that the monitor would have in Git.
    """
    problems = Problems()
    (document,) = read_documents(render_monitor(id, spec), location.file)
    root = cast(Mapping, document.root)
    inner = replace(context, problems=problems)
    _note_values(spec, root, problems)
    check = _parse_check(root, id, spec, inner)
    if check is None or problems.errors:
        raise SpecErrorGroup(problems.errors)
    return check


def render_monitor(id: str, spec: MonitorSpec) -> str:  # noqa: A002  # the word of the language
    """Give a monitor as the text of one YAML document, without `---`.

    Parsing the text gives the same id and spec. Fields at their default are left out.
    """
    values = spec.model_dump(mode="json", exclude_defaults=True)
    document: dict[str, Any] = {"apiVersion": API_VERSION, "kind": "Monitor", "id": id}
    document.update({key: values[key] for key in MonitorSpec.model_fields if key in values})
    return render_yaml(document)


def _read_id(root: Mapping, problems: Problems) -> str | None:
    node = root.get("id")
    if node is None:
        problems.add(
            'a Monitor document wants "id"; `seltzer pull` writes it, or write `id: mon_` and '
            "26 letters and digits of your own",
            root.location,
            "no-id",
        )
        return None

    if isinstance(node, Scalar) and MONITOR_ID.fullmatch(node.text):
        return node.text
    problems.add(
        f"a monitor's id is `mon_` and 6 to 40 letters or digits, got {describe(node)}",
        node.location,
        "monitor-id",
    )
    return None


def _read_spec(root: Mapping, problems: Problems) -> MonitorSpec | None:
    values = {
        key.text: _plain(node)
        for key, node in root.entries
        if key.text in MonitorSpec.model_fields and not _is_null(node)
    }
    before = len(problems.errors)
    try:
        # As JSON, where strict means that "yes" is no boolean and a list is a tuple all the same.
        spec = MonitorSpec.model_validate_json(json.dumps(values), strict=True)
    except ValidationError as error:
        for mistake in error.errors(include_url=False, include_input=False):
            _note(mistake, root, problems)
        return None
    _note_values(spec, root, problems)
    return spec if len(problems.errors) == before else None


def _note_values(spec: MonitorSpec, root: Mapping, problems: Problems) -> None:
    """Note a wrong schedule, time zone or receiver."""
    for key, mistake in (
        ("schedule", schedule_mistake(spec.schedule)),
        ("timezone", time_zone_mistake(spec.timezone)),
        *(("notify", receiver_mistake(receiver)) for receiver in spec.notify),
    ):
        if mistake is not None:
            problems.add(mistake, (root.get(key) or root).location, key)


def _note(mistake: MappingLike[str, Any], root: Mapping, problems: Problems) -> None:
    """Note one of pydantic's findings at the place it speaks of."""
    path = mistake["loc"]
    field = str(path[0]) if path else ""
    if mistake["type"] == "missing":
        example = {"name": "Orders per day", "dataset": "orders", "check": "row_count > 0"}
        problems.add_incomplete(
            f'a Monitor document wants "{field}"; write for example '
            f"`{field}: {example.get(field, '…')}`",
            root.location,
            "missing-key",
            keys=(field,),
        )
        return
    node: Node = root.get(field) or root
    index: object = path[1] if len(path) > 1 else None
    if isinstance(node, Sequence) and isinstance(index, int):
        node = node.items[index]
    if isinstance(node, Mapping) and field == "attributes" and isinstance(index, str):
        node = node.get(index) or node
    if any(error.location == node.location for error in problems.errors):
        return
    wanted = WANTED.get(field, "one line of at most 256 characters")
    hint = "; quote it" if isinstance(node, Scalar) and not isinstance(node.value, str) else ""
    problems.add(
        f'"{field}" wants {wanted}, got {describe(node)}{hint if field not in WANTED else ""}',
        node.location,
        "wrong-value",
    )


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.value is None


def _plain(node: Node) -> Any:
    """Give a node as JSON value; Any is what JSON is."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return {key.text: _plain(value) for key, value in node.entries}


def _has_unknown_source(root: Mapping, spec: MonitorSpec, context: Context) -> bool:
    """Tell whether the monitor's data source does not exist, after noting that."""
    if spec.data_source is None:
        return False
    try:
        refuse_unknown_source(spec.data_source, context)
    except IdentifierError as error:
        place = root.get("data_source") or root
        context.problems.add(str(error), place.location, "unknown-data-source")
        return True
    return False


def _parse_check(
    root: Mapping,
    id: str,  # noqa: A002  # the word of the language
    spec: MonitorSpec,
    context: Context,
) -> Check | None:
    dataset_node, check_node = root.get("dataset"), root.get("check")
    if not isinstance(dataset_node, Scalar) or check_node is None:
        return None
    dataset = read_dataset(dataset_node, spec.data_source, context)
    if dataset is None or _has_unknown_source(root, spec, context):
        return None
    inner = replace(
        context,
        dataset=dataset,
        partition=None,
        owner=spec.owner,
        severity=spec.severity,
        tags=tuple(sorted(set(spec.tags))),
        attributes=tuple(sorted(spec.attributes.items())),
        schedule=spec.schedule,
        timezone=spec.timezone,
        notify=spec.notify or context.notify,
        monitor_id=id,
    )
    check = parse_check(check_node, inner)
    if check is None:
        return None
    named = replace(check, name=spec.name)
    if spec.sensitivity is None:
        return named
    if isinstance(named, AnomalyCheck):
        return replace(named, sensitivity=spec.sensitivity)
    place = root.get("sensitivity") or root
    context.problems.add(
        f'"sensitivity" is for anomaly checks, and this is "{check.definition}"; remove it',
        place.location,
        "wrong-value",
    )
    return None
