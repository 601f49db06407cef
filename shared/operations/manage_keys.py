"""API keys: make one, list them, revoke one. The secret is shown once and only its hash is kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.model.errors import Contended, Invalid, NotAllowed, NotFound, Wrong
from shared.model.ids import KEY, new_id
from shared.model.people import Right
from shared.store import keys, shops
from shared.store.commit_once import commit_once
from shared.store.dynamo import ConditionFailed, Put
from shared.store.expressions import absent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.model.moments import Instant
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo
    from shared.store.once import Once


@dataclass(frozen=True)
class MadeKey:
    """A new key; `token` is what its holder sends and is never shown again."""

    key: dict[str, Any]
    token: str


def create_key(  # noqa: PLR0913 - what a key is, by name
    table: Dynamo,
    who: Principal,
    *,
    name: str,
    rights: frozenset[Right],
    secret: str,
    now: Instant,
    staff: str | None = None,
    once: Once | None = None,
) -> MadeKey:
    """Make a key with some of the maker's own rights.

    Args:
        table: The table.
        who: Who makes it.
        name: What people call it.
        rights: What it may do.
        secret: At least 128 bits of randomness, letters and digits.
        now: The instant.
        staff: The staff member it acts for, whose inbox it reads.
        once: The idempotency key of the request.

    Raises:
        NotAllowed: The maker may not manage keys, or lacks a right that the key would have.
        Invalid: No rights, or nobody known under `staff`.
        Answered, Contended.
    """
    _require(who)
    if not rights:
        raise Invalid(Wrong("/rights", "empty", "a key has at least one right"))
    for right in sorted(rights - who.actor.rights):
        raise NotAllowed(right)
    if staff is not None and not shops.works_here(table, who.shop, staff):
        raise Invalid(Wrong("/staff", "unknown_staff", "there is no such person in this shop"))
    write, token = new_key(who, name=name, rights=rights, secret=secret, now=now, staff=staff)
    made = MadeKey(key_said(write.item), token)
    try:
        commit_once(table, who.shop, [write], made, once=once, now=now)
    except ConditionFailed as error:
        raise Contended from error
    return made


def new_key(  # noqa: PLR0913 - as `create_key`
    who: Principal, *, name: str, rights: frozenset[Right], secret: str, now: Instant, staff: str | None = None
) -> tuple[Put, str]:
    """The write of a new key, and its token; arguments as for `create_key`, which judges them."""
    key_id = new_id(KEY)
    token = f"stf_{who.shop}_{key_id.removeprefix(KEY + '_')}_{secret}"
    pk, sk = keys.shop_key(who.shop, keys.API_KEY + key_id)
    values = {
        "name": name,
        "rights": sorted(rights),
        "staff": staff,
        "created_at": now,
        "created_by": who.actor.ref,
        "ends_in": secret[-4:],
    }
    item = {"pk": pk, "sk": sk, "hash": hashlib.sha256(token.encode()).digest(), **values, "ver": 1}
    return Put(item, absent("pk")), token


def list_keys(table: Dynamo, who: Principal) -> list[dict[str, Any]]:
    """All keys of the shop, oldest first, without secrets. Raises NotAllowed."""
    _require(who)
    items = table.walk(keys.shop_pk(who.shop), sk_prefix=keys.API_KEY, consistent=True)
    return [key_said(item) for item in items]


def revoke_key(table: Dynamo, who: Principal, key_id: str) -> None:
    """Take a key away. Functions that saw it lately may take it for another minute. Raises NotAllowed, NotFound."""
    _require(who)
    if shops.remove_item(table, who.shop, keys.API_KEY + key_id) is None:
        raise NotFound("key")


def key_said(item: Mapping[str, Any]) -> dict[str, Any]:
    """A key as it is said outside: `{id, name, rights, staff, ends_in, created_at, created_by}`."""
    names = ("name", "rights", "staff", "ends_in", "created_at", "created_by")
    return {"id": item["sk"].removeprefix(keys.API_KEY), **{name: item.get(name) for name in names}}


def _require(who: Principal) -> None:
    if Right.MANAGE_KEYS not in who.actor.rights:
        raise NotAllowed(Right.MANAGE_KEYS)
