"""The project file, its secrets and its mistakes."""

from pathlib import Path

import pytest

from seltzer_specs.errors import SpecErrorGroup
from seltzer_specs.names import DatasetRef, Name
from seltzer_specs.project import find_project_file, parse_project
from seltzer_specs.sample_policy import SamplePolicy

FOLDER = Path(__file__).parent / "project_mistakes"
ENVIRONMENT = {"PGPASSWORD": "hunter2", "KEY": "id.secret", "PORT": "0123"}

PROJECT = """
name: shop
default_data_source: prod
data_sources:
  prod:
    type: postgres
    host: db.example.org
    port: 5432
    username: seltzer
    password: ${env.PGPASSWORD}
    database: shop
    schema: public
  local:
    type: duckdb
    path: warehouse.duckdb
    read_only: true
specs: [checks/, "monitors/*.yml"]
server:
  url: https://seltzer.example.org/
  api_key: ${env.KEY}
variables:
  floor: 10
state_dir: .state
notify: ["slack:#shop"]
"""


def mistakes(text: str) -> list[str]:
    """Give the mistakes of a project file."""
    with pytest.raises(SpecErrorGroup) as caught:
        parse_project(text, "seltzer.yml", ENVIRONMENT)
    return [str(error) for error in caught.value.errors]


def test_everything_in_a_project_file_is_read() -> None:
    project = parse_project(PROJECT, "seltzer.yml", ENVIRONMENT)
    prod, local = project.data_sources

    assert (project.name, project.default_data_source) == ("shop", "prod")
    assert (prod.name, prod.type, prod.schema) == ("prod", "postgres", "public")
    assert (prod.options["password"], prod.options["port"]) == ("hunter2", 5432)
    assert local.options == {"path": "warehouse.duckdb", "read_only": True}
    assert project.specs == ("checks/", "monitors/*.yml")
    assert project.server is not None
    assert project.server.url == "https://seltzer.example.org"
    assert project.server.api_key.get_secret_value() == "id.secret"
    assert project.variables == {"floor": "10"}
    assert (project.state_dir, project.notify) == (".state", ("slack:#shop",))


def test_defaults_need_a_name_and_nothing_else() -> None:
    project = parse_project("name: x", "seltzer.yml", {})

    assert project.server is None
    assert (project.state_dir, project.specs) == (".seltzer", ("checks/", "monitors/"))


def test_the_only_data_source_is_the_default() -> None:
    project = parse_project("name: x\ndata_sources: {a: {type: duckdb}}", "seltzer.yml", {})

    assert project.default_data_source == "a"


def test_a_value_of_the_environment_stays_text() -> None:
    text = "name: x\ndata_sources: {a: {type: postgres, password: '${env.PORT}'}}"

    assert parse_project(text, "s.yml", ENVIRONMENT).data_sources[0].options["password"] == "0123"


def test_no_representation_shows_a_secret() -> None:
    project = parse_project(PROJECT, "seltzer.yml", ENVIRONMENT)

    assert "hunter2" not in repr(project)
    assert "id.secret" not in repr(project)


def test_all_mistakes_are_found_at_once_and_show_no_secret() -> None:
    found = mistakes((FOLDER / "seltzer.yml").read_text(encoding="utf-8"))

    assert "".join(f"{line}\n" for line in found) == (FOLDER / "seltzer.expected").read_text(
        encoding="utf-8"
    )
    assert "hunter2" not in "".join(found)


@pytest.mark.parametrize("text", ["", "- a", "name: x\n---\nname: y", "5"])
def test_a_project_file_is_one_mapping(text: str) -> None:
    assert mistakes(text) == ["seltzer.yml:1:1: a project file is one YAML mapping"]


def test_the_project_file_is_found_in_the_nearest_folder_above(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / "seltzer.yml").write_text("name: outer\n", "utf-8")
    (tmp_path / "a" / "seltzer.yml").write_text("name: inner\n", "utf-8")

    assert find_project_file(deep) == tmp_path.resolve() / "a" / "seltzer.yml"


def test_a_project_file_may_be_a_versioned_document() -> None:
    head = "apiVersion: seltzer/v1\nkind: Project\n"

    assert parse_project(head + PROJECT, "seltzer.yml", ENVIRONMENT) == parse_project(
        PROJECT, "seltzer.yml", ENVIRONMENT
    )


def test_a_key_of_a_document_is_told_where_it_belongs() -> None:
    text = "name: shop\nowner: team-shop\nschedule: 0 6 * * *\nchecks: []\ndata_source: a\n"

    of_document = "of the project file; it stands in a Checks or Monitor document"
    assert mistakes(text) == [
        f'seltzer.yml:2:1: unknown key "owner" {of_document}',
        f'seltzer.yml:3:1: unknown key "schedule" {of_document}',
        (
            'seltzer.yml:4:1: unknown key "checks" of the project file; write them in a file of '
            "the folders under `specs`"
        ),
        (
            'seltzer.yml:5:1: unknown key "data_source" of the project file; here it is '
            "`data_sources`, by name"
        ),
    ]


