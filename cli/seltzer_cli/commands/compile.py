"""`seltzer compile`: the SQL of the specs, without a connection."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

import click

from seltzer_cli.binding import bind_workspace
from seltzer_cli.estimating import describe_estimate, estimate_json, estimate_plan
from seltzer_cli.expanding import show_remarks
from seltzer_cli.options import estimate_option, spec_arguments, template_option
from seltzer_cli.planning import compile_workspace, errors_of
from seltzer_cli.selecting import (
    describe_left_out,
    parse_selection,
    select_checks,
    select_options,
)
from seltzer_cli.workspace import COMPILE_NOW, open_workspace
from seltzer_compiler.explain import explain_plan
from seltzer_compiler.plan import Query, ScanPlan
from seltzer_scanner.estimating import QueryEstimate


@click.command("compile")
@spec_arguments
@template_option
@select_options
@click.option("--dialect", metavar="NAME", help="Compile for this dialect instead of the source's.")
@estimate_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--out", type=click.Path(path_type=Path), help="Write one .sql file per query here.")
@click.option("--check", "is_check", is_flag=True, help="Exit 2 when files in --out are outdated.")
def compile_(
    specs: tuple[str, ...],
    data_source: str | None,
    configurations: tuple[str, ...],
    variables: dict[str, str],
    project_file: str | None,
    templates: tuple[str, ...],
    select: tuple[str, ...],
    exclude: tuple[str, ...],
    dialect: str | None,
    has_estimate: bool,
    form: str,
    out: Path | None,
    is_check: bool,
) -> int:
    """Print the SQL of the specs: the same specs give the same bytes, without a connection."""
    selection = parse_selection(select, exclude)
    if selection and out is not None:
        raise click.UsageError("--out has the SQL of all checks; leave out --select and --exclude")
    if has_estimate and (dialect is not None or out is not None):
        raise click.UsageError("--estimate asks the data source: without --dialect and --out")
    workspace = open_workspace(
        specs,
        configurations=configurations,
        project_file=project_file,
        templates=templates,
        variables=variables,
        data_source=data_source,
        now=COMPILE_NOW,
    )
    workspace = bind_workspace(workspace)
    workspace.require_valid()
    workspace = select_checks(workspace, selection, data_source=data_source, spec_paths=specs)
    show_remarks(workspace)
    if selection:
        click.echo(describe_left_out(selection, workspace.left_out), err=True)
    plans = compile_workspace(workspace, data_source=data_source, dialect=dialect)
    if is_check and out is None:
        raise click.UsageError("--check wants --out, the folder of the committed SQL")
    if out is not None:
        return _write(plans, out, is_check=is_check)
    planned = tuple(
        (plan, estimate_plan(workspace, plan) if has_estimate else {}) for plan in plans
    )
    click.echo(_json(planned, workspace.left_out) if form == "json" else _text(planned))
    errors = errors_of(plans)
    for error in errors:
        click.echo(str(error), err=True)
    return 1 if errors else 0


_Planned: TypeAlias = tuple[tuple[ScanPlan, Mapping[str, QueryEstimate]], ...]
"""Plans, each with the estimates of its queries by id; none where nobody asked."""


def _text(planned: _Planned) -> str:
    blocks: list[str] = []
    for plan, estimates in planned:
        for explained in explain_plan(plan):
            query = explained.query
            source = query.data_source or plan.data_source
            lines = [f"-- {query.id} · {source} ({query.dialect}) · {query.dataset or '-'}"]
            lines += [f"--   serves {_one_line(c.check.name)}" for c in explained.checks]
            labels = [_one_line(m.asked.metric.label) for m in explained.measured]
            lines += [f"--   measures {label}" for label in labels]
            if query.rules:
                lines.append(f"--   rules {', '.join(query.rules)}")
            if query.id in estimates:
                reads = describe_estimate(estimates[query.id])
                lines.append(f"--   reads {_one_line(reads)}")
            blocks.append("\n".join([*lines, f"{query.sql};"]))
    return "\n\n".join(blocks)


def _one_line(text: str) -> str:
    """A name must not leave its SQL comment."""
    return " ".join(text.split())


def _json(planned: _Planned, left_out: int) -> str:
    queries = [
        _query(query, plan, estimates.get(query.id))
        for plan, estimates in planned
        for query in plan.queries
    ]
    checks = [
        {
            "id": check.check.id,
            "name": check.check.name,
            "definition": check.check.definition,
            "kind": check.check.kind,
            "dataset": str(check.check.dataset) if check.check.dataset else None,
            "data_source": plan.data_source,
            "metric": check.metric.label if check.metric else None,
            "queries": list(check.queries),
            "error": str(check.error) if check.error else None,
        }
        for plan, _ in planned
        for check in plan.checks
    ]
    document = {
        "schema": "seltzer.compile/1",
        "queries": queries,
        "checks": checks,
        "left_out": left_out,
    }
    return json.dumps(document, indent=2)


def _query(query: Query, plan: ScanPlan, estimate: QueryEstimate | None) -> dict[str, object]:
    found: dict[str, object] = {
        "id": query.id,
        "dialect": query.dialect,
        "data_source": query.data_source or plan.data_source,
        "dataset": query.dataset,
        "sql": query.sql,
        "duration_s": None,
        "scans": query.scans,
        "rules": list(query.rules),
    }
    if estimate is not None:
        found["estimate"] = estimate_json(estimate)
    return found


def _write(plans: tuple[ScanPlan, ...], out: Path, *, is_check: bool) -> int:
    wanted = {
        f"{query.data_source or plan.data_source}/{_file_name(query)}": f"{query.sql};\n"
        for plan in plans
        for query in plan.queries
    }
    found = {
        str(path.relative_to(out).as_posix()): path.read_text(encoding="utf-8")
        for path in sorted(out.rglob("*.sql"))
    }
    stale = sorted(
        name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name)
    )
    if is_check:
        for name in stale:
            click.echo(f"out of date: {out / name}")
        return 2 if stale else 0
    for name in stale:
        path = out / name
        if name in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[name], encoding="utf-8")
        else:
            path.unlink()
    click.echo(f"{len(wanted)} queries in {out}, {len(stale)} files changed")
    return 0


def _file_name(query: Query) -> str:
    stem = "".join(c if c.isalnum() or c in "-_" else "_" for c in query.dataset or "query")
    return f"{stem}.{query.kind}.{query.id}.sql"
