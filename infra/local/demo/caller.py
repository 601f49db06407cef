"""A merchant's program: calls the public API with a key, as any would."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

TRIES = 4
BUSY = frozenset({409, 429, 502, 503})


class CallError(RuntimeError):
    """The API did not do what the demo needs; the message says what it answered."""


class Caller:
    """Calls one deployment with one key. Safe to share between threads."""

    def __init__(self, base_url: str, api_key: str) -> None:
        """`base_url` is the front door's."""
        self._base_url = base_url
        self._api_key = api_key

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> dict[str, Any]:
        """One call; answers what came back. Busy answers are tried again. Raises CallError."""
        data = None if body is None else json.dumps(body).encode()
        given = {"authorization": f"Bearer {self._api_key}", "content-type": "application/json"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        return json.loads(self.send(method, path, data, given) or b"{}")

    def send(self, method: str, path: str, data: bytes | None, headers: dict[str, str]) -> bytes:
        """One request as it stands. Raises CallError."""
        for attempt in range(TRIES):
            request = Request(self._base_url + path, data=data, headers=headers, method=method)
            try:
                with urlopen(request, timeout=60) as answer:
                    return answer.read()
            except HTTPError as error:
                said = error.read()[:500]
                if error.code not in BUSY or attempt == TRIES - 1:
                    message = f"{method} {path}: {error.code} {said.decode(errors='replace')}"
                    raise CallError(message) from error
                time.sleep(0.3 * 2**attempt)
        raise AssertionError
