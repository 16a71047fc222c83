"""Distribution checks: do the values of a column come from the distribution that they once had?"""

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from seltzer_specs.checks.base import CheckBase, CheckKind
from seltzer_specs.names import Name
from seltzer_specs.thresholds import Thresholds

DistributionType: TypeAlias = Literal["continuous", "categorical"]
DistributionMethod: TypeAlias = Literal["ks", "chi_square", "psi", "swd", "semd"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """What values a column once had, as the file says.

    Attributes:
        type: `continuous` has edges of a histogram in ascending order, `categorical` its values.
        bins: Edges (numbers) or values.
        weights: Shares that sum up to 1; of edge i the share between edge i - 1 and it.
    """

    type: DistributionType
    bins: tuple[str | int | float | bool, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributionCheck(CheckBase):
    """Compare how the values of a column are distributed with a reference.

    Attributes:
        column: Whose values are compared; NULL is left out.
        method: `ks` and `chi_square` give the chance that both are the same (from 1 down to 0),
            the others a distance (from 0 up).
        reference: What they are compared with.
        filter: In-check filter, SQL as written by the user.
        filter_template: `filter` with variables by name, where it has any.
        sample: Sampling clause of the engine, such as `TABLESAMPLE BERNOULLI (50)`.
        thresholds: On the chance or the distance.
    """

    kind: ClassVar[CheckKind] = "distribution"
    column: Name
    method: DistributionMethod
    reference: Distribution
    filter: str | None = None
    filter_template: str | None = None
    sample: str | None = None
    thresholds: Thresholds
