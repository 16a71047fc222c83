"""Samples of bad rows: what a check says about them. None is fetched yet."""

from seltzer_specs.frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """Which bad rows people may want to see. No part of a check's identity.

    Attributes:
        limit: Rows at most; None where the user gave none.
        columns: Columns to show; empty for all.
        is_collected: `collect failed rows`; None where the user did not say.
        query: SELECT whose rows are shown instead of the check's own.
        template: The query with variables by name, where it has any.
    """

    limit: int | None = None
    columns: tuple[str, ...] = ()
    is_collected: bool | None = None
    query: str | None = None
    template: str | None = None


NO_SAMPLES = Samples()
