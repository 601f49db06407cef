"""`/v1/keys`: what programs sign in with."""

from __future__ import annotations

from functions.api.asked import KeyIn
from functions.api.route import Answer, Call, Route
from shared.model.people import Right
from shared.operations.authenticate import forget
from shared.operations.manage_keys import MadeKey, create_key, list_keys, revoke_key


def list_(call: Call) -> Answer:
    """All keys, without what they are sent as."""
    return Answer(200, {"items": list_keys(call.table, call.who)})


def create(call: Call) -> Answer:
    """Make a key; `token` is shown in this answer only."""
    body: KeyIn = call.body

    def say(made: MadeKey) -> Answer:
        return Answer(201, {**made.key, "token": made.token})

    return say(
        create_key(
            call.table,
            call.who,
            name=body.name,
            rights=body.rights,
            secret=call.secret,
            now=call.now,
            staff=body.staff,
            once=call.once(say),
        )
    )


def revoke(call: Call) -> Answer:
    """Take a key away."""
    revoke_key(call.table, call.who, call.path["key"])
    forget(call.path["key"])
    return Answer(204)


ROUTES = (
    Route("GET", "/v1/keys", "list_keys", "List API keys", list_, Right.MANAGE_KEYS, says="KeyList"),
    Route(
        "POST",
        "/v1/keys",
        "create_key",
        "Make an API key",
        create,
        Right.MANAGE_KEYS,
        takes=KeyIn,
        says="KeyWithToken",
        status=201,
        problems=("contended",),
        example={"name": "Warehouse scanner", "rights": ["orders:read", "orders:write"]},
        secret=True,
    ),
    Route("DELETE", "/v1/keys/{key}", "revoke_key", "Revoke an API key", revoke, Right.MANAGE_KEYS, status=204),
)