def test_limits_of_a_data_source_are_no_options_of_its_connection() -> None:
    text = PROJECT.replace("port: 5432", "port: 5432\n    threads: 2\n    query_timeout: 90.5")
    prod, local = parse_project(text, "seltzer.yml", ENVIRONMENT).data_sources

    assert (prod.limits.threads, prod.limits.query_timeout_s) == (2, 90.5)
    assert (local.limits.threads, local.limits.query_timeout_s) == (None, None)
    assert not {"threads", "query_timeout"} & set(prod.options)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("threads: 0", '"threads" wants a whole number from 1 to 64, got 0'),
        ("threads: 2.5", '"threads" wants a whole number from 1 to 64, got 2.5'),
        ("threads: many", '"threads" wants a whole number from 1 to 64, got "many"'),
        ("threads: true", '"threads" wants a whole number from 1 to 64, got true'),
        ("threads: 65", '"threads" wants a whole number from 1 to 64, got 65'),
        ("query_timeout: 0", '"query_timeout" wants seconds, for example 600, got 0'),
        ("query_timeout: -1", '"query_timeout" wants seconds, for example 600, got -1'),
        ("query_timeout: 10m", '"query_timeout" wants seconds, for example 600, got "10m"'),
        ("query_timeout: .inf", '"query_timeout" wants seconds, for example 600, got ".inf"'),
        ("query_timeout: .nan", '"query_timeout" wants seconds, for example 600, got ".nan"'),
    ],
)
def test_a_wrong_limit_is_a_mistake_at_its_place(line: str, message: str) -> None:
    text = PROJECT.replace("    port: 5432", f"    {line}")

    assert mistakes(text) == [f"seltzer.yml:8:{14 if line[0] == 't' else 20}: {message}"]


def test_a_policy_of_samples_is_read() -> None:
    text = f"{PROJECT}samples:\n  to: file\n  file: a/b.csv\n  max_rows: 7\n"
    policy = parse_project(
        f"{text}  masked_columns: [email, 'c.*']\n  excluded_columns: ssn\n", "s.yml", ENVIRONMENT
    ).samples

    assert policy == SamplePolicy(
        to="file",
        file="a/b.csv",
        max_rows=7,
        masked_columns=("email", "c.*"),
        excluded_columns=("ssn",),
    )
    assert parse_project(PROJECT, "s.yml", ENVIRONMENT).samples is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("samples: yes", '"samples" wants a mapping, for example `to: screen`, got "yes"'),
        ("samples: {}", '"samples" wants "to": screen, file or server'),
        ("samples: {to: cloud}", '"samples" wants "to": screen, file or server, got "cloud"'),
        ("samples: {to: [file]}", '"samples" wants "to": screen, file or server, got a list'),
        ("samples: {to: screen, file: a.csv}", '"file" wants `to: file`'),
        ("samples: {to: file, file: a.txt}", '"file" wants a name that ends with .jsonl or .csv'),
        ("samples: {to: file, max_rows: 0}", '"max_rows" wants a whole number from 1 to 10,000'),
        ("samples: {to: file, max_rows: true}", "whole number from 1 to 10,000, got true"),
        ("samples: {to: file, max_row: 1}", 'unknown key "max_row"'),
    ],
)
def test_a_wrong_policy_of_samples_is_a_mistake(text: str, message: str) -> None:
    (found,) = mistakes(f"{PROJECT}{text}\n")

    assert message in found


@pytest.mark.parametrize(
    ("pattern", "column", "dataset", "is_hidden"),
    [
        ("email", "Email", None, True),
        ("*mail", "e_mail", "orders", True),
        ("orders.email", "email", "shop.Orders", True),
        ("shop.orders.email", "email", "shop.orders", True),
        ("orders.email", "email", "customers", False),
        ("orders.email", "email", None, True),
        ("ema", "email", None, False),
        ("ord*.e?ail", "email", "orders", True),
    ],
)
def test_patterns_of_hidden_columns(
    pattern: str, column: str, dataset: str | None, is_hidden: bool
) -> None:
    ref = DatasetRef(tuple(Name(part) for part in dataset.split("."))) if dataset else None

    assert SamplePolicy(to="file", masked_columns=(pattern,)).hides(column, ref) is is_hidden
    assert SamplePolicy(to="file", excluded_columns=(pattern,)).hides(column, ref) is is_hidden
