"""A shop's public API from a terminal: one call at a time, and words for whatever comes back instead of an answer."""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass
from http.client import HTTPException
from typing import TYPE_CHECKING, Any, cast
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from functions.cli.cloud import DEMO_FILE, NotRunning

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import Message

SECONDS = 30.0
"""How long a call may take."""
TRIES = 3
_LATER = frozenset({429, 503})
_LONGEST_WAIT = 10.0
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_CHANGED, _CONFLICT, _UNFIT = 412, 409, 422
_REMEDIES = {
    401: "the key is not known there: STAFFETTA_KEY, or --key",
    403: "the key may not do this",
}


class CallFailed(Exception):  # noqa: N818 - a fact
    """The shop did not do what was asked, or could not be asked."""

    def __init__(self, message: str, *, status: int = 0, problem: Mapping[str, Any] | None = None) -> None:
        """Keep what to say, the HTTP status (0 where nobody answered) and the problem that the API told."""
        super().__init__(message)
        self.status = status
        self.problem = problem or {}

    @property
    def misfits(self) -> list[dict[str, str]]:
        """What does not fit in the document sent, each with `pointer`, `code`, `message`; empty for other failures."""
        return cast("list[dict[str, str]]", self.problem.get("errors", [])) if self.status == _UNFIT else []


@dataclass(frozen=True)
class Reply:
    """What was answered: its text, and the version its `ETag` names (0 without one)."""

    text: str
    version: int

    @property
    def json(self) -> Any:
        """The text as JSON."""
        return json.loads(self.text)


@dataclass(frozen=True)
class ShopApi:
    """The API of one shop at one address, with one key."""

    url: str
    key: str

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: Mapping[str, str] | None = None,
        after: int | None = None,
    ) -> Reply:
        """One call, tried again where the shop is busy.

        Args:
            method: GET, PUT, POST ...
            path: Below the address, such as `/v1/workflow`.
            body: JSON, where there is one.
            query: Parameters.
            after: The version that what is sent is to follow, 0 for none; `None` where the call asks for none.

        Raises:
            CallFailed.
        """
        address = f"{self.url}{path}" + (f"?{urlencode(query)}" if query else "")
        headers = {"authorization": f"Bearer {self.key}", "accept": "*/*"}
        if after is not None:
            headers |= {"if-match": f'"{after}"'} if after else {"if-none-match": "*"}
        if method == "POST":
            headers["idempotency-key"] = str(uuid.uuid4())
        data = None if body is None else json.dumps(body).encode()
        if data is not None:
            headers["content-type"] = "application/json"
        request = Request(address, data=data, headers=headers, method=method)  # noqa: S310 - `find_api` chose the scheme
        for _ in range(TRIES - 1):
            try:
                return _answer(request)
            except CallFailed as failed:
                if failed.status not in _LATER:
                    raise
                time.sleep(min(float(failed.problem.get("retry_after", 1)), _LONGEST_WAIT))
        return _answer(request)


def find_api(url: str | None, key: str | None, *, local: bool) -> ShopApi | None:
    """The shop that a command works on; `None` where neither address nor key is given.

    Raises:
        NotRunning: `local` is wanted, and `make run` left no `.local/demo.json`.
        CallFailed: Only one of the two is given, or the key would go over the net unencrypted.
    """
    if local:
        try:
            demo = json.loads(DEMO_FILE.read_text(encoding="utf-8"))
            return ShopApi(str(demo["base_url"]).rstrip("/"), str(demo["api_key"]))
        except (OSError, KeyError, json.JSONDecodeError) as error:
            raise NotRunning from error
    if not url and not key:
        return None
    if not url or not key:
        raise CallFailed("both STAFFETTA_URL and STAFFETTA_KEY are needed, or --url and --key")
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _HERE):
        raise CallFailed(f"{url}: an address begins with https://, so that nobody reads the key on its way")
    return ShopApi(url.rstrip("/"), key)


def _opener() -> OpenerDirector:
    """What speaks HTTP and follows no redirect: a key goes to the address it was given for and to no other."""
    opener = OpenerDirector()
    for handler in (ProxyHandler, HTTPHandler, HTTPSHandler, HTTPDefaultErrorHandler, HTTPErrorProcessor):
        opener.add_handler(handler())
    return opener


def _answer(request: Request) -> Reply:
    try:
        with _opener().open(request, timeout=SECONDS) as answer:
            return Reply(answer.read().decode(), _version(answer.headers))
    except HTTPError as error:
        with error:
            raise _failed(error) from error
    except URLError as error:
        raise CallFailed(f"{_where(request)} cannot be reached: {error.reason}") from error
    except (OSError, HTTPException, UnicodeDecodeError) as error:
        raise CallFailed(f"{_where(request)} did not answer as an API does: {type(error).__name__}") from error


def _failed(error: HTTPError) -> CallFailed:
    try:
        problem: Any = json.loads(error.read(1_000_000))
    except (ValueError, OSError):
        problem = {}
    known: dict[str, Any] = cast("dict[str, Any]", problem) if isinstance(problem, dict) else {}
    if error.headers.get("retry-after", "").isdigit():
        known["retry_after"] = error.headers["retry-after"]
    detail = str(known.get("detail", "")).rstrip(".")
    if error.code in {_CHANGED, _CONFLICT} and isinstance(known.get("stands"), dict):
        stands = cast("dict[str, Any]", known["stands"])
        detail = f"somebody was first: {', '.join(f'{name} {value}' for name, value in stands.items() if value)}"
    elif isinstance(known.get("by"), dict):
        detail += f" ({', '.join(f'{name}: {_listed(value)}' for name, value in known['by'].items())})"
    elif 300 <= error.code < 400:  # noqa: PLR2004 - redirects
        detail = f"it lives elsewhere: {error.headers.get('location', 'it does not say where')}"
    words = [detail, _REMEDIES.get(error.code, "")]
    message = "; ".join(word for word in words if word) or f"it answered {error.code}"
    return CallFailed(message, status=error.code, problem=known)


def _listed(value: Any) -> str:
    return ", ".join(map(str, cast("list[Any]", value))) if isinstance(value, list) else str(value)


def _version(headers: Message) -> int:
    digits = headers.get("etag", "").strip('W/"')
    return int(digits) if digits.isdigit() else 0


def _where(request: Request) -> str:
    return urlsplit(request.full_url).netloc
