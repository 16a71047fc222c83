"""Soda SQL files: scan files of Soda SQL run as they are.

```yaml
table_name: orders
metric_groups: [missing, validity]
tests:
  - row_count > 0
columns:
  email:
    valid_format: email
    tests:
      - invalid_percentage == 0
```

A file with `table_name:` is one; it becomes the same checks as a SodaCL file, with the same ids
where both say the same. With more of what may stand in it:

```yaml
table_name: orders
metric_groups: [missing, validity]
filter: created_at >= '2026-01-01'
tests:
  - row_count > 0
  - name: neither few nor many
    expression: 10 < row_count <= 100000
columns:
  email:
    valid_format: email
    tests:
      - invalid_percentage == 0
      - missing_count + invalid_count < 5
  total:
    historic_metrics:
      - {name: avg_of_week, type: avg, metric: avg, count: 7}
    tests:
      - max - min < 10000
      - avg - avg_of_week < 50
sql_metrics:
  - sql: SELECT country, SUM(total) AS revenue, COUNT(*) AS n FROM orders GROUP BY country
    group_fields: [country]
    tests:
      - revenue > 100
      - revenue / n > 2 or n == 1
  - type: failed_rows
    name: negative
    sql: SELECT * FROM orders WHERE total < 0
```

Its `warehouse.yml` is given with `-c`, and the scan's variables with `-v`:

```
seltzer scan -c warehouse.yml tables/orders.yml -v date=2026-01-31
```

`env_var(NAME)` is read from the environment and not from `~/.soda/env_vars.yml`; `soda_account` and
`ingest` are passed over. What `tests` may say: [test expressions](soda-sql-tests.md).

Metrics of Soda SQL (Soda SQL | Here):
    `row_count`, `missing_count`, `values_count`, `valid_count`, `invalid_count`: the same
    `min`, `max`, `avg`, `sum`, `stddev`, `variance`, `min_length`, `max_length`, `avg_length`: the
      same
    `unique_count`, `duplicate_count`, `uniqueness`: the same
    `missing_percentage`, `values_percentage`, `valid_percentage`, `invalid_percentage`:
      `missing_percent`, …
    `distinct`: `distinct_count`
    `mins`, `maxs`, `frequent_values`, `histogram`: values of the data and no numbers: the column is
      profiled, of a table all but `excluded_columns`, and the profile stays in the report; see
      [discovery](discovery.md)
    `schema`: the columns are registered, see [discovery](discovery.md); a [schema
      check](schema.md) judges them

    What `metrics` and `metric_groups` list is [measured](measured.md), whether a test uses it or
    not: of a table, of each column whose type has it but for `excluded_columns`. The values stand
    in the `measurements` of the [report](../scan-report.md) and go into the history, without an
    outcome. A test may use any metric of its column, whether it is listed or not.

SQL metrics:
    Each row of a query with `group_fields` is a group with results of its own, as in
    [group by](group-by.md): values of the fields leave the machine hashed. Without `group_fields`
    the query has one row; several are an error. `metric_names` names the columns in their order.
    `type: failed_rows` fails when there are rows. `sql_file` is taken from the folder of the scan
    file and stays inside the project. Without tests it is not run, and a note says so.

SQL:
    All metrics of a file share the fused queries. `distinct` and the three metrics beside it come
    from one grouping of their column.

Limits:
    - `{{ date }}` is a [variable](variables.md), in every text of the file; other Jinja is an
      error.
    - A historic metric can be compared with its own metric only, by order or by difference.
    - `failed_limit` of `samples` and of failed rows is that of [samples](../samples.md); the other
      keys of `samples` have no effect, nor have `dataset_name`, `sample_percentage` and
      `sample_method`: every row is measured. A note says so of each.
    - Columns are found as the engine finds them; quote a name with capitals twice, `'"Email"':`.
    - Profiles are of all rows: `filter` does not reach them, and a note says so.
    - A profile has 10 frequent values and 5 at each end: a note says where `mins_maxs_limit` or
      `frequent_values_limit` want others.
"""

from dataclasses import replace

from seltzer_specs.checks import Check
from seltzer_specs.metrics import Validity
from seltzer_specs.names import Partition
from seltzer_specs.soda_sql.columns import parse_columns
from seltzer_specs.soda_sql.limits import take_limits
from seltzer_specs.soda_sql.measured import ask_measured
from seltzer_specs.soda_sql.metrics_list import take_metrics
from seltzer_specs.soda_sql.profiles import ask_profiles
from seltzer_specs.soda_sql.samples import take_samples
from seltzer_specs.soda_sql.scope import Scope
from seltzer_specs.soda_sql.sql_metrics import parse_sql_metrics
from seltzer_specs.soda_sql.table_tests import parse_tests
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.datasets import read_dataset
from seltzer_specs.yaml_reader import Mapping


def parse_scan_file(root: Mapping, context: Context) -> list[Check]:
    """Parse one scan file; mistakes are noted, and the other checks go on."""
    context = replace(context, variables=replace(context.variables, has_braces=True))
    config = Config(root, of="the Soda SQL scan file", context=context)
    node = config.take_scalar("table_name")
    no_source = replace(context, data_sources=frozenset())  # a table's name has none in front
    dataset = read_dataset(node, None, no_source) if node is not None else None
    inner = replace(context, dataset=dataset, partition=_take_filter(config))
    excluded = take_limits(config, root)
    asked = take_metrics(config)
    inner = replace(inner, samples=take_samples(config, inner.samples))
    checks = parse_tests(config.take("tests"), Scope(), inner)
    checks += parse_sql_metrics(config.take("sql_metrics"), None, inner)
    validities: dict[str, Validity] = {}
    columns = parse_columns(config.take("columns"), inner, validities)
    ask_measured(asked, root, inner, validities=validities, excluded=excluded)
    ask_profiles(asked, root, inner, excluded=excluded)
    config.finish()
    return [*checks, *columns] if dataset is not None else []


def _take_filter(config: Config) -> Partition | None:
    found = config.take_sql("filter")
    return Partition("filter", found.text.strip(), found.template) if found is not None else None
