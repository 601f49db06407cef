"""Signing in by the user pool's hosted page, and signing out."""

from __future__ import annotations

import hmac
import re
from typing import TYPE_CHECKING, Literal, cast
from urllib.parse import quote

from functions.backoffice.render import render
from functions.backoffice.views import SignInPage
from functions.backoffice.web import Answer, see_other
from shared.gateways.identity import SignInFailed
from shared.log import log
from shared.model.moments import as_datetime
from shared.operations.sign_in import SESSION_SECONDS, finish_sign_in, set_preferences, sign_out, start_sign_in
from shared.texts.screens.language import LANGUAGES, Speech, choose_language

if TYPE_CHECKING:
    from functions.backoffice.desk import Desk
    from functions.backoffice.web import Request, World

SESSION = "__Host-staffetta"
STARTED = "__Host-staffetta-start"
START_SECONDS = 600
_SAFE = "Path=/; Secure; HttpOnly; SameSite=Lax"
_LOCAL_PATH = re.compile(r"/(?![/\\])[\x21-\x3a\x3c-\x5b\x5d-\x7e]{0,500}")
"""No backslash, which browsers take for a slash, and no semicolon, which ends a value in a cookie."""
THEMES = ("auto", "light", "dark")
Notice = Literal["signed_out", "expired", "denied"]


def show_sign_in(_world: World, request: Request, notice: Notice | None = None, status: int = 200) -> Answer:
    """`GET /sign-in`."""
    said = request.asked("notice")
    if notice is None and said in {"signed_out", "expired", "denied"}:
        notice = cast("Notice", said)
    speech = Speech(choose_language(None, request.headers.get("accept-language")), as_datetime(request.now))
    start = "/sign-in/start"
    if local_path(request.asked("back")) != "/orders":
        start += f"?back={quote(request.asked('back'), safe='/')}"
    view = SignInPage(language=speech.language, theme="auto", start_href=start, notice=notice)
    return Answer(status, render("pages/sign_in.html", view, speech))


def start(world: World, request: Request) -> Answer:
    """`GET /sign-in/start`: on to the hosted page; what must come back waits in a short-lived cookie."""
    language = choose_language(None, request.headers.get("accept-language"))
    started = start_sign_in(world.identity, world.public_url, language)
    kept = f"{started.state}.{started.verifier}.{local_path(request.asked('back'))}"
    return see_other(started.url, cookies=(f"{STARTED}={kept}; {_SAFE}; Max-Age={START_SECONDS}",))


def finish(world: World, request: Request) -> Answer:
    """`GET /sign-in/callback`: a session for whoever the pool vouches for."""
    state, _, rest = request.cookies.get(STARTED, "").partition(".")
    verifier, _, back = rest.partition(".")
    code = request.asked("code")
    if not (state and verifier and code) or not hmac.compare_digest(state.encode(), request.asked("state").encode()):
        return show_sign_in(world, request, "expired", 400)
    try:
        cookie = finish_sign_in(
            world.table, world.identity, public_url=world.public_url, code=code, verifier=verifier, now=request.now
        )
    except SignInFailed as error:
        log("WARNING", "sign_in_failed", reason=str(error), request_id=request.id)
        return show_sign_in(world, request, "denied" if str(error) == "no_shop" else "expired", 403)
    return see_other(
        local_path(back),
        cookies=(f"{SESSION}={cookie}; {_SAFE}; Max-Age={SESSION_SECONDS}", f"{STARTED}=; {_SAFE}; Max-Age=0"),
    )


def leave(desk: Desk) -> Answer:
    """`POST /sign-out`: our session ends, then the pool's."""
    sign_out(desk.table, desk.session)
    back = f"{desk.world.public_url}/"
    return see_other(desk.world.identity.sign_out_url(back), cookies=(f"{SESSION}=; {_SAFE}; Max-Age=0",))


def prefer(desk: Desk) -> Answer:
    """`POST /preferences`: language and theme for the rest of the session."""
    language, theme = desk.request.sent("language"), desk.request.sent("theme")
    chosen = {"language": language} if language in LANGUAGES else {}
    chosen |= {"theme": theme} if theme in THEMES else {}
    if chosen:
        set_preferences(desk.table, desk.session, chosen)
    return see_other(local_path(desk.request.sent("back")))


def local_path(where: str) -> str:
    """An address within this very site, or the list of orders instead of anything else."""
    return where if _LOCAL_PATH.fullmatch(where) else "/orders"
