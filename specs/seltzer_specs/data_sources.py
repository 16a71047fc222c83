"""One connection to one engine, as configured."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from seltzer_specs.errors import SpecErrorGroup, UnsetVariableError
from seltzer_specs.secrets import OptionValue, hide_secrets

Option = OptionValue


@dataclass(frozen=True, slots=True)
class ScanLimits:
    """Limits of a data source; None leaves them to its dialect and the command line.

    Attributes:
        threads: Queries at a time.
        query_timeout_s: Seconds that one query may take.
    """

    threads: int | None = None
    query_timeout_s: float | None = None


NO_LIMITS = ScanLimits()


@dataclass(frozen=True, slots=True)
class DataSourceSettings:
    """How to reach a data source.

    Attributes:
        name: What specs and commands call it.
        type: Name of the dialect, for example `postgres`.
        options: Connection options by name. They hold secrets, so no repr shows them.
        schema: Schema in which unqualified datasets are looked up; None for the engine's default.
        unset: Environment variables that options lack. Compiling needs no secret, so they are
            mistakes only to who connects.
        from_environment: Values of options that came from the environment.
        max_bytes: Bytes that one scan may read, as estimated; None for no limit.
        limits: How hard it may be asked.
        partition_columns: By dataset, the column that says which of its rows belong together: of
            what did not change, nothing but this is read again.
    """

    name: str
    type: str
    options: Mapping[str, Option] = field(repr=False)
    schema: str | None = None
    unset: tuple[UnsetVariableError, ...] = ()
    from_environment: tuple[str, ...] = field(default=(), repr=False)
    max_bytes: int | None = None
    limits: ScanLimits = NO_LIMITS
    partition_columns: Mapping[str, str] = field(default_factory=dict[str, str])

    def redact(self, text: str) -> str:
        """Give a message about this connection without its secrets."""
        return hide_secrets(text, options=self.options, from_environment=self.from_environment)

    def require_set(self) -> None:
        """Stop before a connection with options that are not known.

        Raises:
            SpecErrorGroup: the variables that are not set.
        """
        if self.unset:
            raise SpecErrorGroup(self.unset)
