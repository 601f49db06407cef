"""Requests and answers of the HTTP API (payload 2.0) as the screens see them; nothing here knows an order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, unquote, urlencode

from shared.requests import Garbled, TooLarge, body_of, headers_of, method_of, request_id_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.gateways.files import Files
    from shared.gateways.identity import Identity
    from shared.gateways.secrets import Secrets
    from shared.model.moments import Instant
    from shared.store.dynamo import Dynamo

MAX_BODY: Final = 128 * 1024
MAX_FIELDS: Final = 200
SEE_OTHER: Final = 303


class Unreadable(Exception):  # noqa: N818 - a fact
    """The request cannot be read: a broken encoding, too many fields, too large a body."""


@dataclass(frozen=True)
class World:
    """What the back office reaches beside its own memory."""

    table: Dynamo
    secrets: Secrets
    identity: Identity
    files: Files
    public_url: str
    origin_secret: str = ""


@dataclass(frozen=True)
class Request:
    """One request.

    Attributes:
        query, form: Each name with all its values, in the order sent.
        headers: By lower-case name.
        raw: The form's bytes, by which a repeat is known.
        now: The instant of the request.
    """

    method: str
    path: str
    query: Mapping[str, tuple[str, ...]]
    form: Mapping[str, tuple[str, ...]]
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    raw: bytes
    now: Instant
    id: str = ""

    def asked(self, name: str) -> str:
        """The last value of a parameter of the address, without blanks around it; empty where there is none."""
        return self.query.get(name, ("",))[-1].strip()

    def sent(self, name: str) -> str:
        """The last value of a form's field as typed; empty where there is none."""
        return self.form.get(name, ("",))[-1]

    @property
    def htmx(self) -> bool:
        """Whether htmx asks, which swaps parts of a page."""
        return self.headers.get("hx-request") == "true"

    @property
    def here(self) -> str:
        """The address with its query."""
        pairs = [(name, value) for name, values in self.query.items() for value in values if name != "done"]
        return self.path + (f"?{urlencode(pairs)}" if pairs else "")


@dataclass(frozen=True)
class Answer:
    """What is answered; `cookies` are whole `Set-Cookie` values."""

    status: int
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    cookies: tuple[str, ...] = ()

    def as_event(self) -> dict[str, Any]:
        """The answer as the HTTP API wants it."""
        sent = {"content-type": "text/html; charset=utf-8", **self.headers}
        return {"statusCode": self.status, "headers": sent, "cookies": list(self.cookies), "body": self.body}


def see_other(where: str, *, cookies: tuple[str, ...] = ()) -> Answer:
    """After a form was taken: look there."""
    return Answer(SEE_OTHER, headers={"location": where}, cookies=cookies)


def read_request(event: Mapping[str, Any], now: Instant) -> Request:
    """The request of an event. Raises Unreadable."""
    headers, method = headers_of(event), method_of(event)
    try:
        raw = body_of(event, MAX_BODY) if method == "POST" else b""
        query = _pairs(event.get("rawQueryString") or "")
        form = _pairs(raw.decode("ascii")) if raw else {}
        path = unquote(event.get("rawPath") or "/", errors="strict")
    except (TooLarge, Garbled, ValueError) as error:
        raise Unreadable("query, form or path") from error
    return Request(
        method=method,
        path=path,
        query=query,
        form=form,
        headers=headers,
        cookies=_cookies([*(event.get("cookies") or ()), headers.get("cookie", "")]),
        raw=raw,
        now=now,
        id=request_id_of(event),
    )


def _pairs(text: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, value in parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS):
        clean = value.replace("\r\n", "\n").replace("\x00", "")
        found[name] = (*found.get(name, ()), clean)
    return found


def _cookies(lines: list[str]) -> dict[str, str]:
    parts = (part.partition("=") for line in lines for part in line.split(";"))
    return {name.strip(): value.strip() for name, _, value in parts if value}
