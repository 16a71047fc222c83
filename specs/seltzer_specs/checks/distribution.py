"""Distribution: do the values of a column still come from the distribution that they once had?

```yaml
checks for orders:
  - distribution_difference(total) > 0.05:
      distribution reference file: references/total.yml   # relative to this file
```

```yaml
checks for orders:
  - distribution_difference(total) > 0.05:
      distribution reference file: references/total.yml
      method: ks
      filter: created_at > '2026-01-01'
      sample: TABLESAMPLE BERNOULLI (50 PERCENT)          # on PostgreSQL: (50)
  - distribution_difference(total):
      distribution reference file: references/total.yml
      method: psi
      warn: when > 0.1
      fail: when > 0.25
```

Keys:
    distribution reference file: Required; relative to the file of the check, and inside the
      project.
    method: How the two are compared, see below; `ks` or `chi_square` without it.
    sample: Sampling clause of the engine, placed behind the dataset; one that the engine would
      read as something else is an error.

Methods:
    | Method | For | Value |
    |---|---|---|
    | `ks` | continuous | p-value of the two-sample Kolmogorov-Smirnov test |
    | `chi_square` | categorical | p-value of the chi-square test, category by category |
    | `psi` | both | population stability index |
    | `swd`, `semd` | both | Wasserstein distance in standard deviations |

    A p-value is near 0 where the two differ and passes above a threshold (`> 0.05`); the others are
    distances, 0 where the two are the same, and pass below one (`< 0.1`).

The reference:
    ```yaml
    # not a spec
    # references/total.yml
    dataset: orders
    column: total
    distribution_type: continuous       # or categorical
    filter: created_at < '2026-01-01'   # optional, as is sample
    ```

    `seltzer update-dro -d warehouse references/total.yml` reads the column and writes
    `distribution_reference` with `bins` and `weights` into the file; comments stay. A file may hold
    several references under names: `distribution_difference(total, NAME)`, and `update-dro -n
      NAME`.
    Commit the file: the check is only as good as what it compares with. A reference may stand
    beside the checks; it is not read as one.

Outcomes (What | Outcome):
    no values: skipped
    a continuous column holds text, NaN or infinity: error
    `chi_square`, and a category is on one side only, or has fewer than 5 rows on a side: error
    more than 1,000,000 different categories: error

    NULL is left out on both sides.

SQL:
    Of a continuous column all values are fetched, and of more than 1,000,000 so many at equal
    distances in their order; of a categorical one each value with its number of rows.

    They are fetched to the machine that scans and never leave it: only the p-value or distance is
    pushed. A continuous reference is made values again ten times, with the seeds 0 to 9, and the
    median of the ten results counts, so that the same data gives the same result in every scan.

Limits:
    - As in Soda, `psi`, `swd` and `semd` of categories compare how large the counts are, not which
      category has them: two categories that swap their counts go unnoticed. Use `chi_square`.
    - A reference that `update-dro` makes has at most 20,000 bins.
    - Where two commits are compared, both use the references as they are now.
"""

from typing import ClassVar, Literal, TypeAlias

from seltzer_specs.checks.base import CheckBase, CheckKind
from seltzer_specs.frozen import dataclass
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
