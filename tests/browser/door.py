"""The real handlers behind a real socket: requests become events of the HTTP API, the table is the test engine.

>>> with Door(Stage.demo(120)) as door:
...     page.goto(door.sign_in_url("giulia@example.com"))

It stands on `http://localhost`, where Chromium takes `__Host-` cookies without TLS.
"""

from __future__ import annotations

import base64
import itertools
import mimetypes
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

import yaml

from functions.backoffice.door import answer as answer_staff
from functions.backoffice.web import World
from functions.track import door as track
from infra.local.demo.orders import demo_orders
from infra.local.demo.people import STAFF, TEAMS
from shared.gateways.files import FilesTwin
from shared.gateways.identity import IdentityTwin, challenge
from shared.gateways.secrets import SecretsTwin
from shared.model.ids import STAFF as STAFF_ID
from shared.model.ids import new_id
from shared.model.incoming import IncomingOrder
from shared.model.moments import instant
from shared.model.people import RIGHTS, Actor, ActorKind, Principal, Role
from shared.model.workflow import Workflow
from shared.operations.comment_on_order import comment_on_order
from shared.operations.receive_order import receive_order
from shared.operations.tally_order import tally_order
from shared.store import keys, shops, workflows
from shared.store.dynamo import Dynamo
from tests.engine import Engine

ROOT = Path(__file__).parents[2]
STATIC = (ROOT / "functions" / "backoffice" / "static", ROOT / "functions" / "track" / "static")
SHOP = "demo"
_tables = itertools.count()


class LocalIdentity(IdentityTwin):
    """A user pool whose hosted page stands behind the same door and lets everybody in whom it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.base = "https://sign-in.example.com"
        self.next = ""

    def authorize_url(self, redirect_uri: str, state: str, verifier: str, language: str) -> str:
        """Where a browser goes to sign in: here it comes back at once."""
        asked = {"redirect_uri": redirect_uri, "state": state, "code_challenge": challenge(verifier), "lang": language}
        return f"{self.base}/pool/authorize?{urlencode(asked)}"

    def sign_out_url(self, back: str) -> str:
        """Where a browser goes to sign out."""
        return f"{self.base}/pool/logout?{urlencode({'logout_uri': back})}"


@dataclass
class Stage:
    """A shop to play in: the table, who may sign in, and the instant it is now."""

    table: Dynamo
    identity: LocalIdentity
    secrets: SecretsTwin
    people: dict[str, str]
    now: Callable[[], datetime]
    orders: list[str] = field(default_factory=list)
    files: FilesTwin = field(default_factory=FilesTwin)

    @classmethod
    def demo(cls, count: int, *, at: datetime | None = None, workflow: bool = True, locale: str = "it") -> Self:
        """The demo shop with so many of its orders; `at` stops the clock."""
        now = at or datetime.now(UTC)
        table = Dynamo(Engine(), table=f"door-{next(_tables)}")
        identity = LocalIdentity()
        shops.open_shop(table, SHOP, {"name": "Bottega Lumen", "locale": locale, "zone": "Europe/Rome"}, b"k" * 32)
        for team, name in TEAMS:
            shops.create_item(table, SHOP, keys.TEAM + team, {"name": name})
        people: dict[str, str] = {}
        for name, email, role, teams, language in STAFF:
            staff = people[email] = new_id(STAFF_ID)
            values = {
                "name": name,
                "email": email,
                "role": role,
                "teams": list(teams),
                "locale": language,
                "active": True,
            }
            shops.create_item(table, SHOP, keys.STAFF + staff, values)
            login = keys.login_key(identity.create_user(email, invite=False))
            table.put({"pk": login.pk, "sk": login.sk, "shop": SHOP, "staff": staff})
        if workflow:
            text = (ROOT / "infra/local/demo/workflow.yaml").read_text(encoding="utf-8")
            document = Workflow.model_validate(yaml.safe_load(text))
            workflows.publish(
                table,
                SHOP,
                document,
                after=0,
                by=f"staff:{people['giulia@example.com']}",
                at=instant(now - timedelta(days=90)),
            )
        stage = cls(table, identity, SecretsTwin(), people, (lambda: at) if at else (lambda: datetime.now(UTC)))
        stage.fill(count, now)
        return stage

    def publish_nameless(self, status: str) -> None:
        """Publish a version in which customers have no name for a status, as there were before names were asked for."""
        flow = workflows.current_flow(self.table, SHOP)
        assert flow is not None
        document = flow.document.model_dump(mode="json", by_alias=True)
        next(each for each in document["statuses"] if each["id"] == status)["public"] = {}
        workflows.publish(
            self.table, SHOP, Workflow.model_validate(document), after=flow.version, by="key:1", at=instant(self.now())
        )
        workflows.forget()

    def fill(self, count: int, now: datetime) -> None:
        """Take so many of the demo shop's orders in, as the import does."""
        giulia = self.principal("giulia@example.com")
        for made in demo_orders(now)[:count]:
            body = dict(made.body)
            told = body.pop("history", [])
            history = [(step["status"], datetime.fromisoformat(step["at"]), None) for step in told]
            changed = receive_order(
                self.table,
                giulia,
                IncomingOrder.model_validate(body),
                source="import",
                now=instant(now),
                history=history,
                imported=True,
            )
            order = changed.head.order.id
            self.orders.append(order)
            for words in made.comments:
                comment_on_order(self.table, giulia, order, words, now=instant(now))
            tally_order(self.table, SHOP, order)

    def principal(self, email: str, door: str = "import") -> Principal:
        """Somebody of the staff, as operations know them."""
        staff = self.people[email]
        role = Role(shops.read_item(self.table, SHOP, keys.STAFF + staff)["role"])
        return Principal(SHOP, Actor(ActorKind.STAFF, staff, door, RIGHTS[role]))


