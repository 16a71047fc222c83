"""`metrics` and `metric_groups` of tables and columns."""

from seltzer_specs.problems import did_you_mean
from seltzer_specs.soda_sql.metric_names import GROUPS, METRICS, with_implied
from seltzer_specs.sodacl.config import Config
from seltzer_specs.yaml_reader import Scalar, Sequence


def take_metrics(config: Config) -> tuple[str, ...]:
    """Give the metrics that a table or column asks for, what they imply included."""
    metrics = _take_words(config, "metrics", "metric", METRICS)
    groups = _take_words(config, "metric_groups", "metric group", tuple(GROUPS))
    return with_implied(metrics, groups)


def _take_words(config: Config, key: str, word: str, known: tuple[str, ...]) -> list[str]:
    node = config.take(key)
    if node is None:
        return []
    if not isinstance(node, Sequence):
        config.complain(node, key, f"a list such as [{known[0]}]")
        return []
    found: list[str] = []
    for item in node.items:
        if isinstance(item, Scalar) and item.text in known:
            found.append(item.text)
        elif isinstance(item, Scalar):
            hint = did_you_mean(item.text, known)
            config.context.problems.add(
                f'unknown {word} "{item.text}"{hint}', item.location, "unknown-metric"
            )
        else:
            config.complain(item, key, f"names such as {known[0]}")
    return found
