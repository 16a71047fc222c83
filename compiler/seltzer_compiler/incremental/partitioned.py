"""A dataset with a partition column: what is asked of it, partition by partition."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from sqlglot import exp

from seltzer_compiler.identity import digest
from seltzer_compiler.incremental.determinism import depends_on_row_alone
from seltzer_compiler.incremental.parts import part_trees
from seltzer_compiler.measures import Measure
from seltzer_compiler.plan import Query
from seltzer_compiler.rules import one_duplicate_query_per_key
from seltzer_compiler.user_sql import UserSqlError, parse_expression
from seltzer_dialects.base import Dialect
from seltzer_specs.canonical import sha256_hex
from seltzer_specs.names import DatasetRef

RULE = "changed-partitions-only"

LISTED = 200
"""Most partitions that are named in a condition; more are a range that holds them."""

PartitionKey: TypeAlias = date | int | None
"""Value of a partition column; rows without one are a partition, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Partitioned:
    """What a scan asks of one dataset by partitions.

    Attributes:
        dataset: Which one.
        column: The partition column, or an expression over one, as written.
        merged: Measures whose parts merge into the whole.
        probed: Duplicate counts, which new keys alone can change.
        columns: SQL of the columns that any of these reads, each once, in order.
        fingerprint: Digest of the column and `columns`: what a checksum is of.
    """

    dataset: DatasetRef
    column: str
    merged: tuple[Measure, ...]
    probed: tuple[Measure, ...]
    columns: tuple[str, ...]
    fingerprint: str


def partition(
    dataset: DatasetRef, column: str, measures: Iterable[Measure], dialect: Dialect
) -> Partitioned | None:
    """Say what can be asked of a dataset by partitions.

    Args:
        dataset: Which one.
        column: The partition column, or an expression over one.
        measures: Of queries over this dataset.
        dialect: Its dialect.

    Returns:
        None where nothing can.

    Raises:
        UserSqlError: the column is none, or its value may differ from day to day.
    """
    key = _key(column, dialect)
    if not depends_on_row_alone(key) or key.find(exp.Column) is None:
        raise UserSqlError("wants a column, or an expression of one that depends on nothing else")
    merged: list[Measure] = []
    probed: list[Measure] = []
    columns = _columns_of([key], dialect)
    for measure in measures:
        trees = part_trees(measure, dialect)
        if trees is not None:
            merged.append(measure)
        elif is_probed(measure, dialect):
            probed.append(measure)
            trees = (_duplicates_of(measure, dialect),)
        columns |= _columns_of(trees or (), dialect)
    if not (merged or probed) or dialect.row_checksum([key]) is None:
        return None
    ordered = tuple(sorted(columns))
    return Partitioned(
        dataset=dataset,
        column=column,
        merged=tuple(merged),
        probed=tuple(probed),
        columns=ordered,
        fingerprint=digest(dialect.name, column, ordered),
    )


def is_probed(measure: Measure, dialect: Dialect) -> bool:
    """Tell whether duplicates of old rows stay what they are while the rows do."""
    if measure.function != "duplicates" or measure.rows is None or measure.rows.where:
        return False
    text = measure.filter
    return text is None or depends_on_row_alone(parse_expression(text, dialect.sqlglot))


def _duplicates_of(measure: Measure, dialect: Dialect) -> exp.Expr:
    return exp.Tuple(expressions=one_duplicate_query_per_key.read_by(measure, dialect))


def _columns_of(trees: Iterable[exp.Expr], dialect: Dialect) -> set[str]:
    return {
        column.sql(dialect=dialect.sqlglot)
        for tree in trees
        for column in tree.find_all(exp.Column)
    }


def _key(column: str, dialect: Dialect) -> exp.Expr:
    return parse_expression(column, dialect.sqlglot).copy()


def fingerprint_query(plan: Partitioned, dialect: Dialect) -> Query:
    """Ask for the number of rows and a checksum of each partition."""
    served = (*plan.merged, *plan.probed)
    return _rows_query(plan, _grouped(plan, (), dialect), served, dialect)


