"""From an API key to whoever acts: one read, a hash compared in constant time, remembered for a minute."""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.model.ids import KEY
from shared.model.people import Actor, ActorKind, Principal, Right
from shared.store import keys, shops

if TYPE_CHECKING:
    from shared.store.dynamo import Dynamo

REMEMBERED_SECONDS = 60.0
"""How long a key that was revoked may still be taken by a function that saw it."""
_MOST_REMEMBERED = 1_000

_TOKEN = re.compile(r"stf_([a-z0-9][a-z0-9-]{1,38})_([0-9a-z]{26})_[0-9A-Za-z]{32,64}")
_RIGHTS = frozenset(Right)

_seen: dict[tuple[str, bytes], tuple[float, Caller]] = {}


@dataclass(frozen=True)
class Caller:
    """Who holds a key: how they act, what the key is called, and for which staff member it acts."""

    principal: Principal
    name: str
    staff: str | None = None


def authenticate(table: Dynamo, token: str) -> Caller | None:
    """Whoever holds this API key; `None` for one that is malformed, unknown, revoked or of no such shop.

    A key that acts for somebody of the staff rests while they do not work here.
    """
    match = _TOKEN.fullmatch(token)
    if match is None:
        return None
    presented = hashlib.sha256(token.encode()).digest()
    seen = _seen.get((table.table, presented))
    if seen and time.monotonic() - seen[0] < REMEMBERED_SECONDS:
        return seen[1]
    shop, key_id = match[1], f"{KEY}_{match[2]}"
    item = shops.read_item(table, shop, keys.API_KEY + key_id)
    kept = bytes(item["hash"]) if item else bytes(len(presented))
    if not hmac.compare_digest(kept, presented) or item is None:
        _seen.pop((table.table, presented), None)
        return None
    if item.get("staff") and not shops.works_here(table, shop, item["staff"]):
        return None  # whom it acts for has left
    rights = frozenset(Right(name) for name in item["rights"] if name in _RIGHTS)
    actor = Actor(ActorKind.KEY, key_id, "api", rights)
    caller = Caller(Principal(shop, actor), item["name"], item.get("staff"))
    if len(_seen) >= _MOST_REMEMBERED:
        _seen.clear()
    _seen[table.table, presented] = (time.monotonic(), caller)
    return caller


def forget(key_id: str | None = None) -> None:
    """Drop what this process remembers: of one key that was revoked, or (tests) of all."""
    for at, (_, caller) in list(_seen.items()):
        if key_id is None or caller.principal.actor.id == key_id:
            _seen.pop(at, None)
