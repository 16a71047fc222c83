"""`seltzer demo`: the whole path on a small shop."""

from pathlib import Path

import click

DEFAULT_DIR = Path("demo-shop")


@click.command()
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=DEFAULT_DIR,
    show_default=True,
    help="Folder to build the demo in; made anew on each run.",
)
@click.option("--serve", "is_serving", is_flag=True, help="Open the web UI on the demo's data.")
@click.option("--port", default=8484, show_default=True, help="Port of the web UI; 0 picks one.")
def demo(folder: Path, is_serving: bool, port: int) -> int:
    """Build a shop warehouse and play the whole path over it, from check file to pull request."""
    from seltzer_cli.demo.story import Demo

    story = Demo(folder)
    if not is_serving:
        story.play()
        return 0
    if not story.is_built:
        story.play()
    from seltzer_server.run import run_server

    return run_server(data_dir=story.repo / ".seltzer", database=None, host="127.0.0.1", port=port)
