"""Entry point of `seltzer`: the group of all commands and the edge where errors become a line."""

import sys

import click

from seltzer_cli.lazy import LazyGroup

COMMANDS = {
    "init": ("seltzer_cli.commands.init:init", "Start a project in this folder."),
    "demo": ("seltzer_cli.commands.demo:demo", "Show the whole path on a small shop."),
    "validate": ("seltzer_cli.commands.validate:validate", "Check specs without a connection."),
    "fmt": ("seltzer_cli.commands.fmt:fmt", "Give spec files their canonical form."),
    "migrate": ("seltzer_cli.commands.migrate:migrate", "Rewrite Soda files as documents."),
    "discover": ("seltzer_cli.commands.discover:discover", "Write first checks for datasets."),
    "schema": (
        "seltzer_cli.commands.schema:schema",
        "Catalogue in Git, JSON Schema of specs.",
    ),
    "compile": ("seltzer_cli.commands.compile:compile_", "Print the SQL of the specs."),
    "explain": ("seltzer_cli.commands.explain:explain", "Show which query serves which check."),
    "scan": ("seltzer_cli.commands.scan:scan", "Run checks and push the results."),
    "update-dro": (
        "seltzer_cli.commands.update_dro:update_dro",
        "Write the distribution of a column into its reference.",
    ),
    "test-connection": (
        "seltzer_cli.commands.test_connection:test_connection",
        "Connect to a data source and run one query.",
    ),
    "plan": ("seltzer_cli.commands.plan:plan", "Compare monitors in Git with the cloud."),
    "apply": ("seltzer_cli.commands.apply:apply", "Carry out a plan in the cloud."),
    "pull": ("seltzer_cli.commands.pull:pull", "Bring cloud-authored monitors to a branch."),
    "diff": ("seltzer_cli.commands.diff:diff", "Compare compiled SQL with another commit."),
    "ci": ("seltzer_cli.commands.ci:ci", "Report on a pull request."),
    "server": ("seltzer_cli.commands.server:server", "Run the server and its keys."),
    "spool": ("seltzer_cli.commands.spool:spool", "See and send results that wait on this disk."),
}

EPILOG = "Documentation: docs/ in the repository. Exit codes: seltzer scan --help."


@click.group(
    cls=LazyGroup,
    lazy_commands=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EPILOG,
)
@click.version_option(package_name="seltzer", prog_name="seltzer")
def cli() -> None:
    """Data quality from Git: compile checks, scan warehouses, reconcile monitors."""


def main() -> None:
    """Run the command line; known errors become lines on standard error, never a traceback."""
    from seltzer_cli.edge import run

    sys.exit(run(cli, sys.argv[1:]))
