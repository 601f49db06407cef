"""Routes as data: what each takes, needs and answers. The resolver, the guards, the docs and tests all read this."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic import BaseModel

    from shared.gateways.files import Files
    from shared.gateways.identity import Identity
    from shared.gateways.secrets import Secrets
    from shared.model.moments import Instant
    from shared.model.people import Principal, Right
    from shared.operations.authenticate import Caller
    from shared.store.dynamo import Dynamo
    from shared.store.once import Once


@dataclass(frozen=True)
class Answer:
    """What is answered: a status and JSON, or a text of another type."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    text: str | None = None
    content_type: str = "application/json"

    def rendered(self) -> str:
        """The body as it is sent; always the same text for the same JSON."""
        if self.text is not None:
            return self.text
        return "" if self.body is None else json.dumps(self.body, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class World:
    """What the API reaches beside its own memory."""

    table: Dynamo
    secrets: Secrets
    identity: Identity
    files: Files
    public_url: str = ""
    origin_secret: str = ""


@dataclass(frozen=True)
class Call:
    """One request that was let in.

    Attributes:
        path: The ids in the path, by name.
        asked: The query, read into the route's model.
        body: The body, read into the route's model.
        version: What `If-Match` names, `None` without one.
        now: The instant of the request.
        once: Given what makes the answer of a result, the idempotency record to commit; `None` without a key.
        secret: Fresh randomness of this request, 48 hex digits, the same when its answer is replayed.
    """

    world: World
    caller: Caller
    path: Mapping[str, str]
    asked: Any
    body: Any
    version: int | None
    now: Instant
    once: Callable[[Callable[[Any], Answer]], Once | None]
    secret: str

    @property
    def table(self) -> Dynamo:
        """The table."""
        return self.world.table

    @property
    def who(self) -> Principal:
        """Who acts, in which shop."""
        return self.caller.principal


Take: TypeAlias = "Callable[[Call], Answer]"


@dataclass(frozen=True)
class Route:
    """One operation of the API.

    Attributes:
        path: With the names of ids in braces: `/v1/orders/{order}`.
        name: The operation id, unique.
        right: What the caller must be allowed; `None` for the two routes that anyone may read.
        takes: The body's model; `None` where no body is read.
        asks: The query's model.
        says: The answer's model, by its name in `functions.api.said`; empty where there is no body.
        status: Of a success. `also` are further statuses with the same body.
        problems: Codes it may answer beside those of every route.
        example: A body that works in the example shop.
        match: Whether `If-Match` is read: "no", "may" or "must".
        most: Bytes of the body; `None` for what every route takes.
        secret: Whether a success holds a secret that is shown once.
    """

    method: str
    path: str
    name: str
    summary: str
    take: Take
    right: Right | None
    takes: type[BaseModel] | None = None
    asks: type[BaseModel] | None = None
    says: str = ""
    status: int = 200
    also: tuple[int, ...] = ()
    problems: tuple[str, ...] = ()
    example: Any = None
    match: str = "no"
    most: int | None = None
    secret: bool = False

    @property
    def tag(self) -> str:
        """The resource it belongs to."""
        return self.path.split("/")[2].split(".")[0]

    @property
    def idempotent(self) -> bool:
        """Whether it takes an `Idempotency-Key`."""
        return self.method == "POST" and self.status != 200  # noqa: PLR2004 - a preview changes nothing
