"""Spark for tests: one engine inside this process, with one database for each use."""

import os
import shutil
import uuid
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlglot
from sqlglot import exp

from seltzer_specs.data_sources import DataSourceSettings

MASTER = "local[2]"


@contextmanager
def spark_engine(folder: Path) -> Generator[Any]:
    """Give a session of an engine that lives as long as this; a process has one."""
    if shutil.which("java") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Java: apt-get install openjdk-17-jre-headless")
        pytest.skip("no Java, which Spark runs on: install openjdk-17-jre-headless")
    from pyspark.sql import SparkSession

    builder: Any = SparkSession.builder
    options = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "1g",
        "spark.log.level": "OFF",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.storeAssignmentPolicy": "LEGACY",  # the tests write times as texts
        "spark.sql.warehouse.dir": str(folder),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "UTC",
    }
    for name, value in options.items():
        builder = builder.config(name, value)
    session = builder.master(MASTER).appName("tests").getOrCreate()
    try:
        yield session
    finally:
        session.stop()


@contextmanager
def fresh_spark(session: Any, statements: Sequence[str]) -> Generator[DataSourceSettings]:
    """Give the settings of a database with these statements run in it; dropped afterwards."""
    name = f"seltzer_test_{uuid.uuid4().hex[:12]}"
    session.sql(f"CREATE DATABASE {name}")
    session.catalog.setCurrentDatabase(name)
    for statement in statements:
        session.sql(_in_spark(statement))
    try:
        yield DataSourceSettings("spark", "spark", {"master": MASTER, "database": name})
    finally:
        session.sql(f"DROP DATABASE {name} CASCADE")


def _in_spark(statement: str) -> str:
    """Give a statement of the tests, whose names are in double quotes, as Spark reads it."""
    tree = sqlglot.parse_one(statement, dialect="postgres")
    for kind in tree.find_all(exp.DataType):
        if kind.this == exp.DType.TIMESTAMP:
            kind.replace(exp.DataType.build("TIMESTAMP_NTZ", dialect="spark"))
    return tree.sql(dialect="spark")
