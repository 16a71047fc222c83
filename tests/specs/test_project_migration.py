"""Soda configurations as project files: translated, comments kept, no secret anywhere."""

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seltzer_specs.errors import RefusedError
from seltzer_specs.fmt.proof import comments_of
from seltzer_specs.migrate.option_text import secret_name, translate_option
from seltzer_specs.migrate.project_text import ProjectMigration, migrate_configurations
from seltzer_specs.project import parse_project
from seltzer_specs.spec_file import SpecFile
from seltzer_specs.yaml_reader import Mapping, Scalar, read_documents
from seltzer_specs.yaml_writer import render_yaml


def migrate(*texts: str, **options: str) -> ProjectMigration:
    files = [SpecFile(f"c{n}.yml", dedent(text)) for n, text in enumerate(texts, 1)]
    return migrate_configurations(files, name="shop", specs=["checks/"], **options)


CONFIGURATION = """\
    # The warehouse of the shop

    data_source shop:          # production
      type: postgres
      # who we are
      connection:
        host: ${DB_HOST}       # Frankfurt
        username: ${env_var("PG_USER")}
        password: ${ env_var('PG_PASSWORD') }
        port: 5432
      database: ${env_var('PG_DATABASE', 'shop')}
      schema: public
      sampler:
        disable_samples: true  # none
    soda_cloud:
      # old keys
      host: cloud.soda.io
      api_key_id: ${KEY}
    # the end
    """


def test_a_configuration_becomes_a_project_with_its_comments() -> None:
    found = migrate(CONFIGURATION)

    assert found.text.startswith(
        dedent(
            """\
            name: shop
            data_sources:
              # The warehouse of the shop
              shop:  # production
                type: postgres
                # who we are
                host: ${env.DB_HOST}  # Frankfurt
                username: ${env.PG_USER}
                password: ${env.PG_PASSWORD}
                port: 5432
                database: "${env_var('PG_DATABASE', 'shop')}"
                schema: public
                # none
                # sampler is not kept: no row leaves the warehouse
              # old keys
              # soda_cloud is not kept: a server of Seltzer's own takes its place, see the end of \
seltzer.yml
            # the end
            specs: [checks/]
            """
        )
    )
    assert not comments_of(dedent(CONFIGURATION)) - comments_of(found.text)
    assert [note.partition(": ")[0] for note in found.notes] == ["c1.yml:13", "c1.yml:15"]
    assert found.secrets == ()


def test_what_it_becomes_reaches_the_same_database() -> None:
    environment = {"DB_HOST": "h", "PG_USER": "u", "PG_PASSWORD": "123"}

    (source,) = parse_project(migrate(CONFIGURATION).text, "seltzer.yml", environment).data_sources

    assert source.options == {
        "host": "h", "username": "u", "password": "123", "port": 5432, "database": "shop",
        "schema": "public",
    }  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "password: hunter22",
        'password: "hunter22"',
        "password: hunter22   # hunter22 was it before, too",
        "password: ${env_var('PW', 'hunter22')}",
        "password: ${PW | default('hunter22')}",
        "password: ${'hunter22'}",
        "password: x${PW}hunter22",
        "user: a   # password: hunter22",
        "private_key_passphrase: hunter22",
        "api_token: hunter22",
        "url: postgres://reader:hunter22@${HOST}/shop",
        "url: postgres://reader:${env_var('PW', 'hunter22')}@h/shop",
        "dsn: host=h password=hunter22 dbname=shop",
        "dsn: host=h password=${PW | default('hunter22')}",
        'account_info_json: \'{"private_key": "hunter22"}\'',
        "sampler: {storage: {token: hunter22}}   # hunter22",
        "session_params: {password: hunter22}",
    ],
)
def test_no_secret_is_copied_or_told(line: str) -> None:
    found = migrate(f"data_source shop:\n  type: x\n  {line}\n")

    assert "hunter22" not in found.text
    assert not any("hunter22" in note for note in found.notes)
    assert "hunter22" not in repr(found.secrets)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("url: postgres://reader:${PW}@${HOST}/shop",
         "url: postgres://reader:${env.PW}@${env.HOST}/shop"),
        ("private_key_path: /keys/rsa.p8", 'private_key_path: "/keys/rsa.p8"'),
        ("host: db.example.org", "host: db.example.org"),
        ("note: ${A | upper}", 'note: "${A | upper}"'),
        ("password: ''", 'password: ""'),
        ("trusted_connection: true", "trusted_connection: true"),
    ],
)  # fmt: skip
def test_what_holds_no_secret_stays(line: str, value: str) -> None:
    found = migrate(f"data_source shop:\n  type: x\n  {line}\n")

    assert f"    {value}\n" in found.text
    assert found.secrets == ()