def parts_query(
    plan: Partitioned,
    measures: Sequence[Measure],
    wanted: "Wanted | None",
    dialect: Dialect,
) -> Query:
    """Ask for what is kept of measures for some partitions, or for all of them.

    Number of rows and checksum come first: of one statement, so that the values are of just these
    rows whatever is written meanwhile.
    """
    trees = [tree for measure in measures for tree in part_trees(measure, dialect) or ()]
    tree = _grouped(plan, trees, dialect)
    if wanted is not None:
        tree = tree.where(wanted.condition(_key(plan.column, dialect)), copy=False)
    return _rows_query(plan, tree, measures, dialect)


def probe_query(plan: Partitioned, measure: Measure, new: "Wanted", dialect: Dialect) -> Query:
    """Ask how many keys the rows of new partitions make duplicates that were none before."""
    tree = one_duplicate_query_per_key.probe(
        measure, new.condition(_key(plan.column, dialect)), dialect
    )
    return _rows_query(plan, tree, (measure,), dialect)


def _grouped(plan: Partitioned, trees: Sequence[exp.Expr], dialect: Dialect) -> exp.Select:
    hashed = [parse_expression(text, dialect.sqlglot).copy() for text in plan.columns]
    checksum = dialect.row_checksum(hashed)
    if checksum is None:
        raise ValueError(f"{dialect.name} has no checksum of rows")
    columns = [
        exp.alias_(_key(plan.column, dialect), "partition_key", copy=False),
        exp.alias_(exp.Count(this=exp.Star(), big_int=True), "row_count", copy=False),
        exp.alias_(checksum, "checksum", copy=False),
        *(exp.alias_(tree, f"part_{n}", copy=False) for n, tree in enumerate(trees, start=1)),
    ]
    table = dialect.table(plan.dataset)
    grouped = exp.select(*columns, copy=False).from_(table, copy=False)
    return grouped.group_by(_key(plan.column, dialect), copy=False)


def _rows_query(
    plan: Partitioned, tree: exp.Select, measures: Sequence[Measure], dialect: Dialect
) -> Query:
    sql = dialect.render(tree)
    return Query(
        id=f"q_{sha256_hex(chr(0).join((dialect.name, sql)))[:12]}",
        dialect=dialect.name,
        dataset=str(plan.dataset),
        kind="rows",
        sql=sql,
        outputs=tuple(measure.key for measure in measures),
        scans=1,
        rules=(RULE,),
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """Partitions that are wanted, by their keys.

    Attributes:
        keys: At least one, each once.
    """

    keys: tuple[PartitionKey, ...]

    @property
    def is_range(self) -> bool:
        """Tell whether the condition holds for others between them, too."""
        return len(self._known) > LISTED

    @property
    def _known(self) -> list[date | int]:
        return sorted(key for key in self.keys if key is not None)

    def condition(self, column: exp.Expr) -> exp.Expr:
        """Give the condition for their rows, and with `is_range` for those between them."""
        known = self._known
        parts: list[exp.Expr] = []
        if None in self.keys:
            parts.append(column.copy().is_(exp.null()))
        if self.is_range:
            low, high = _literal(known[0]), _literal(known[-1])
            parts.append(exp.Between(this=column.copy(), low=low, high=high))
        elif known:
            parts.append(column.copy().isin(*map(_literal, known)))
        return exp.or_(*parts)


def _literal(key: date | int) -> exp.Expr:
    if isinstance(key, date):
        return exp.cast(exp.Literal.string(key.isoformat()), "date")
    return exp.Literal.number(key) if key >= 0 else exp.Neg(this=exp.Literal.number(-key))


def is_partition_key(value: object) -> bool:
    """Tell whether a value can be a partition's key: a date, a whole number or nothing."""
    if isinstance(value, bool | datetime):
        return False
    return value is None or isinstance(value, int | date)
