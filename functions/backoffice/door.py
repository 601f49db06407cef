"""One request through the back office: let in, routed, answered. Every way out of here carries the same headers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from functions.backoffice import render as pages
from functions.backoffice import sign_in_screen as sign_in
from functions.backoffice.acting import ForeignForm, check_form
from functions.backoffice.desk import sit_down
from functions.backoffice.routes import ROUTES, screen
from functions.backoffice.views import ErrorPage
from functions.backoffice.web import Answer, Request, Unreadable, read_request, see_other
from shared.log import log, log_error
from shared.model.errors import Changed, Contended, InUse, Invalid, NotAllowed, NotFound, Refused
from shared.model.moments import as_datetime, instant
from shared.operations.cursors import BadCursor
from shared.operations.sign_in import read_session
from shared.requests import came_through
from shared.store.dynamo import Throttled
from shared.texts.screens.language import Speech, choose_language

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Literal

    from functions.backoffice.routes import Take
    from functions.backoffice.web import World

    Status = Literal[400, 403, 404, 409, 422, 429, 500]

_ID = r"([A-Za-z0-9][A-Za-z0-9._:-]{0,199})"
_STATUS: dict[type[Exception], Status] = {
    Unreadable: 400,
    BadCursor: 400,
    ForeignForm: 403,
    NotAllowed: 403,
    NotFound: 404,
    Refused: 409,
    Changed: 409,
    Contended: 409,
    InUse: 409,
    Invalid: 422,
    Throttled: 429,
}


@dataclass(frozen=True)
class _Path:
    pattern: re.Pattern[str]
    screens: Mapping[str, str]


def _paths() -> tuple[_Path, ...]:
    found: dict[str, dict[str, str]] = {}
    for method, path, name in ROUTES:
        found.setdefault(path, {})[method] = name
    return tuple(_Path(re.compile(re.sub(r"\{\w+\}", lambda _: _ID, path)), names) for path, names in found.items())


_PATHS = _paths()


def answer(event: Mapping[str, Any], world: World, now: datetime) -> dict[str, Any]:
    """Answer one request of the HTTP API, payload 2.0."""
    request = Request("GET", "/", {}, {}, {}, {}, b"", instant(now))
    try:
        request = read_request(event, request.now)
        given = _let_in(world, request)
    except Exception as error:  # noqa: BLE001 - the last line: whatever is not ours to tell becomes a 500
        given = _told(error, request)
    log("INFO", "answered", method=request.method, status=given.status, request_id=request.id)
    return Answer(given.status, given.body, {**_headers(world), **given.headers}, given.cookies).as_event()


def _let_in(world: World, request: Request) -> Answer:
    if not came_through(request.headers, world.origin_secret):
        return _error(request, 403)
    cookie = request.cookies.get(sign_in.SESSION, "")
    session = read_session(world.table, cookie, now=request.now) if cookie else None
    if request.path in {"/sign-in", "/sign-in/start", "/sign-in/callback"} and request.method == "GET":
        if request.path == "/sign-in":
            return see_other("/orders") if session else sign_in.show_sign_in(world, request)
        return (sign_in.start if request.path == "/sign-in/start" else sign_in.finish)(world, request)
    if session is None:
        return _to_sign_in(request, expired=bool(cookie))
    take, ids, allowed = _find(request)
    if take is None:
        answered = _error(request, 404)
        return Answer(405, answered.body, {"allow": allowed}) if allowed else answered
    if request.method == "POST":
        check_form(request, session, world.public_url)
    return take(sit_down(world, request, session), *ids)


def _find(request: Request) -> tuple[Take | None, tuple[str, ...], str]:
    """The screen of a request and the ids in its path; without one, the methods that the address takes."""
    method = "GET" if request.method == "HEAD" else request.method
    for path in _PATHS:
        match = path.pattern.fullmatch(request.path)
        if match:
            name = path.screens.get(method)
            return (screen(name), match.groups(), "") if name else (None, (), ", ".join(sorted(path.screens)))
    return None, (), ""


def _to_sign_in(request: Request, *, expired: bool) -> Answer:
    back = request.here if request.method == "GET" else "/orders"
    asked = [f"back={quote(back, safe='/')}"] if back not in {"/", "/orders"} else []
    asked += ["notice=expired"] if expired else []
    where = "/sign-in" + (f"?{'&'.join(asked)}" if asked else "")
    if request.htmx:
        return Answer(200, headers={"hx-redirect": where})
    return see_other(where)


def _told(error: Exception, request: Request) -> Answer:
    known: list[Status] = [told for kind, told in _STATUS.items() if isinstance(error, kind)]
    status: Status = known[0] if known else 500
    if status == 500:  # noqa: PLR2004 - ours
        log_error("failed", error, request_id=request.id)
    return _error(request, status)


def _error(request: Request, status: Status) -> Answer:
    speech = Speech(choose_language(None, request.headers.get("accept-language")), as_datetime(request.now))
    order = re.match(r"/orders/[^/]+(?=/)", request.path)
    view = ErrorPage(
        status=status,
        back_href=order.group() if order else "/orders",
        trace=request.id if status == 500 else "",  # noqa: PLR2004
    )
    return Answer(status, pages.render("pages/error.html", view, speech))


def _headers(world: World) -> dict[str, str]:
    """What every page carries. A form may lead to the hosted sign-in as well: signing out ends there."""
    pool = urlsplit(world.identity.sign_out_url(world.public_url))
    return {
        "content-security-policy": pages.POLICY.replace(
            "form-action 'self'", f"form-action 'self' {pool.scheme}://{pool.netloc}"
        ),
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cache-control": "no-store, private",
        "vary": "HX-Request, Cookie",
    }