def test_a_literal_secret_has_a_variable_and_a_line_that_says_so() -> None:
    found = migrate("data_source my-shop:\n  type: postgres\n  password: hunter22\n")

    assert "    password: ${env.MY_SHOP_PASSWORD}\n" in found.text
    assert found.notes == (
        (
            'c1.yml:3: the value of "password" is a secret and is not copied; put it into the '
            "environment as MY_SHOP_PASSWORD"
        ),
    )


def test_two_secrets_never_share_a_variable() -> None:
    text = """\
    data_source a-b: {type: postgres, password: hunter22}
    data_source a_b: {type: postgres, password: hunter33}
    """

    with pytest.raises(RefusedError, match="would both be read from A_B_PASSWORD"):
        migrate(text)


def test_a_warehouse_file_of_soda_sql_is_a_data_source_too() -> None:
    found = migrate(
        """\
        name: the shop      # of Soda SQL
        connection:
          type: postgresql
          username: env_var(PG_USER)
          password: env_var('PG_SECRET')
        soda_account: {host: cloud.soda.io, api_key_secret: hunter22}
        """,
        default_data_source="the_shop",
    )

    assert (
        "  the_shop:  # of Soda SQL\n"
        "    type: postgres\n"
        "    username: ${env.PG_USER}\n"
        "    password: ${env.PG_SECRET}\n"
    ) in found.text
    assert "hunter22" not in found.text
    assert found.notes[-1] == (
        "c1.yml: export PG_USER, PG_SECRET; ~/.soda/env_vars.yml, where Soda SQL looks for them "
        "too, is not read"
    )


def test_the_last_of_two_configurations_wins_and_a_default_is_named() -> None:
    found = migrate(
        "data_source a: {type: duckdb, path: old.duckdb}\n",
        "data_source a: {type: duckdb, path: new.duckdb}\ndata_source b: {type: sqlite}\n",
        default_data_source="b",
    )
    project = parse_project(found.text, "seltzer.yml", {})

    assert project.default_data_source == "b"
    assert [s.options.get("path") for s in project.data_sources] == ["new.duckdb", None]


@pytest.mark.parametrize(
    ("path", "moved"),
    [("data/a.duckdb", "../data/a.duckdb"), ("../a.db", "../../a.db"), ("/a.db", "/a.db"),
     (":memory:", ":memory:"), ("md:shop", "md:shop")],
)  # fmt: skip
def test_a_database_file_is_found_from_another_folder(path: str, moved: str) -> None:
    found = migrate(f"data_source a:\n  type: duckdb\n  path: '{path}'\n", paths_from="..")
    (source,) = parse_project(found.text, "seltzer.yml", {}).data_sources

    assert source.options["path"] == moved


@given(
    st.sampled_from(["password", "url", "api_key", "dsn", "access_token"]),
    st.text(alphabet="ab ${}()'\"|_.:/@=#-", max_size=12),
    st.text(alphabet="ab ${}()'\"|_.:/@=#-", max_size=12),
)
def test_no_spelling_lets_a_secret_through(option: str, before: str, after: str) -> None:
    prefix = {"url": "postgres://u:", "dsn": "password="}.get(option, "")
    suffix = "@h/db" if option == "url" else ""
    text = f"{prefix}{before}hunter22{after}{suffix}"
    (document,) = read_documents(render_yaml({option: text}), "c.yml")
    assert isinstance(document.root, Mapping)
    node = document.root.get(option)
    assert isinstance(node, Scalar)

    found = translate_option(option, node, source="shop", is_warehouse=False)

    value = str(found.value)
    assert "hunter22" not in value.replace("${env.hunter22}", "")


def test_a_name_that_starts_with_a_digit_is_still_a_variable() -> None:
    assert secret_name("1st shop", "api-key") == "_1ST_SHOP_API_KEY"
