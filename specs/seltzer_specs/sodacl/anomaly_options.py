"""Options of anomaly checks: those that the detector knows, and those of Soda's Prophet model."""

import re
from typing import Final

from seltzer_specs.checks.anomaly import DIRECTIONS, AnomalyOptions, Direction
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.item import CheckItem
from seltzer_specs.surveys import SpecNote
from seltzer_specs.yaml_reader import Mapping, Scalar, Sequence

LEAST_WINDOW: Final = 7
"""Measurements that the detector needs before it judges."""

AGGREGATIONS: Final = ("last", "first", "mean", "min", "max")
PROFILES: Final = ("coverage", "MAPE")
OBJECTIVES: Final = ("coverage", "mse", "rmse", "mae", "mape", "mdape", "smape")

DEFAULT_OPTIONS: Final = AnomalyOptions()

_FREQUENCY: Final = re.compile(
    r"auto|(?:[1-9][0-9]{0,3})?(?:T|min|H|D|B|W|M|MS|Q|QS|A|AS)", re.IGNORECASE
)
_COUNTRY: Final = re.compile(r"[A-Za-z]{2}")


def take_options(item: CheckItem, config: Config) -> AnomalyOptions:
    """Give the options of an anomaly check; what has no effect here is noted in one line."""
    if config.is_empty:
        return DEFAULT_OPTIONS
    idle: list[str] = []
    severity = _section(config, "severity_level_parameters")
    warn_ratio = _ratio(severity, "warning_ratio")
    min_ratio = _ratio(severity, "min_confidence_interval_ratio")
    window = _training(config, idle)
    _model(config, idle)
    # A score and a detection of one metric have one history and one identity already.
    _flag(config, "take_over_existing_anomaly_score_check")
    _finish(severity)
    if idle:
        listed = ", ".join(f'"{key}"' for key in idle)
        message = (
            f"without effect here: {listed}; Soda's Prophet model reads "
            f"{'them' if len(idle) > 1 else 'it'}, and this detector learns by itself"
        )
        note = SpecNote(message, item.location, "no-effect")
        config.context.findings.notes.append(note)
    return AnomalyOptions(
        direction=_direction(config),
        window=window,
        warn_ratio=warn_ratio,
        min_ratio=min_ratio,
        warn_only=_flag(config, "warn_only") or False,
    )


def refuse_thresholds(config: Config) -> None:
    """Note `warn:` and `fail:` below an anomaly check: its thresholds are learned."""
    for key in ("warn", "fail"):
        node = config.take(key)
        if node is not None:
            config.context.problems.add(
                f'"{key}" does not go below an anomaly check, which learns what is usual; remove '
                "it, and set `sensitivity:` to low, medium or high, or `warn_only: true`",
                node.location,
                "anomaly-threshold",
            )


def _training(config: Config, idle: list[str]) -> int | None:
    training = _section(config, "training_dataset_parameters")
    if training is None:
        return None
    window = _whole(training, "window_length", least=LEAST_WINDOW)
    frequency = _text(training, "frequency", _FREQUENCY, "auto or one such as D, H or 5H")
    if frequency is not None and frequency != "auto":
        idle.append("frequency")
    if _choice(training, "aggregation_function", AGGREGATIONS) is not None:
        idle.append("aggregation_function")
    if _flag(training, "auto_exclude_anomalies") is False:
        idle.append("auto_exclude_anomalies")
    _finish(training)
    return window


def _model(config: Config, idle: list[str]) -> None:
    model = _section(config, "model")
    if model is None:
        return
    idle.append("model")
    _choice(model, "type", ("prophet",))
    _text(model, "holidays_country_code", _COUNTRY, "a country's code of two letters, such as BE")
    parameters = _section(model, "hyperparameters")
    static = _section(parameters, "static")
    if static is not None:
        _profile(static)
    dynamic = _section(parameters, "dynamic")
    if dynamic is not None:
        _dynamic(dynamic)
    for part in (static, dynamic, parameters, model):
        _finish(part)


def _profile(static: Config) -> None:
    node = static.take("profile")
    if isinstance(node, Mapping):
        profile = static.below("profile", node)
        _mapping(profile, "custom_hyperparameters")
        profile.finish()
    elif node is not None and not (isinstance(node, Scalar) and node.value in PROFILES):
        static.complain(node, "profile", "coverage, MAPE or custom_hyperparameters")


def _dynamic(dynamic: Config) -> None:
    node = dynamic.take("objective_metric")
    for item in node.items if isinstance(node, Sequence) else [node] if node is not None else []:
        if not isinstance(item, Scalar) or item.text.lower() not in OBJECTIVES:
            dynamic.complain(item, "objective_metric", _one_of(OBJECTIVES))
    _flag(dynamic, "parallelize_cross_validation")
    _whole(dynamic, "cross_validation_folds", least=1)
    dynamic.take_scalar("frequency")
    _mapping(dynamic, "parameter_grid")


def _direction(config: Config) -> Direction:
    found = _choice(config, "alert_directionality", tuple(DIRECTIONS))
    return "both" if found is None else DIRECTIONS[found]


def _section(config: Config | None, key: str) -> Config | None:
    node = config.take(key) if config is not None else None
    if config is None or node is None:
        return None
    if isinstance(node, Mapping):
        return config.below(key, node)
    config.complain(node, key, "a mapping")
    return None


def _mapping(config: Config, key: str) -> None:
    node = config.take(key)
    if node is not None and not isinstance(node, Mapping):
        config.complain(node, key, "a mapping")


def _flag(config: Config, key: str) -> bool | None:
    node = config.take_filled(key)
    if node is None or isinstance(node.value, bool):
        return None if node is None else bool(node.value)
    config.complain(node, key, "true or false")
    return None


def _ratio(config: Config | None, key: str) -> float | None:
    node = config.take_filled(key) if config is not None else None
    if config is None or node is None:
        return None
    value = node.value
    # NaN lies in no range.
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
        return float(value)
    config.complain(node, key, "a number from 0 to 1")
    return None


def _whole(config: Config, key: str, *, least: int) -> int | None:
    node = config.take_filled(key)
    if node is None:
        return None
    value = node.value
    if isinstance(value, int) and not isinstance(value, bool) and least <= value < 10**6:
        return value
    config.complain(node, key, f"a whole number of {least} or more")
    return None


def _text(config: Config, key: str, wanted: re.Pattern[str], words: str) -> str | None:
    node = config.take_filled(key)
    if node is None or wanted.fullmatch(node.text):
        return None if node is None else node.text
    config.complain(node, key, words)
    return None


def _choice(config: Config, key: str, choices: tuple[str, ...]) -> str | None:
    node = config.take_filled(key)
    if node is None or node.text in choices:
        return None if node is None else node.text
    config.complain(node, key, _one_of(choices))
    return None


def _one_of(choices: tuple[str, ...]) -> str:
    *most, last = choices
    return f"{', '.join(most)} or {last}" if most else last


def _finish(config: Config | None) -> None:
    if config is not None:
        config.finish()
