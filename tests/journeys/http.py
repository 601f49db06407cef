"""Plain HTTP, as anybody would speak it: one request, one answer, no client library of ours."""

from __future__ import annotations

import http.client
import json
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")
PATIENCE = 90.0
"""Seconds to wait for what happens by itself. On a quiet machine it is a fraction of a second."""


@dataclass(frozen=True)
class Answer:
    """What came back. `cookies` are the values of `Set-Cookie`, by name."""

    status: int
    headers: dict[str, str]
    body: bytes
    cookies: dict[str, str]

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


def send(
    method: str, url: str, body: bytes | None = None, headers: dict[str, str] | None = None, *, ca: str | None = None
) -> Answer:
    """One request; redirects are answers. `ca` is the certificate to trust where the address speaks TLS."""
    parts = urlsplit(url)
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        context = ssl.create_default_context(cafile=ca)
        connection = http.client.HTTPSConnection(parts.netloc, timeout=PATIENCE, context=context)
    else:
        connection = http.client.HTTPConnection(parts.netloc, timeout=PATIENCE)
    try:
        connection.request(method, parts.path + (f"?{parts.query}" if parts.query else ""), body, headers or {})
        answer = connection.getresponse()
        set_cookies = (line.partition(";")[0].partition("=") for line in answer.headers.get_all("set-cookie", []))
        cookies = {name: value for name, _, value in set_cookies}
        return Answer(answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read(), cookies)
    finally:
        connection.close()


def until(look: Callable[[], T], enough: Callable[[T], object], seconds: float = PATIENCE) -> T:
    """Look again until it is enough. AssertionError with what was seen last, when that takes too long."""
    deadline = time.monotonic() + seconds
    while True:
        seen = look()
        if enough(seen):
            return seen
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds:.0f} s in vain; seen last: {seen}")
        time.sleep(0.1)
