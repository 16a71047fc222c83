"""Runs the hand-written statements of the suite, one after the other."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import psycopg
from benchmarks.scan.suite.worker import (
    Answer,
    Request,
    Value,
    number,
    read_request,
    timed,
    write_answer,
)

from seltzer_specs.formats import get_format_regex

FOLDER = Path(__file__).parent
Row = tuple[Sequence[str], tuple[Any, ...]]
Fetch = Callable[[str], list[Row]]


def main() -> None:
    """Run all statements and print the answer."""
    request = read_request()
    statements = read_statements(request.engine)
    values, wall_s, cpu_s = timed(lambda: run(request, statements))
    write_answer(Answer(values=values, statements=len(statements), wall_s=wall_s, cpu_s=cpu_s))


def read_statements(engine: str) -> list[str]:
    """Give the statements of an engine, with the patterns of formats filled in."""
    patterns = {name: get_format_regex(name).replace("'", "''") for name in ("uuid", "email")}
    text = (FOLDER / f"{engine}.sql").read_text("utf-8")
    text = re.sub(r"^--.*\n", "", text, flags=re.MULTILINE).format(**patterns)
    return [part.strip() for part in text.split(";\n") if part.strip()]


def run(request: Request, statements: list[str]) -> dict[str, Value]:
    """Open a session, run all and give the values by name."""
    values: dict[str, Value] = {}
    fetch = connect(request)
    for statement in statements:
        for names, row in fetch(statement):
            has_group = names[0] == "group"
            suffix = f" [{row[0]}]" if has_group else ""
            for name, cell in list(zip(names, row, strict=True))[has_group:]:
                values[name + suffix] = number(cell)
    return values


def connect(request: Request) -> Fetch:
    """Give the function that runs a statement."""
    if request.engine == "duckdb":
        session = duckdb.connect(request.target, read_only=True)

        def fetch_duckdb(sql: str) -> list[Row]:
            cursor = session.execute(sql)
            names = [str(column[0]) for column in cursor.description or ()]
            return [(names, row) for row in cursor.fetchall()]

        return fetch_duckdb
    server = psycopg.connect(request.target, autocommit=True)

    def fetch_postgres(sql: str) -> list[Row]:
        cursor = server.execute(sql.encode(), binary=True)
        names = [column.name for column in cursor.description or ()]
        return [(names, row) for row in cursor.fetchall()]

    return fetch_postgres


if __name__ == "__main__":
    main()
