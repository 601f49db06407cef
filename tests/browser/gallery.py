"""Every screen with sample data, on loopback: `python -m tests.browser.gallery` serves it to look at.

Pages are rendered when asked for: `/<screen>?lang=pl&theme=dark`. Static files come from where the product's do.
"""

from __future__ import annotations

import mimetypes
import sys
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

from functions.backoffice import colours, views
from functions.backoffice import render as backoffice
from functions.track import render as track
from functions.track.views import LinkOver
from shared.texts.screens.language import Language, Speech
from tests.browser import sample_views as sample

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent.parent
STATIC = (ROOT / "functions" / "backoffice" / "static", ROOT / "functions" / "track" / "static")

Made = tuple[str, Any, dict[str, Any] | None]
"""A template, its view, and what its frame differs in (`None`: it has no frame)."""


def _order(**more: Any) -> Made:
    return "pages/order.html", sample.order(**more), {"here": "/order"}


def _error(status: Any) -> Callable[[], Made]:
    return lambda: ("pages/error.html", views.ErrorPage(status=status, trace="1-673e" if status == 500 else ""), None)


SCREENS: dict[str, Callable[[], Made]] = {
    "orders": lambda: ("pages/orders.html", sample.orders(13), {}),
    "orders-0": lambda: ("pages/orders.html", sample.orders(0, first_run=True), {"unread": 0, "pinned": ()}),
    "orders-1": lambda: ("pages/orders.html", sample.orders(1), {}),
    "orders-120": lambda: ("pages/orders.html", sample.orders(120, filtered=True), {"changed": True}),
    "orders-none": lambda: ("pages/orders.html", sample.orders(0, filtered=True), {}),
    "board": lambda: ("pages/board.html", sample.board(40), {"place": "board"}),
    "board-0": lambda: ("pages/board.html", sample.board(0), {"place": "board"}),
    "order": _order,
    "order-bare": lambda: _order(
        status=None, baton=None, clock=None, feed=(), relay=(), ladder=(), parcels=(), lines=()
    ),
    "order-refused": lambda: _order(
        baton=sample.baton(
            asks=("carrier", "tracking_number"),
            refused=sample.o.Refused(
                to=sample.S["shipped"], reason=sample.o.Reason(guard="required_fields", fields=("tracking_number",))
            ),
        ),
        draft=sample.o.Draft(comment="Bozza", errors=(("comment", "too_long"),)),
    ),
    "order-done": lambda: (
        "pages/order.html",
        sample.order(),
        {"here": "/order", "toast": views.Toast(code="moved", name="In attesa del cliente", undo_href="/x")},
    ),
    "order-look": lambda: _order(baton=sample.baton(can_move=False), allowed=frozenset()),
    "move": lambda: (
        "pages/move.html",
        sample.o.MovePage(number="#10482", href="/orders/ord_0", status=sample.S["problem"], baton=sample.baton()),
        {},
    ),
    "confirm": lambda: ("pages/confirm.html", sample.confirm(), {}),
    "confirm-forced": lambda: (
        "pages/confirm.html",
        sample.confirm(
            forced=True,
            choice=sample.baton().of("blocked")[0],
            problems=(("reason", "required"), ("tracking_number", "required")),
        ),
        {},
    ),
    "confirm-blocked": lambda: ("pages/confirm.html", sample.confirm(choice=sample.baton().of("blocked")[0]), {}),
    "stale": lambda: ("pages/stale.html", sample.stale(), {}),
    "inbox": lambda: ("pages/inbox.html", sample.inbox(12), {"place": "inbox"}),
    "inbox-0": lambda: ("pages/inbox.html", sample.inbox(0), {"place": "inbox", "unread": 0}),
    "workflow": lambda: ("pages/workflow.html", sample.workflow(13), {"place": "workflow"}),
    "workflow-0": lambda: ("pages/workflow.html", sample.workflow(0), {"place": "workflow"}),
    "keys": lambda: ("pages/keys.html", [("G  I · O · B", "Vai a posta, ordini, tabellone"), ("?", "Tasti")], {}),
    "connections": lambda: (
        "pages/connections.html",
        views.ConnectionsPage(rows=sample.connections(5), form=sample.connection_form()),
        {"place": "connections"},
    ),
    "connections-0": lambda: ("pages/connections.html", views.ConnectionsPage(rows=()), {"place": "connections"}),
    "connection": lambda: ("pages/connection.html", sample.connection(6), {"place": "connections"}),
    "sign-in": lambda: (
        "pages/sign_in.html",
        views.SignInPage(language="it", theme="auto", start_href="/sign-in/start", notice="expired"),
        None,
    ),
    "error-404": _error(404),
    "error-403": _error(403),
    "error-409": _error(409),
    "error-500": _error(500),
}
"""Every screen of the back office by the name it has here."""


def page(screen: str, language: Language = "it", theme: str = "light") -> str:
    """One screen as HTML.

    Raises:
        KeyError: There is no such screen.
    """
    speech = Speech(language, sample.NOW, ZoneInfo("Europe/Rome"))
    if screen in {"tracking", "link-over"}:
        view = sample.tracking(language) if screen == "tracking" else LinkOver(language=language)
        return track.render(view, speech)
    template, view, changes = SCREENS[screen]()
    frame = None if changes is None else sample.frame(language, theme, **changes)
    return backoffice.render(template, view, speech, frame)


@cache
def _static(name: str) -> tuple[bytes, str] | None:
    for folder in STATIC:
        path = (folder / name).resolve()
        if path.is_relative_to(folder) and path.is_file():
            return path.read_bytes(), mimetypes.guess_type(name)[0] or "application/octet-stream"
    return None


class Gallery(BaseHTTPRequestHandler):
    """Answers with screens and static files, under the same policy as the product."""

    def do_GET(self) -> None:
        """One screen, one static file, or the list of all screens."""
        parts = urlsplit(self.path)
        asked = dict(parse_qsl(parts.query))
        name = parts.path.strip("/")
        if name.startswith("static/"):
            found = _static(name.removeprefix("static/"))
            return self._answer(*(found or (b"", "text/plain")), status=200 if found else 404)
        if name == "colours.css":
            return self._answer(colours.stylesheet(sample.COLOURS.items()).encode(), "text/css")
        if name in {*SCREENS, "tracking", "link-over"}:
            html = page(name, cast("Language", asked.get("lang", "it")), asked.get("theme", "light"))
            return self._answer(html.encode(), "text/html; charset=utf-8")
        links = "".join(f'<li><a href="/{screen}">{screen}</a></li>' for screen in (*SCREENS, "tracking", "link-over"))
        return self._answer(f"<ul>{links}</ul>".encode(), "text/html; charset=utf-8")

    def _answer(self, body: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", backoffice.POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's name
        """Say nothing."""


def serve(port: int = 0) -> ThreadingHTTPServer:
    """A server on loopback; the caller runs it. Port 0 takes a free one."""
    return ThreadingHTTPServer(("127.0.0.1", port), Gallery)


if __name__ == "__main__":
    server = serve(int(sys.argv[1]) if len(sys.argv) > 1 else 8077)
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}/\n")
    server.serve_forever()
