"""Calls the API in process, as API Gateway would, and holds every answer against what the documentation promises."""

from __future__ import annotations

import base64
import json
import re
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from functions.api import said
from functions.api.app import Api
from functions.api.openapi import describe
from functions.api.problems import PROBLEMS
from functions.api.route import Route, World
from functions.api.routes import ROUTES
from shared.gateways.files import FilesTwin
from shared.gateways.identity import IdentityTwin
from shared.gateways.secrets import SecretsTwin
from shared.model.people import Actor, ActorKind, Principal, Right, Role
from shared.operations import authenticate, cursors
from shared.operations.manage_keys import create_key
from shared.operations.take_token import Limits
from shared.store import keys, shops, workflows
from shared.store.buckets import Rate
from shared.store.dynamo import Dynamo
from tests.builders import NOW, SHOP, a_principal, a_shop, an_engine
from tests.engine import Engine
from tests.tenancy import acting

QUERIES: dict[str, dict[str, str]] = {"find_path": {"to": "packing"}}
"""What routes must be asked, by name."""
UNLIMITED = Rate(per_second=1e9, burst=1_000_000)


@dataclass
class Reply:
    """One answer."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        """The body."""
        return json.loads(self.text)

    @property
    def code(self) -> str:
        """The code of a problem."""
        return self.json["code"]


class Door:
    """The API over an engine with one shop, and a key that may do everything."""

    def __init__(self, *, statuses: bool = True, limits: Limits | None = None, origin_secret: str = "") -> None:
        self.engine: Engine
        self.table: Dynamo
        self.engine, self.table = an_engine()
        workflows.forget()
        authenticate.forget()
        cursors.forget()
        a_shop(self.table, statuses=statuses)
        self.identity = IdentityTwin()
        self.secrets = SecretsTwin()
        self.files = FilesTwin()
        address = "https://shop.example.com"
        self.world = World(self.table, self.secrets, self.identity, self.files, address, origin_secret)
        self.api = Api(self.world, limits or Limits(UNLIMITED))
        self.token = self.key()

    def twin(self) -> Door:
        """Another process over the same table."""
        other = object.__new__(Door)
        other.__dict__.update(self.__dict__, api=Api(self.world, Limits(UNLIMITED)))
        return other

    def key(self, *rights: Right, shop: str = SHOP, staff: str | None = None, name: str = "Robot") -> str:
        """A key with these rights (all of them unless given)."""
        opener = Principal(shop, Actor(ActorKind.OPERATOR, "test", "cli", frozenset(Right)))
        chosen = frozenset(rights) or frozenset(Right)
        secret = f"{len(list(self.engine.items())):048d}"
        return create_key(self.table, opener, name=name, rights=chosen, secret=secret, now=NOW, staff=staff).token

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = "",
        query: Any = None,
        raw: bytes | str | None = None,
        encoded: bool = False,
        **headers: str,
    ) -> Reply:
        """One request. `token=None` sends none; headers are named with underscores."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if token is not None:
            sent["authorization"] = f"Bearer {token or self.token}"
        text = raw if raw is not None else None if body is None else json.dumps(body)
        if text is not None and "content-type" not in sent:
            sent["content-type"] = "application/json"
        if isinstance(text, bytes):
            text, encoded = base64.b64encode(text).decode(), True
        event = {
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": path,
            "rawQueryString": query if isinstance(query, str) else urlencode(query or {}, doseq=True),
            "headers": sent,
            "requestContext": {"requestId": "req-1", "stage": "$default", "http": {"method": method, "path": path}},
            "isBase64Encoded": encoded,
            **({} if text is None else {"body": text}),
        }
        named = re.match(r"Bearer stf_([a-z0-9-]+)_", sent.get("authorization", ""))
        with acting(named[1]) if named else nullcontext():
            answer = self.api(event, None)
        reply = Reply(
            answer["statusCode"],
            {name.lower(): value for name, value in (answer.get("headers") or {}).items()},
            answer.get("body") or "",
        )
        check(method, path, reply)
        return reply

    def get(self, path: str, **more: Any) -> Reply:
        """GET."""
        return self.call("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> Reply:
        """POST."""
        return self.call("POST", path, {} if body is None else body, **more)

    def order(self, **changes: Any) -> dict[str, Any]:
        """A new order."""
        told = {
            "currency": "EUR",
            "totals": {"total": "114.70"},
            "customer": {"email": "ada@example.com", "name": "Ada Example"},
            "lines": [{"external_id": "1", "title": "Blue lamp", "quantity": "2", "unit_price": "50.00"}],
        }
        reply = self.post("/v1/orders", told | changes)
        assert reply.status in {200, 201}, reply.text
        return reply.json

    def items(self) -> int:
        """How many items the table holds, beside the counters of rate limits."""
        return sum("#BUCKET#" not in item["pk"]["S"] for item in self.engine.items())


def route_of(method: str, path: str) -> Route | None:
    """The route that serves an address."""
    for route in sorted(ROUTES, key=lambda route: route.path.count("{")):
        if route.method == method and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", route.path), path):
            return route
    return None


def check(method: str, path: str, reply: Reply) -> None:
    """Every answer is a documented one and has the shape that the documentation promises."""
    assert reply.status != 500, reply.text
    route = route_of(method, path)
    if reply.status >= 400:
        assert reply.headers["content-type"] == "application/problem+json"
        problem = said.Problem.model_validate_json(reply.text)
        assert problem.code in PROBLEMS
        assert (PROBLEMS[problem.code].status, reply.status) == (problem.status, problem.status)
        assert problem.request_id == "req-1"
    if route is None:
        assert reply.status in {403, 404, 405}
        return
    documented = describe()["paths"][route.path][method.lower()]["responses"]
    assert str(reply.status) in documented, f"{route.name} answered {reply.status} {reply.text}"
    if reply.status >= 400:
        assert f"`{reply.code}`" in documented[str(reply.status)]["description"], f"{route.name}: {reply.code}"
    elif route.says and route.says not in {"Html", "Drawing"}:
        getattr(said, route.says).model_validate_json(reply.text, strict=False)
    elif not route.says:
        assert reply.text == ""


__all__ = [
    "NOW",
    "QUERIES",
    "SHOP",
    "UNLIMITED",
    "Door",
    "Reply",
    "Role",
    "a_principal",
    "check",
    "keys",
    "route_of",
    "shops",
]
