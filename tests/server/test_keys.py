"""API keys: shown once, kept as a digest, with scopes."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from seltzer_server.keys import create_key, find_key, note_uses, revoke_key
from seltzer_server.store.engine import Store
from seltzer_server.store.tables import ApiKey
from seltzer_specs.errors import ConfigError


def test_a_key_opens_with_its_secret_alone(store: Store, now: Any) -> None:
    key_id, secret = create_key(store, "nightly", ["read", "ingest"], now)
    found = find_key(store, f"{key_id}.{secret}")

    assert found is not None
    assert (found.id, found.name) == (key_id, "nightly")
    assert found.scopes == {"ingest", "read"}
    assert find_key(store, f"{key_id}.{secret}x") is None
    assert find_key(store, secret) is None
    assert find_key(store, "") is None


def test_the_store_holds_the_digest_and_not_the_secret(store: Store, now: Any) -> None:
    _, secret = create_key(store, "nightly", ["read"], now)

    with store.read() as session:
        row = session.scalars(select(ApiKey)).one()
    assert row.secret_sha256 == hashlib.sha256(secret.encode()).hexdigest()
    assert len(secret) == 43


def test_scopes_include_what_they_need(store: Store, now: Any) -> None:
    keys = {
        scope: find_key(store, ".".join(create_key(store, scope, [scope], now)))
        for scope in ("ingest", "read", "author", "admin")
    }

    assert {scope: key and set(key.scopes) for scope, key in keys.items()} == {
        "ingest": {"ingest"},
        "read": {"read"},
        "author": {"author", "read"},
        "admin": {"ingest", "read", "author", "admin"},
    }


@pytest.mark.parametrize(
    ("scopes", "message"),
    [(["reed"], 'a key wants scopes of ingest, read, author, admin, got "reed"'), ([], "at least")],
)
def test_a_key_with_wrong_scopes_is_not_made(
    store: Store, now: Any, scopes: list[str], message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        create_key(store, "nightly", scopes, now)


def test_a_revoked_key_opens_nothing(store: Store, now: Any) -> None:
    key_id, secret = create_key(store, "nightly", ["read"], now)

    assert revoke_key(store, key_id, now)
    assert find_key(store, f"{key_id}.{secret}") is None
    assert not revoke_key(store, "nobody", now)


def test_uses_are_noted(store: Store, now: Any) -> None:
    key_id, _ = create_key(store, "nightly", ["read"], now)
    note_uses(store, {key_id: now + timedelta(hours=1), "nobody": now})

    with store.read() as session:
        row = session.scalars(select(ApiKey)).one()
    assert row.last_used_at == now + timedelta(hours=1)
