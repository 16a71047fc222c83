"""Tables come from migrations, and migrations give what the code declares."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from seltzer_server.store.engine import connect_once
from seltzer_server.store.migrate import is_current, upgrade
from seltzer_server.store.tables import Base
from seltzer_specs.errors import ConfigError


def test_migrations_give_the_declared_tables(empty_url: str) -> None:
    upgrade(empty_url)
    engine = connect_once(empty_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
        current = is_current(connection)
    engine.dispose()

    assert differences == []
    assert current


def test_upgrading_twice_changes_nothing(empty_url: str) -> None:
    upgrade(empty_url)
    upgrade(empty_url)
    engine = connect_once(empty_url)
    tables = set(inspect(engine).get_table_names())
    engine.dispose()

    assert tables == set(Base.metadata.tables) | {"alembic_version"}


def test_a_store_of_a_newer_version_is_refused(empty_url: str) -> None:
    upgrade(empty_url)
    engine = connect_once(empty_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    with pytest.raises(ConfigError, match='the store has version "9999", which this version'):
        upgrade(empty_url)
