"""Soda's configuration files, as their users have them."""

import pytest

from seltzer_specs.errors import SpecErrorGroup
from seltzer_specs.soda_configuration import parse_soda_configuration

ENVIRONMENT = {"PG_USER": "reader", "PG_PASSWORD": "hunter2"}

CONFIGURATION = """
data_source warehouse:
  type: postgres
  host: localhost
  port: 5432
  username: ${PG_USER}
  password: ${env_var('PG_PASSWORD')}
  database: ${env_var("PG_DATABASE", "shop")}
  schema: public
  sampler:
    disable_samples: true
data_source legacy:
  type: duckdb
  connection:
    path: a.duckdb
soda_cloud:
  host: cloud.example.org
  api_key_id: ${NOT_SET}
  api_key_secret: x
dbt_cloud: {api_token: x}
"""


def test_flat_and_nested_connections_are_read() -> None:
    warehouse, legacy = parse_soda_configuration(CONFIGURATION, "c.yml", ENVIRONMENT)

    assert (warehouse.name, warehouse.type, warehouse.schema) == ("warehouse", "postgres", "public")
    assert warehouse.options["username"] == "reader"
    assert warehouse.options["password"] == "hunter2"
    assert warehouse.options["database"] == "shop"
    assert warehouse.options["port"] == 5432
    assert (legacy.name, legacy.type, legacy.options["path"]) == ("legacy", "duckdb", "a.duckdb")


def test_no_representation_shows_a_secret() -> None:
    assert "hunter2" not in repr(parse_soda_configuration(CONFIGURATION, "c.yml", ENVIRONMENT))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1", 'c.yml:1:1: the configuration holds no "data_source NAME:" section'),
        ("", 'c.yml:1:1: the configuration holds no "data_source NAME:" section'),
        ("- a", "c.yml:1:1: a configuration is one YAML mapping"),
        ("data_source a: 5", 'c.yml:1:16: "data_source a" wants a mapping with "type", got 5'),
        ("data_source a: {x: 1}",
         'c.yml:1:16: "data_source a" wants "type", for example `type: duckdb`'),
        ("data_source a: {type: duckdb, schema: '${NOPE}'}",
         'c.yml:1:39: environment variable "NOPE" is not set; export it before you run this'),
        ("data_source a: {type: duckdb, schema: '${env_var(\"NOPE\")}'}",
         'c.yml:1:39: environment variable "NOPE" is not set; export it before you run this'),
    ],
)  # fmt: skip
def test_each_mistake_has_its_place(text: str, message: str) -> None:
    with pytest.raises(SpecErrorGroup) as caught:
        parse_soda_configuration(text, "c.yml", ENVIRONMENT)

    assert str(caught.value) == message


def test_a_secret_that_the_environment_lacks_is_a_mistake_only_to_who_connects() -> None:
    text = "data_source a: {type: postgres, connection: {host: h, password: '${NOPE}'}}"
    (source,) = parse_soda_configuration(text, "c.yml", ENVIRONMENT)

    assert source.options == {"host": "h"}
    with pytest.raises(
        SpecErrorGroup, match=r'c\.yml:1:65: environment variable "NOPE" is not set'
    ):
        source.require_set()


WAREHOUSE = """
name: shop
connection:
  type: postgresql
  host: localhost
  username: env_var(PG_USER)
  password: env_var('PG_SECRET')
  database: shop
  schema: public
soda_account: {host: cloud.example.org, api_key_id: env_var(KEY), api_key_secret: x}
"""


def test_a_warehouse_file_of_soda_sql_is_one_data_source() -> None:
    (shop,) = parse_soda_configuration(WAREHOUSE, "warehouse.yml", ENVIRONMENT)

    assert (shop.name, shop.type, shop.schema) == ("shop", "postgres", "public")
    assert shop.options == {
        "host": "localhost", "username": "reader", "database": "shop", "schema": "public",
    }  # fmt: skip
    assert shop.from_environment == ("reader",)


def test_a_variable_of_a_warehouse_file_comes_from_the_environment_only() -> None:
    (shop,) = parse_soda_configuration(WAREHOUSE, "warehouse.yml", ENVIRONMENT)

    with pytest.raises(SpecErrorGroup) as raised:
        shop.require_set()
    assert str(raised.value) == (
        'warehouse.yml:7:13: environment variable "PG_SECRET" is not set; export it before you '
        "run this; Soda SQL's ~/.soda/env_vars.yml is not read"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "connection: {type: duckdb}",
            'w.yml:1:1: the warehouse file wants "name"; write for example `name: shop`',
        ),
        (
            "name: shop\nconnection: duckdb",
            'w.yml:1:1: "connection" wants a mapping with "type", got "duckdb"',
        ),
        (
            "name: shop\nconnection: {path: a.duckdb}",
            'w.yml:2:13: "connection" wants "type", for example `type: postgres`',
        ),
        (
            "name: shop\nconnection: {type: duckdb}\nsoda_acount: {}",
            (
                'w.yml:3:1: unknown key "soda_acount" of the warehouse file; did you mean '
                '"soda_account"?'
            ),
        ),
    ],
)
def test_each_mistake_of_a_warehouse_file_has_its_place(text: str, message: str) -> None:
    with pytest.raises(SpecErrorGroup) as raised:
        parse_soda_configuration(text, "w.yml", {})

    assert str(raised.value) == message
