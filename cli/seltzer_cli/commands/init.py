"""`seltzer init`: a project file, a first check file and a Git ignore rule."""

from pathlib import Path

import click

from seltzer_specs.errors import ConfigError

PROJECT = """\
# A Seltzer project. Reference: docs/language/project-file.md
name: {name}
default_data_source: warehouse
data_sources:
  warehouse:
    type: {type}
{connection}specs:
  - checks/
  - monitors/
# With a server, history and monitors are shared by the team; without one, an embedded server
# keeps them in .seltzer/.
# server:
#   url: http://127.0.0.1:8484
#   api_key: ${{env.SELTZER_API_KEY}}
"""

CONNECTIONS = {
    "duckdb": "    path: warehouse.duckdb\n",
    "sqlite": "    path: warehouse.sqlite\n",
    "postgres": (
        "    host: ${env.PGHOST}\n"
        "    port: 5432\n"
        "    username: ${env.PGUSER}\n"
        "    password: ${env.PGPASSWORD}\n"
        "    database: ${env.PGDATABASE}\n"
        "    schema: public\n"
    ),
}

CHECKS = """\
# Replace `orders` and its columns by a table of yours, then: seltzer validate && seltzer scan
apiVersion: seltzer/v1
kind: Checks
dataset: orders
checks:
  - row_count > 0
  - missing_count(id) = 0
  - duplicate_count(id) = 0
"""


@click.command()
@click.option(
    "--type",
    "type_",
    type=click.Choice(sorted(CONNECTIONS)),
    default="duckdb",
    show_default=True,
    help="Engine of the first data source.",
)
@click.option("--name", help="Name of the project; the folder's name without it.")
def init(type_: str, name: str | None) -> int:
    """Start a project in this folder: seltzer.yml, checks/, monitors/, a Git ignore rule.

    Nothing that exists is overwritten.
    """
    root = Path.cwd()
    project = root / "seltzer.yml"
    if project.exists():
        raise ConfigError("seltzer.yml exists already; edit it, or remove it first")
    text = PROJECT.format(
        name=name or root.name or "project", type=type_, connection=CONNECTIONS[type_]
    )
    created = [_write(project, text), _write(root / "checks" / "orders.yml", CHECKS)]
    created.append(_write(root / "monitors" / ".gitkeep", ""))
    _ignore(root / ".gitignore")
    for path in created:
        if path is not None:
            click.echo(f"created {path.relative_to(root)}")
    click.echo("next: edit checks/orders.yml, then `seltzer validate` and `seltzer scan`")
    return 0


def _write(path: Path, text: str) -> Path | None:
    if path.exists():
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _ignore(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    if ".seltzer/" not in lines:
        path.write_text("\n".join([*lines, ".seltzer/", ""]), encoding="utf-8")
