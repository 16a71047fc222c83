"""How hard a data source may be asked: `threads` and `query_timeout` beside its connection."""

from seltzer_specs.data_sources import Option, ScanLimits
from seltzer_specs.problems import describe
from seltzer_specs.sodacl.context import Context
from seltzer_specs.yaml_reader import Mapping

MAX_THREADS = 64
MAX_QUERY_TIMEOUT_S = 1_000_000.0


def read_limits(node: Mapping, options: dict[str, Option], context: Context) -> ScanLimits:
    """Take the limits out of the options of a data source; a wrong one is noted as a mistake."""
    threads = _number(options.pop("threads", None))
    seconds = _number(options.pop("query_timeout", None))
    if threads is not None and (not threads.is_integer() or not 1 <= threads <= MAX_THREADS):
        _complain(node, "threads", f"a whole number from 1 to {MAX_THREADS}", context)
        threads = None
    if seconds is not None and not 0 < seconds <= MAX_QUERY_TIMEOUT_S:
        _complain(node, "query_timeout", "seconds, for example 600", context)
        seconds = None
    return ScanLimits(int(threads) if threads is not None else None, seconds)


def _number(value: Option) -> float | None:
    """Give a number, NaN for what is none."""
    if value is None:
        return None
    try:
        return float("nan") if isinstance(value, bool) else float(value)
    except ValueError:
        return float("nan")


def _complain(node: Mapping, key: str, wanted: str, context: Context) -> None:
    value = node.get(key)
    got = f", got {describe(value)}" if value is not None else ""  # it may stand in `connection`
    place = value if value is not None else node
    context.problems.add(f'"{key}" wants {wanted}{got}', place.location, "wrong-value")
