"""Somebody with a browser, without one: follows links, fills forms in, keeps cookies, reads what the pages say."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from functions.backoffice.door import answer as answer_staff
from functions.backoffice.web import World
from tests.browser.door import Stage, event_of

URL = "https://staffetta.example.com"


@dataclass
class Form:
    """A form as it stands in a page: where it goes and what it would send."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._area: str | None = None
        self._select: str | None = None
        self._in = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(had.get("action", ""), had.get("method", "get")))
            self._in = True
        if not self._in:
            return
        form, name = self.forms[-1], had.get("name", "")
        if tag == "input" and name and (had.get("type") not in {"checkbox", "radio"} or "checked" in had):
            form.fields.append((name, had.get("value", "")))
        elif tag == "textarea":
            self._area = name
            form.fields.append((name, ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in had:
            form.fields.append((self._select, had.get("value", "")))
        elif tag == "button" and name:
            form.buttons.append((name, had.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self._area is not None and self._in:
            name, before = self.forms[-1].fields[-1]
            self.forms[-1].fields[-1] = (name, before + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None
        elif tag == "form":
            self._in = False


@dataclass
class Seen:
    """What came back."""

    status: int
    html: str
    headers: dict[str, str]
    url: str

    @property
    def text(self) -> str:
        """The words of the page."""
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.html)).split())

    def form(self, action: str) -> Form:
        """The first form that posts to an address ending so."""
        parser = _Forms()
        parser.feed(self.html)
        return next(form for form in parser.forms if form.method == "post" and form.action.endswith(action))

    def forms(self) -> list[str]:
        """Where the page's POST forms lead."""
        parser = _Forms()
        parser.feed(self.html)
        return [form.action for form in parser.forms if form.method == "post"]


class Visitor:
    """A person of the staff, signed in through the pool's twin."""

    def __init__(self, stage: Stage, email: str | None = None, *, language: str = "en") -> None:
        self.stage = stage
        self.world = World(stage.table, stage.secrets, stage.identity, stage.files, URL, "door-secret")
        self.cookies: dict[str, str] = {}
        self.language = language
        if email:
            self.sign_in(email)

    def sign_in(self, email: str, back: str = "") -> Seen:
        """Through the hosted page and back."""
        started = self.get("/sign-in/start" + (f"?back={back}" if back else ""), follow=False)
        asked = {name: values[0] for name, values in parse_qs(urlsplit(started.headers["location"]).query).items()}
        code = self.stage.identity.sign_in(email, asked["redirect_uri"], asked["code_challenge"])
        return self.get(f"/sign-in/callback?{urlencode({'code': code, 'state': asked['state']})}")

    def get(self, target: str, *, follow: bool = True, **headers: str) -> Seen:
        """Look at an address."""
        return self._ask("GET", target, b"", headers, follow=follow)

    def post(self, target: str, fields: Any, *, follow: bool = True, **headers: str) -> Seen:
        """Send a form."""
        kind = {"content-type": "application/x-www-form-urlencoded", "origin": URL, "sec-fetch-site": "same-origin"}
        return self._ask("POST", target, urlencode(fields).encode(), kind | headers, follow=follow)

    def submit(self, page: Seen, action: str, follow: bool = True, **typed: Any) -> Seen:
        """Fill in a form of a page and send it; a list gives a field several values."""
        form = page.form(action)
        fields = [(name, value) for name, value in form.fields if name not in typed]
        for name, value in typed.items():
            fields += [(name, each) for each in (value if isinstance(value, list) else [value])]
        return self.post(form.action, fields, follow=follow)

    def _ask(self, method: str, target: str, body: bytes, headers: dict[str, str], *, follow: bool) -> Seen:
        parts = urlsplit(target)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"x-origin-secret": "door-secret", "accept-language": self.language, "cookie": cookie}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        given = answer_staff(event_of(method, path, sent, body), self.world, self.stage.now())
        for line in given.get("cookies", ()):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
            if "Max-Age=0" in line:
                del self.cookies[name]
        seen = Seen(given["statusCode"], given.get("body", ""), given["headers"], path)
        if follow and seen.status == 303 and seen.headers["location"].startswith("/"):
            return self.get(seen.headers["location"])
        return seen
