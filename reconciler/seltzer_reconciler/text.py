"""A plan for people, on a terminal or in a log."""

import json

from seltzer_specs.wire.plan import FieldChange, PlanAction, PlanDocument

SIGNS = {
    "create": "+",
    "adopt": "=",
    "update": "~",
    "pull": "<",
    "conflict": "!",
    "delete": "-",
    "noop": " ",
}
VALUE_CHARS = 120


def render_plan(plan: PlanDocument) -> str:
    """Give a plan as lines: a sign per action, the fields below it, a summary last."""
    lines = [line for action in plan.actions for line in _action_lines(action)]
    if not plan.summary["total"]:
        lines.append("nothing to do: Git and cloud agree")
    else:
        parts = [
            f"{plan.summary[verb]} to {verb}" if verb != "conflict" else _conflicts(plan)
            for verb in SIGNS
            if verb != "noop" and plan.summary[verb]
        ]
        lines += ["", f"plan {plan.hash[:12]}: {', '.join(parts)}"]
    return "\n".join(lines)


def _conflicts(plan: PlanDocument) -> str:
    return f"{plan.summary['conflict']} in conflict"


def _action_lines(action: PlanAction) -> list[str]:
    place = f"  {action.location.file}:{action.location.line}" if action.location else ""
    retrain = "  (history starts anew)" if action.class_ == "retrain" else ""
    head = (
        f"{SIGNS[action.verb]} {action.verb:<8} {action.id}  {plain(action.name)}{place}{retrain}"
    )
    return [head, *(f"    {_field_line(change)}" for change in action.fields)]


def _field_line(change: FieldChange) -> str:
    if not change.path:
        return _whole_line(change)
    base, desired, actual = (value_text(v) for v in (change.base, change.desired, change.actual))
    match change.direction:
        case "push":
            return f"{change.path}: {actual} -> {desired}  (to the cloud)"
        case "pull":
            return f"{change.path}: {desired} <- {actual}  (edited in the cloud; `seltzer pull`)"
        case "agree":
            return f"{change.path}: {desired}  (both made the same change)"
        case "keep":
            return f"{change.path}: {actual}  (the cloud's own, left as it is)"
        case "conflict":
            return f"{change.path}: CONFLICT base {base} · Git {desired} · cloud {actual}"


def _whole_line(change: FieldChange) -> str:
    match change.direction:
        case "push":
            return "new in Git" if change.desired is not None else "removed from Git"
        case "pull":
            return "authored in the cloud; `seltzer pull` brings it to a branch"
        case "keep":
            return "removed from Git, still in the cloud; `seltzer plan --prune` plans its deletion"
        case _:
            return "CONFLICT: removed from Git, edited in the cloud"


def value_text(value: object) -> str:
    """Give a field's value on one line, cut where it is long."""
    text = plain(json.dumps(value, ensure_ascii=False))
    return text if len(text) <= VALUE_CHARS else f"{text[: VALUE_CHARS - 1]}…"


def plain(text: str) -> str:
    """Drop control characters, so that no name can move the cursor or colour the terminal."""
    return "".join(character if character.isprintable() else " " for character in text)
