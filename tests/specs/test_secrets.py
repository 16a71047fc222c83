"""What messages about a connection hide, and what they do not."""

import pytest

from seltzer_specs.errors import SpecErrorGroup
from seltzer_specs.project import parse_project
from seltzer_specs.secrets import OptionValue, hide_secrets
from seltzer_specs.soda_configuration import parse_soda_configuration

SECRET = "s3same-Open"
ENVIRONMENT = {"PW": SECRET, "UPPER": "ABCDEFGH", "SHORT": "ab", "HOST": "localhost"}


def hide(text: str, environment: str = "", **options: OptionValue) -> str:
    values = (environment,) if environment else ()
    return hide_secrets(text, options=options, from_environment=values)


@pytest.mark.parametrize("option", ["database", "sslmode", "host", "path", "type"])
def test_a_value_of_the_environment_is_hidden_in_any_option(option: str) -> None:
    kind = "" if option == "type" else "type: postgres, "
    text = f"name: shop\ndata_sources: {{w: {{{kind}{option}: 'x${{env.PW}}y'}}}}\n"
    (source,) = parse_project(text, "seltzer.yml", ENVIRONMENT).data_sources

    assert source.redact(f'data source "w": no "x{SECRET}y"') == 'data source "w": no "x***y"'


def test_soda_configurations_hide_the_same() -> None:
    text = """
data_source w:
  type: postgres
  connection:
    database: postgresql://me:${env_var('PW')}@h/shop
    host: ${UPPER | lower}
"""
    (source,) = parse_soda_configuration(text, "c.yml", ENVIRONMENT)

    assert source.redact(f"no postgresql://me:{SECRET}@h/shop") == "no postgresql://***@h/shop"
    assert source.redact('no host "abcdefgh"') == 'no host "***"'


def test_short_values_and_common_words_are_left_outside_of_passwords() -> None:
    assert hide("a tab at localhost", "ab") == "a tab at localhost"
    assert hide('no host "localhost"', "localhost") == 'no host "localhost"'
    assert hide('no "key": keys', password="key") == 'no "***": keys'
    assert hide("port 5432", port=5432) == "port 5432"


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("cannot open postgresql://u:p@h/db", "cannot open postgresql://***@h/db"),
        ("host=h password=pw1 user=u", "host=h password=*** user=u"),
        ("password = 'two words' user=u", "password = *** user=u"),
        ("md:shop?motherduck_token=abc&x=1", "md:shop?motherduck_token=***&x=1"),
        ("see https://example.org/docs", "see https://example.org/docs"),
    ],
)
def test_credentials_are_hidden_though_nobody_named_them(message: str, shown: str) -> None:
    assert hide(message) == shown


def test_forms_that_drivers_make_of_a_value_are_hidden() -> None:
    cut = "x" * 80

    assert hide(f'database "{cut[:63]}" does not exist', cut) == 'database "***" does not exist'
    assert hide('no "two words"', "two  words\n") == 'no "***"'
    assert hide('no "P@ssword!"', "P%40ssword!") == 'no "***"'
    assert hide('could not translate "tail9@h"', database="postgresql://u:he@tail9@h/d") == (
        'could not translate "***@h"'
    )


def test_settings_show_no_value_of_the_environment() -> None:
    text = "name: shop\ndata_sources: {w: {type: duckdb, path: '${env.PW}'}}\n"
    (source,) = parse_project(text, "seltzer.yml", ENVIRONMENT).data_sources

    assert SECRET not in repr(source)


@pytest.mark.parametrize("key", ["specs", "state_dir", "notify", "default_data_source"])
def test_the_environment_is_read_only_where_nothing_is_shown(key: str) -> None:
    with pytest.raises(SpecErrorGroup) as caught:
        parse_project(f"name: shop\n{key}: ['${{env.PW}}']\n", "seltzer.yml", ENVIRONMENT)

    assert SECRET not in str(caught.value)
    assert 'wants a plain value, got "${env.PW}"' in str(caught.value)
