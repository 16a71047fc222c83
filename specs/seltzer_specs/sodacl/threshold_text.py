"""Thresholds: when a measurement passes, warns or fails.

```yaml
checks for orders:
  - row_count between 10 and 1000           # passes in this range, fails outside
  - duplicate_count(sku, region):
      warn: when between 1 and 10           # warns in this range
      fail: when > 10
```

A threshold behind a metric says what **passes**; `warn:` and `fail:` below it say what is **bad**,
one condition each, after the word `when`. Fail beats warn.

```yaml
checks for orders:
  - missing_percent(email) < 5%
  - avg(total) not between (0 and 10]
  - freshness(created_at) < 1d12h
```

Conditions (Condition | Holds when the value):
    `< 5`: is less
    `<= 5`: is less, or the same
    `> 5`: is more
    `>= 5`: is more, or the same
    `= 5`: equals it
    `!= 5`, `<> 5`: does not equal it
    `between 1 and 10`: lies in it, both ends included
    `between (1 and 10]`: lies in it; `(` or `)` leaves the end out, `[` or `]` includes it
    `not between 1 and 10`: lies outside
    `< 5 %`: compares so: the percent sign is decoration, for every metric
    `< 1d12h`: is a shorter time; [freshness](freshness.md) and its changes only, in days, hours and
      minutes

Limits:
    - Numbers may have a sign and a decimal point: `-5`, `+.5`. Variables may stand for them:
      `row_count > ${floor}`.
    - A check has either a threshold in its line or `warn:` and `fail:` below it; both is an error.
    - A check without any threshold is an error, except `failed rows`, `schema`, `values in`,
      `row_count same as`, `group evolution` and anomaly detection.
    - Values are compared exactly and unrounded. NaN and NULL never pass.
    - A range that holds no number, such as `between (1 and 1)`, is an error.
"""

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from seltzer_specs.thresholds import Interval, Region

PLAIN = re.compile(r"(<=|>=|!=|<>|<|>|=)\s*(-?[0-9]+(?:\.[0-9]+)?)(?:\s*%)?")
COMPARISON = re.compile(r"(?P<op><=|>=|!=|<>|<|>|=)\s*(?P<value>.+)")
BETWEEN = re.compile(
    r"(?P<negated>not\s+)?between\s+(?P<open>[\[(])?\s*(?P<low>\S+(?:\s*%)?)\s+and\s+"
    r"(?P<high>[^\s\])]+(?:\s*%)?)\s*(?P<close>[\])])?"
)
WRONG_OPERATOR = re.compile(r"(?!(?:<=|>=|!=|<>|<|>|=)[^<>=!~])[<>=!~]+")
TWO_OPERATORS = re.compile(r"[<>=]\s*[^<>=\s].*[<>=]")
NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
DURATION = re.compile(r"(?P<sign>[-+])?(?:(?P<d>[0-9]+)d)?(?:(?P<h>[0-9]+)h)?(?:(?P<m>[0-9]+)m)?")
SECONDS = {"d": 86_400, "h": 3_600, "m": 60}


class ThresholdError(ValueError):
    """The text is no threshold; the message says what is wrong and what to write."""


@lru_cache(maxsize=16_384)
def parse_region(text: str, *, is_duration: bool = False) -> Region:
    """Read a condition as the set of values for which it holds.

    Args:
        text: For example `>= 5`, `not between -1 and 1`.
        is_duration: Values are durations such as `1d12h`; the region is then in seconds.

    Raises:
        ThresholdError: it cannot be read as a whole.
    """
    clean = " ".join(text.split())
    plain = None if is_duration else PLAIN.fullmatch(clean)
    if plain is not None:  # as nearly all are
        return Region(_comparison(plain[1], Decimal(plain[2])), clean)
    between = BETWEEN.fullmatch(clean)
    if between is not None:
        return _between(between, clean, is_duration=is_duration)
    comparison = COMPARISON.fullmatch(clean)
    if " when " in clean:
        raise ThresholdError(
            f'"{clean}" has two conditions; keep one, or write for example not between 3 and 10'
        )
    if comparison is None or WRONG_OPERATOR.match(clean):
        raise ThresholdError(_mistake(clean, is_duration=is_duration))
    if TWO_OPERATORS.search(clean) and (two := _two_conditions(clean)) is not None:
        raise ThresholdError(two)
    value = _value(comparison["value"], is_duration=is_duration)
    return Region(_comparison(comparison["op"], value), clean)


# Imported where they are used: only mistakes need them.


def _mistake(text: str, *, is_duration: bool) -> str:
    from seltzer_specs.sodacl.threshold_hints import hint_of_condition

    return hint_of_condition(text, is_duration=is_duration)


def _two_conditions(text: str) -> str | None:
    from seltzer_specs.sodacl.threshold_hints import hint_of_two

    return hint_of_two(text)


def _comparison(operator: str, value: Decimal) -> tuple[Interval, ...]:
    match operator:
        case "<":
            return (Interval(None, value, has_high=False),)
        case "<=":
            return (Interval(None, value),)
        case ">":
            return (Interval(value, None, has_low=False),)
        case ">=":
            return (Interval(value, None),)
        case "=":
            return (Interval(value, value),)
        case _:
            return (Interval(None, value, has_high=False), Interval(value, None, has_low=False))


def _between(match: re.Match[str], text: str, *, is_duration: bool) -> Region:
    low = _value(match["low"], is_duration=is_duration)
    high = _value(match["high"], is_duration=is_duration)
    if low > high:
        raise ThresholdError(f'the low end of "{text}" is above its high end; swap them')
    inside = Interval(low, high, match["open"] != "(", match["close"] != ")")
    if low == high and not (inside.has_low and inside.has_high):
        raise ThresholdError(f'"{text}" holds no number; use [ and ] or other ends')
    region = Region((inside,), text)
    return region.complement() if match["negated"] else region


def _value(text: str, *, is_duration: bool) -> Decimal:
    clean = text.strip()
    return _seconds(clean) if is_duration else _number(clean)


def _number(text: str) -> Decimal:
    bare = text.removesuffix("%").rstrip()
    if not NUMBER.fullmatch(bare):
        from seltzer_specs.sodacl.threshold_hints import hint_of_number

        raise ThresholdError(f'the threshold wants a number, got "{text}"; {hint_of_number(text)}')
    try:
        return Decimal(bare)
    except InvalidOperation as error:
        raise ThresholdError(f'"{text}" is no number') from error


def _seconds(text: str) -> Decimal:
    match = DURATION.fullmatch(text)
    if match is None or not text.strip("+-"):
        from seltzer_specs.sodacl.threshold_hints import hint_of_duration

        raise ThresholdError(
            f'the threshold wants a duration in days, hours and minutes, got "{text}"; '
            f"{hint_of_duration(text)}"
        )
    seconds = Decimal(sum(int(match[unit] or 0) * size for unit, size in SECONDS.items()))
    return -seconds if match["sign"] == "-" else seconds
