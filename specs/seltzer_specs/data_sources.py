"""One connection to one engine, as configured."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Option: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class DataSourceSettings:
    """How to reach a data source.

    Attributes:
        name: What specs and commands call it.
        type: Name of the dialect, for example `postgres`.
        options: Connection options by name. They hold secrets, so no repr shows them.
        schema: Schema in which unqualified datasets are looked up; None for the engine's default.
    """

    name: str
    type: str
    options: Mapping[str, Option] = field(repr=False)
    schema: str | None = None
