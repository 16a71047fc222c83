"""`plan`, `apply` and `pull` against the real embedded server and a real repository."""

import json
from pathlib import Path
from typing import Any

import git
import pytest

from seltzer_cli.server_access import connect_server
from seltzer_cli.workspace import open_workspace
from seltzer_specs.wire.monitor import MonitorRecord, MonitorSpec, MonitorWrite

CLOUD = MonitorSpec(name="Totals", dataset="orders", check="min(total) >= 0", owner="kim")


def _author(spec: MonitorSpec) -> MonitorRecord:
    with connect_server(open_workspace(())) as client:
        return client.create_monitor(MonitorWrite(spec=spec))


def _edit(identity: str, **fields: object) -> None:
    with connect_server(open_workspace(())) as client:
        record = client.fetch_monitor(identity)
        spec = MonitorSpec.model_validate({**record.spec.model_dump(mode="json"), **fields})
        write = MonitorWrite(spec=spec, base=record.base, base_commit=record.base_commit)
        client.update_monitor(identity, write, etag=record.etag)


def _commit(project: Path, message: str) -> None:
    with git.Repo(project) as repo:
        author = git.Actor("Kim", "kim@example.org")
        repo.git.add(all=True)
        repo.index.commit(message, author=author, committer=author)


def test_plan_apply_plan_comes_to_rest(project: Path, seltzer: Any) -> None:
    planned = seltzer("plan", "--detailed-exitcode")
    applied = seltzer("apply", "--yes")
    again = seltzer("plan", "--detailed-exitcode")

    assert planned.code == 2
    assert "+ create   mon_000001  Orders per day" in planned.out
    assert applied.code == 0
    assert "1 applied" in applied.out
    assert again.code == 0
    assert "nothing to do" in again.out


def test_a_plan_as_json_follows_its_contract_and_is_what_apply_takes(
    project: Path, seltzer: Any
) -> None:
    found = seltzer("plan", "--format", "json", "--out", "plan.json").json

    assert set(found) == {"schema", "hash", "commit", "actions", "summary"}
    assert found["schema"] == "seltzer.plan/1"
    (action,) = found["actions"]
    assert set(action) == {
        "verb", "id", "kind", "name", "fields", "class", "etag", "location",
    }  # fmt: skip
    assert set(action["fields"][0]) == {
        "path", "base", "desired", "actual", "owner", "direction",
    }  # fmt: skip
    assert seltzer("apply", "plan.json").code == 0


def test_an_edited_plan_is_refused(project: Path, seltzer: Any) -> None:
    found = seltzer("plan", "--format", "json").json
    found["actions"][0]["fields"][0]["desired"]["dataset"] = "other"
    (project / "plan.json").write_text(json.dumps(found), "utf-8")

    done = seltzer("apply", "plan.json")

    assert done.code == 5
    assert "does not match its hash" in done.err


def test_a_cloud_monitor_comes_to_git_and_is_adopted_after_the_merge(
    project: Path, seltzer: Any
) -> None:
    seltzer("apply", "--yes")
    record = _author(CLOUD)

    pulled = seltzer("pull")
    with git.Repo(project) as repo:
        repo.git.merge("seltzer/pull")
    adopted = seltzer("apply", "--yes")

    text = (project / "monitors" / "orders.yml").read_text("utf-8")
    assert pulled.code == 0
    assert "name: Orders per day     # shown in the UI" in text
    assert record.id in text
    assert f"= adopt    {record.id}" in adopted.out
    assert seltzer("plan", "--detailed-exitcode").code == 0


