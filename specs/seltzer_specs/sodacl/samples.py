"""Keys about samples of bad rows, below checks and in `configurations for`."""

from seltzer_specs.checks.samples import NO_SAMPLES, Samples
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.identifiers import IdentifierError, parse_name
from seltzer_specs.yaml_reader import Sequence

MAX_LIMIT = 1_000_000
SAMPLE_KEYS = (
    "samples limit", "samples columns", "collect failed rows", "failed rows query",
    "failed rows sql_file",
)  # fmt: skip


def take_samples(config: Config, above: Samples = NO_SAMPLES) -> Samples:
    """Give what a check says about samples, completed by what holds for all checks above it."""
    if config.is_empty:
        return above
    limit, columns = _take_limit(config), _take_columns(config)
    collected = take_collected(config)
    query = config.take_sql_or_file("failed rows query", "failed rows sql_file")
    if limit is None and not columns and collected is None and query is None:
        return above
    return Samples(
        limit=above.limit if limit is None else limit,
        columns=columns or above.columns,
        is_collected=above.is_collected if collected is None else collected,
        query=query.text.strip() if query is not None else above.query,
        template=query.template if query is not None else above.template,
    )


def _take_limit(config: Config) -> int | None:
    node = config.take_scalar("samples limit")
    if node is None:
        return None
    text = config.context.text(node)
    if text is None:
        return None
    if text.isdecimal() and text.isascii() and len(text) < 8 and int(text) <= MAX_LIMIT:
        return int(text)
    config.complain(node, "samples limit", f"a whole number from 0 to {MAX_LIMIT:,}")
    return None


def _take_columns(config: Config) -> tuple[str, ...]:
    node = config.peek("samples columns")
    if node is not None and not isinstance(node, Sequence):
        config.take("samples columns")
        config.complain(node, "samples columns", "a list of columns such as [id, status]")
        return ()
    texts = config.take_texts("samples columns")
    try:
        for text in texts:
            parse_name(text)
    except IdentifierError as error:
        if node is not None:
            config.context.problems.add(f'"samples columns": {error}', node.location, "wrong-value")
    return texts


def take_collected(config: Config) -> bool | None:
    """Give `collect failed rows`."""
    node = config.take_scalar("collect failed rows")
    if node is None:
        return None
    if isinstance(node.value, bool):
        return node.value
    config.complain(node, "collect failed rows", "true or false")
    return None
