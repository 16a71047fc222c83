"""Checks documents: a dataset, or many, and what is asked about it.

```yaml
apiVersion: seltzer/v1
kind: Checks
dataset: orders
owner: team-shop
checks:
  - row_count > 0
  - missing_percent(customer_id) < 1%
```

The list under `checks` is SodaCL's; [all types of check](README.md) may stand in it. One file may
hold several documents, of any kind, separated by `---`. With most of what may stand beside the
list:

```yaml
apiVersion: seltzer/v1
kind: Checks
dataset: orders                 # `warehouse.orders` names a data source, `shop.orders` a schema
owner: team-shop
severity: major
tags: [sales]
notify: ["slack:#shop-data"]
attributes: {pii: false}
schedule: "0 6 * * *"
timezone: Europe/Berlin
filter: created_at >= '2026-01-01'      # applies to every check of the document
configurations:
  valid format for email: email
checks:
  - row_count > 0
  - invalid_percent(email) < 1%
```

Keys:
    apiVersion: The version of the language.
    kind: What the document is.
    dataset: What the checks ask about: a table, view or query, quoted (`'"my orders"'`) where its
      name has spaces or dots.
    datasets: [Patterns](for-each.md#patterns) of datasets; the checks are asked of each match.
    columns: [Patterns](for-each.md#patterns) of columns; the checks are asked of each match.
    variable: What the checks call the dataset or column of `datasets` and `columns`: `${NAME}`.
      `DATASET` and `COLUMN` without it.
    source: What the `target` was copied from: a dataset, or its keys `dataset`, `data_source` and
      `filter`. See [reconciliation](reconciliation.md).
    target: What a [reconciliation](reconciliation.md) is about, written as `source` is.
    label: Name of a [reconciliation](reconciliation.md), for people.
    data_source: Name of the data source; the project's default without it.
    owner: Team or person, of every check that names none.
    severity: How bad it is when a check fails that says nothing else.
    tags: Labels of every check, beside its own.
    notify: Receivers of incidents, such as `slack:#shop-data`, of every check that names none.
    attributes: Names with values, of every check; the check's own win.
    schedule: How often the checks are wanted, as a cron expression of five fields, quoted; [scans
      of what is due](../selecting.md#schedules) follow it.
    timezone: Time zone of the schedule, such as `Europe/Berlin`; UTC without it.
    filter: SQL condition on the rows of every check, or `name` and `where`.
    filters: SQL conditions of other datasets, as `DATASET [NAME]`, for checks that compare with
      them.
    configurations: What is [missing and valid](missing-and-valid.md#keys-of-a-column), as `KEY for
      COLUMN`; in a document about many datasets also below the name of one.
    variables: Values of [`${NAME}`](variables.md).
    discover datasets: Patterns of datasets to register. See [discovery](discovery.md).
    profile columns: Patterns of columns to profile. See [discovery](discovery.md).
    sample datasets: Skipped with a note: no row is read. See [discovery](discovery.md).
    automated monitoring: Patterns of datasets to watch. See [automated
      monitoring](automated-monitoring.md).
    metrics: Metrics to measure without judging them. See [measured metrics](measured.md).
    checks: The list of checks.

    `checks` is required but beside the five keys above it. Without any dataset it takes checks by
    query only.

SodaCL files:
    A plain SodaCL file says the same, and both may be mixed in a project:

    ```yaml
    filter orders [recent]:
      where: created_at >= '2026-01-01'

    configurations for orders:
      valid format for email: email

    checks for orders [recent]:
      - attributes: {pii: false}
      - row_count > 0
      - invalid_percent(email) < 1%
    ```

    | SodaCL | In a document |
    |---|---|
    | `checks for orders:` | `dataset: orders` and `checks:` |
    | `checks for orders [recent]:` and its `filter` | `filter:` |
    | `filter` of another dataset | `filters:` |
    | `configurations for orders:` | `configurations:` |
    | `for each dataset D:` | `datasets:`, `variable: D` |
    | `for each column C:` | `columns:`, `variable: C` |
    | `reconciliation NAME:` | `source:`, `target:`, `label: NAME` |
    | `discover datasets:`, `profile columns:`, `automated monitoring:` | the same, as a list |

    `seltzer migrate` [rewrites](../migrate.md) one as the other.

Limits:
    - A file has at most 1 MB, 64 levels and 100,000 values with its aliases counted out.
    - Spec files are UTF-8, inside the project's folder, and no symbolic links.
    - Any key that is not known is an error at its line.
"""
