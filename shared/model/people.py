"""Who acts and what they may do."""

from __future__ import annotations

from enum import StrEnum

from shared.model.record import record


class Role(StrEnum):
    """What a person, or a program's key, may do in a shop."""

    OWNER = "owner"
    MANAGER = "manager"
    AGENT = "agent"
    VIEWER = "viewer"


class Right(StrEnum):
    """One thing that may be allowed. Doors check rights, never roles."""

    READ_ORDERS = "orders:read"
    CHANGE_ORDERS = "orders:write"
    FORCE_MOVES = "orders:force"
    IMPORT_ORDERS = "orders:import"
    READ_SETTINGS = "settings:read"
    CHANGE_WORKFLOW = "workflow:write"
    CHANGE_SETTINGS = "settings:write"
    MANAGE_KEYS = "keys:write"


_READ = frozenset({Right.READ_ORDERS, Right.READ_SETTINGS})
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.VIEWER: _READ,
    Role.AGENT: _READ | {Right.CHANGE_ORDERS},
    Role.MANAGER: _READ | {Right.CHANGE_ORDERS, Right.FORCE_MOVES, Right.CHANGE_WORKFLOW},
    Role.OWNER: frozenset(Right),
}
"""What each role may do."""


class ActorKind(StrEnum):
    """Who, or what, stands behind a command."""

    STAFF = "staff"
    KEY = "key"
    CONNECTION = "connection"
    CLOCK = "clock"
    AUTOMATION = "automation"
    CUSTOMER = "customer"
    OPERATOR = "operator"


_AUTOMATIC = (ActorKind.CLOCK, ActorKind.AUTOMATION, ActorKind.CONNECTION)


@record
class Actor:
    """Who gave a command, and by which door it came.

    Attributes:
        kind: A person of the staff, a program's key, a connection, the clock, an automation, the customer.
        id: Their id; never a name or an address.
        door: `api`, `backoffice`, `webhooks`, `clock`, `automate`, `track`, `import` or `cli`.
        rights: What they may do.
        hop: How many automatic steps led here; 0 for people. At most `MAX_HOPS`.
        cause: The effect that gave the command, `<order>/<effect>`, for automatic ones; the job, for one of many.
        rules: The rules (`<status>/<action>`) that led here one after the other; none of them runs again.
    """

    kind: ActorKind
    id: str
    door: str
    rights: frozenset[Right] = frozenset()
    hop: int = 0
    cause: str | None = None
    rules: tuple[str, ...] = ()

    @property
    def ref(self) -> str:
        """`staff:usr_...`, `key:key_...`: how an actor is written down."""
        return self.kind + ":" + self.id

    @property
    def automatic(self) -> bool:
        """Whether no person asked for this directly."""
        return self.kind in _AUTOMATIC


@record
class Principal:
    """An actor in a shop: whoever calls an operation acts in exactly one shop at a time."""

    shop: str
    actor: Actor


MAX_HOPS = 8
"""How many automatic steps may follow one another before the chain is cut."""
