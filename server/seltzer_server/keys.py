"""API keys of programs: `ID.SECRET`, of which only the digest of the secret is kept."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import update

from seltzer_server.store.engine import Store
from seltzer_server.store.tables import ApiKey
from seltzer_specs.errors import ConfigError

SCOPES: Final = ("ingest", "read", "author", "admin")
IMPLIED: Final = {"admin": frozenset(SCOPES), "author": frozenset({"author", "read"})}
"""Scopes that come with another one."""
_NO_DIGEST: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class Key:
    """Who asks: a key that was presented with the right secret."""

    id: str
    name: str
    scopes: frozenset[str]

    def may(self, *scopes: str) -> bool:
        """Tell whether the key has any of these scopes."""
        return not self.scopes.isdisjoint(scopes)


def create_key(store: Store, name: str, scopes: Iterable[str], now: datetime) -> tuple[str, str]:
    """Store a new key and give its id and secret; the secret can never be shown again.

    Raises:
        ConfigError: a scope is unknown, or there is none.
    """
    wanted = check_scopes(scopes)
    key_id, secret = f"slz{secrets.token_hex(8)}", secrets.token_urlsafe(32)
    with store.write() as session:
        session.add(
            ApiKey(
                id=key_id,
                name=name,
                secret_sha256=_digest(secret),
                scopes=wanted,
                created_at=now,
            )
        )
    return key_id, secret


def check_scopes(scopes: Iterable[str]) -> list[str]:
    """Give the scopes without repeats, in their usual order.

    Raises:
        ConfigError: a scope is unknown, or there is none.
    """
    wanted = set(scopes)
    if unknown := sorted(wanted - set(SCOPES)):
        raise ConfigError(f'a key wants scopes of {", ".join(SCOPES)}, got "{unknown[0]}"')
    if not wanted:
        raise ConfigError(f"a key wants at least one scope of {', '.join(SCOPES)}")
    return [scope for scope in SCOPES if scope in wanted]


def find_key(store: Store, text: str) -> Key | None:
    """Give the key that `ID.SECRET` opens, or None when there is none or it was revoked."""
    key_id, _, secret = text.partition(".")
    with store.read() as session:
        row = session.get(ApiKey, key_id) if _is_plain(key_id) else None
        # An unknown id costs a comparison too, so that time does not tell it from a wrong secret.
        stored = row.secret_sha256 if row is not None else _NO_DIGEST
        is_right = hmac.compare_digest(stored, _digest(secret))
        if row is None or not is_right or row.revoked_at is not None:
            return None
        return Key(row.id, row.name, _with_implied(row.scopes))


def revoke_key(store: Store, key_id: str, now: datetime) -> bool:
    """Make a key useless; False when there is no such key."""
    with store.write() as session:
        found = session.get(ApiKey, key_id)
        if found is not None and found.revoked_at is None:
            found.revoked_at = now
        return found is not None


def note_uses(store: Store, uses: dict[str, datetime]) -> None:
    """Store when keys were last used; called now and then, not per request."""
    with store.write() as session:
        for key_id, at in sorted(uses.items()):
            session.execute(update(ApiKey).where(ApiKey.id == key_id).values(last_used_at=at))


def _with_implied(scopes: Iterable[str]) -> frozenset[str]:
    held = frozenset(scopes)
    return held.union(*(IMPLIED.get(scope, frozenset()) for scope in held))


def _is_plain(key_id: str) -> bool:
    return key_id.isascii() and key_id.isalnum() and len(key_id) <= 32


def _digest(secret: str) -> str:
    # A random secret of 256 bits needs no slow hash: there is nothing to guess.
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
