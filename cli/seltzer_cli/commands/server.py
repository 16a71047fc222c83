"""`seltzer server`: run the server, prepare its store, make keys."""

import json
from pathlib import Path

import click

SCOPES = ("ingest", "read", "author", "admin")


@click.group()
def server() -> None:
    """Run the server and its keys."""


def _data_option(command: click.decorators.FC) -> click.decorators.FC:
    return click.option(
        "--data",
        "data_dir",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path(".seltzer"),
        show_default=True,
        help="Folder of the SQLite store and the lock.",
    )(command)


def _database_option(command: click.decorators.FC) -> click.decorators.FC:
    return click.option(
        "--database",
        metavar="URL",
        envvar="SELTZER_DATABASE",
        help="PostgreSQL URL instead of SQLite in the data folder.",
    )(command)


@server.command()
@_data_option
@_database_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8484, show_default=True, help="Port to listen on; 0 picks one.")
def run(data_dir: Path, database: str | None, host: str, port: int) -> int:
    """Run the server until it is stopped; creates what it needs on the first run."""
    from seltzer_server.run import run_server

    return run_server(data_dir=data_dir, database=database, host=host, port=port)


@server.command()
@_data_option
@_database_option
def init(data_dir: Path, database: str | None) -> int:
    """Create or upgrade the store."""
    from seltzer_server.run import prepare_store

    url = prepare_store(data_dir=data_dir, database=database)
    click.echo(f"store ready: {url}")
    return 0


@server.command("create-key")
@_data_option
@_database_option
@click.option("--name", default="key", show_default=True, help="What the key is for.")
@click.option(
    "--scope", default="ingest,read", show_default=True, help=f"Any of {', '.join(SCOPES)}."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def create_key(data_dir: Path, database: str | None, name: str, scope: str, form: str) -> int:
    """Make an API key and print its secret, once; works beside a running server."""
    from seltzer_server.run import create_key_in

    scopes = tuple(part.strip() for part in scope.split(",") if part.strip())
    unknown = [part for part in scopes if part not in SCOPES]
    if unknown or not scopes:
        raise click.BadParameter(f"wants some of {', '.join(SCOPES)}, got {scope!r}")
    key_id, secret = create_key_in(data_dir=data_dir, database=database, name=name, scopes=scopes)
    if form == "json":
        click.echo(json.dumps({"id": key_id, "secret": secret}))
    else:
        click.echo(f"key      {key_id}.{secret}  (shown this once; scopes {', '.join(scopes)})")
    return 0