def test_an_edit_in_the_cloud_is_pulled_and_one_in_git_is_pushed(
    project: Path, seltzer: Any
) -> None:
    seltzer("apply", "--yes")
    _edit("mon_000001", owner="kim")
    path = project / "monitors" / "orders.yml"
    path.write_text(path.read_text("utf-8").replace("Orders per day", "Daily orders"), "utf-8")
    _commit(project, "rename")

    applied = seltzer("apply", "--yes")
    pulled = seltzer("pull")

    assert applied.code == 0
    assert "name:" in applied.out
    assert "+owner: kim" in pulled.out
    with connect_server(open_workspace(())) as client:
        record = client.fetch_monitor("mon_000001")
    assert (record.spec.name, record.spec.owner) == ("Daily orders", "kim")


def test_two_edits_of_one_field_are_a_conflict_and_neither_side_is_written(
    project: Path, seltzer: Any
) -> None:
    seltzer("apply", "--yes")
    _edit("mon_000001", name="From the cloud")
    path = project / "monitors" / "orders.yml"
    path.write_text(path.read_text("utf-8").replace("Orders per day", "From Git"), "utf-8")
    _commit(project, "rename")

    planned = seltzer("plan")

    assert planned.code == 3
    assert 'CONFLICT base "Orders per day" · Git "From Git" · cloud "From the cloud"' in planned.out
    assert seltzer("apply", "--yes").code == 3
    with connect_server(open_workspace(())) as client:
        assert client.fetch_monitor("mon_000001").spec.name == "From the cloud"


def test_a_plan_is_stale_when_the_cloud_moved_on(project: Path, seltzer: Any) -> None:
    seltzer("apply", "--yes")
    path = project / "monitors" / "orders.yml"
    path.write_text(path.read_text("utf-8").replace("Orders per day", "From Git"), "utf-8")
    seltzer("plan", "--out", "plan.json")
    _edit("mon_000001", owner="kim")

    done = seltzer("apply", "plan.json")

    assert done.code == 4
    assert "stale" in done.out


def test_leaving_git_deletes_nothing_without_prune(project: Path, seltzer: Any) -> None:
    seltzer("apply", "--yes")
    (project / "monitors" / "orders.yml").unlink()

    kept = seltzer("apply", "--yes")
    pruned = seltzer("apply", "--yes", "--prune")

    assert kept.code == 0
    assert "still in the cloud" in kept.out
    assert pruned.code == 0
    with connect_server(open_workspace(())) as client:
        assert client.fetch_monitors() == ()


def test_a_broken_spec_stops_the_plan_before_it_could_delete(project: Path, seltzer: Any) -> None:
    seltzer("apply", "--yes")
    (project / "monitors" / "orders.yml").write_text("kind: [", "utf-8")

    done = seltzer("plan", "--prune")

    assert done.code == 1
    assert "monitors/orders.yml:1:" in done.err


def test_apply_without_a_terminal_asks_for_yes(project: Path, seltzer: Any) -> None:
    done = seltzer("apply")

    assert done.code == 1
    assert "give --yes, or a plan file" in done.err


def test_plan_and_dry_run_write_nothing(project: Path, seltzer: Any) -> None:
    record = _author(CLOUD)

    seltzer("plan")
    seltzer("pull", "--dry-run")

    with connect_server(open_workspace(())) as client:
        assert client.fetch_monitors() == (record,)
    with git.Repo(project) as repo:
        assert [head.name for head in repo.heads] == ["main"]


def test_a_monitor_of_the_cloud_is_scanned_with_the_checks_of_the_repository(
    project: Path, seltzer: Any
) -> None:
    record = _author(CLOUD)
    _author(CLOUD.model_copy(update={"name": "Off", "enabled": False}))

    checks = seltzer("scan", "--format", "json").json["checks"]

    cloud = [check for check in checks if check["location"]["file"].startswith("cloud/")]
    assert [(check["id"], check["name"], check["outcome"]) for check in cloud] == [
        (record.id, "Totals", "pass")
    ]


@pytest.mark.parametrize("words", [["plan"], ["pull"], ["apply", "--yes"]])
def test_without_a_project_there_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seltzer: Any, words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    done = seltzer(*words)

    assert done.code == 1
    assert "seltzer init" in done.err