class Door(ThreadingHTTPServer):
    """An open door on a free port. `with Door(stage) as door: ...`."""

    daemon_threads = True

    def __init__(self, stage: Stage, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Request)
        self.stage = stage
        self.url = f"http://localhost:{self.server_address[1]}"
        stage.identity.base = self.url
        self.world = World(stage.table, stage.secrets, stage.identity, stage.files, self.url)
        self.log: list[tuple[str, str, int]] = []

    def sign_in_url(self, email: str, back: str = "/orders") -> str:
        """Where a browser goes to be signed in as somebody."""
        self.stage.identity.next = email
        return f"{self.url}/sign-in/start?{urlencode({'back': back})}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def answer(self, event: dict[str, Any]) -> dict[str, Any]:
        """What the functions answer."""
        path = event["rawPath"]
        if path.startswith("/pool/"):
            return self._pool(event)
        if path.startswith("/t/"):
            return track.answer(event, track.World(self.stage.table, self.url), self.stage.now())
        return answer_staff(event, self.world, self.stage.now())

    def _pool(self, event: dict[str, Any]) -> dict[str, Any]:
        asked = {name: values[-1] for name, values in parse_qs(event["rawQueryString"]).items()}
        if event["rawPath"] == "/pool/logout":
            return {"statusCode": 302, "headers": {"location": asked["logout_uri"]}}
        code = self.stage.identity.sign_in(self.stage.identity.next, asked["redirect_uri"], asked["code_challenge"])
        back = f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"
        return {"statusCode": 302, "headers": {"location": back}}


def event_of(method: str, target: str, headers: dict[str, str], body: bytes = b"") -> dict[str, Any]:
    """A request as the HTTP API gives it to a function (payload 2.0)."""
    parts = urlsplit(target)
    low = {name.lower(): value for name, value in headers.items()}
    cookies = [part.strip() for part in low.pop("cookie", "").split(";") if part.strip()]
    return {
        "version": "2.0",
        "rawPath": parts.path,
        "rawQueryString": parts.query,
        "cookies": cookies,
        "headers": low,
        "requestContext": {"http": {"method": method, "path": parts.path}, "requestId": "req-1"},
        "body": base64.b64encode(body).decode() if body else None,
        "isBase64Encoded": bool(body),
    }


@cache
def _static(name: str) -> tuple[bytes, str] | None:
    for folder in STATIC:
        path = (folder / name).resolve()
        if path.is_relative_to(folder) and path.is_file():
            return path.read_bytes(), mimetypes.guess_type(name)[0] or "application/octet-stream"
    return None


class _Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Door

    def do_GET(self) -> None:
        """Static files, or what a function answers."""
        path = urlsplit(self.path).path
        if path.startswith("/static/"):
            found = _static(path.removeprefix("/static/"))
            self._send(
                200 if found else 404,
                [("Content-Type", found[1] if found else "text/plain")],
                found[0] if found else b"",
            )
            return
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        given = self.server.answer(event_of(self.command, self.path, dict(self.headers.items()), body))
        self.server.log.append((self.command, self.path, given["statusCode"]))
        headers = [*given.get("headers", {}).items(), *(("Set-Cookie", cookie) for cookie in given.get("cookies", ()))]
        self._send(given["statusCode"], headers, given.get("body", "").encode())

    do_POST = do_HEAD = do_PUT = do_GET  # noqa: N815 - the standard library's names

    def _send(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status != 304 and self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's name
        """Say nothing."""
