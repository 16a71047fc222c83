"""Bring a store's tables to the version that this code knows."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from seltzer_server.store.engine import connect_once, parse_url
from seltzer_specs.errors import ConfigError

MIGRATIONS = Path(__file__).parent.parent / "migrations"
UPGRADE_LOCK = 7_355_608_001
"""Advisory lock, so that two processes that start together do not both upgrade."""


def upgrade(url: str) -> None:
    """Create or upgrade all tables, in one transaction; does nothing when they are current.

    Raises:
        ConfigError: the store cannot be opened, or was written by a newer version.
    """
    try:
        engine = connect_once(url)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ConfigError(f"the store {describe_url(url)} cannot be written: {reason}") from error
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:id)"), {"id": UPGRADE_LOCK})
            _refuse_newer(connection)
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DBAPIError as error:
        raise ConfigError(
            f"the store {describe_url(url)} cannot be opened or written: "
            f"{str(error.orig).splitlines()[0]}"
        ) from error
    finally:
        engine.dispose()


def is_current(connection: Connection) -> bool:
    """Tell whether the tables have the version that this code knows."""
    heads = set(ScriptDirectory.from_config(_config()).get_heads())
    return set(MigrationContext.configure(connection).get_current_heads()) == heads


def describe_url(url: str) -> str:
    """Name a store without its password."""
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        return str(parsed.database)
    return f"postgresql://{parsed.host or 'localhost'}/{parsed.database}"


def _refuse_newer(connection: Connection) -> None:
    known = {revision.revision for revision in _scripts().walk_revisions()}
    found = set(MigrationContext.configure(connection).get_current_heads())
    if unknown := found - known:
        raise ConfigError(
            f'the store has version "{min(unknown)}", which this version of seltzer does not '
            "know; start the version that wrote it, or a newer one"
        )


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
