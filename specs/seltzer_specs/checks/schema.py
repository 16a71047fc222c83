"""Schema: which columns a dataset has, and what changed in them.

```yaml
checks for orders:
  - schema:
      name: orders keeps its shape
      warn:
        when schema changes: [column add]
      fail:
        when required column missing: [id, total]
        when forbidden column present: [pii_%]
        when wrong column type: {id: integer, total: decimal}
        when wrong column index: {id: 0}
        when schema changes: [column delete, column type change]
```

Rules stand below `warn:` or `fail:`; fail beats warn. Where the list of columns is complete, one
rule says it all:

```yaml
checks for orders:
  - schema:
      name: orders has these columns and no others
      schema_name: shop
      fail:
        when mismatching columns: {id: integer, total: decimal, note: }
        with optional columns: [note]
```

Rules:
    when required column missing: one of the columns does not exist
    when forbidden column present: a column has the name, or matches the pattern (`%` and `*` stand
      for anything)
    when wrong column type: the column has another type; `varchar` and `text` are one, lengths are
      not compared
    when wrong column index: the column stands at another place, counted from 0
    when mismatching columns: one of the columns is missing or has another type, or there is any
      other column; a column without a type (`note: `) may have any
    with optional columns: no rule by itself: those of `when mismatching columns` that may be
      missing
    when schema changes: the columns differ from the last scan: `any`, or a list of `column add`,
      `column delete`, `column type change`, `column index change`

Keys:
    warn: Rules that warn.
    fail: Rules that fail; fail beats warn.
    schema_name: Looks for the dataset in this schema.

SQL:
    The engine's catalogue is asked, once for all schema checks of a data source; no row is scanned.

Limits:
    - `when schema changes` is answered by the server, which keeps the versions of each schema; the
      first scan of a dataset is `skipped`. See [schema changes](../schema-changes.md).
    - Names are compared exactly, patterns too.
"""

from typing import ClassVar, Literal, TypeAlias

from seltzer_specs.checks.base import CheckBase, CheckKind
from seltzer_specs.frozen import dataclass

SchemaChange: TypeAlias = Literal[
    "column add", "column delete", "column type change", "column index change"
]


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """A column that must have a type or a position.

    Attributes:
        column: Column name, compared exactly.
        type: Wanted type as written, or None.
        index: Wanted position counted from 0, or None.
    """

    column: str
    type: str | None = None
    index: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaRules:
    """Rules of one level (warn or fail) of a schema check.

    Attributes:
        required: Columns that must exist.
        forbidden: Names or patterns (`%` and `*` match anything) that must not exist.
        typed: Columns with a wanted type.
        indexed: Columns with a wanted position.
        listed: All columns that there may be, with a wanted type or None; None where others may
            exist beside them.
        optional: Those of `listed` that may be missing.
        changes: Kinds of change since the last stored schema that are bad; judged by the server.
    """

    required: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    typed: tuple[ColumnRule, ...] = ()
    indexed: tuple[ColumnRule, ...] = ()
    listed: tuple[ColumnRule, ...] | None = None
    optional: tuple[str, ...] = ()
    changes: tuple[SchemaChange, ...] = ()


NO_RULES = SchemaRules()


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaCheck(CheckBase):
    """Compare a dataset's columns with rules; fail beats warn."""

    kind: ClassVar[CheckKind] = "schema"
    fail: SchemaRules = NO_RULES
    warn: SchemaRules = NO_RULES
