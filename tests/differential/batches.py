"""Batches of cases out of one number."""

from random import Random

from tests.differential.case import Batch, Suite, yaml_text
from tests.differential.conditions import configurations, sql_condition
from tests.differential.questions import question
from tests.differential.tables import Column, Table, make_table
from tests.differential.thresholds import VARIABLES

TABLES = 3
CHECKS = 24
CASES = TABLES * CHECKS
SMALL = Table(
    "small",
    (Column("num", "integer"), Column("word", "varchar")),
    (("1", "'a'"), ("1", "'a'"), ("2", "'O''Brien'"), ("NULL", "NULL")),
)

FEW = ("filter small [few]:", "  where: num = 1")


def make_batch(seed: int) -> Batch:
    """Draw three tables with 24 checks of each; the same ones for the same seed."""
    random = Random(seed)
    suites = tuple(_suite(random, make_table(random, f"t{index}")) for index in range(TABLES))
    return Batch(seed, (*suites, Suite(SMALL, (), "", ())))


def _suite(random: Random, table: Table) -> Suite:
    head = [*VARIABLES, *configurations(random, table), *FEW]
    partition = ""
    if random.random() < 0.3:
        partition = "recent"
        where = yaml_text(sql_condition(random))
        head += [f"filter {table.name} [{partition}]:", f"  where: {where}"]
    checks = tuple(question(random, table) for _ in range(CHECKS))
    return Suite(table, tuple(head), partition, checks)
