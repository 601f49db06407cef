"""Somebody of the staff in a browser without scripts: signs in on the pool's hosted page, then sends forms."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

from infra.local.machine import Machine
from tests.journeys.http import Answer, send
from tests.journeys.merchant import PASSWORD

_INPUT = re.compile(r"<input[^>]*\bname=\"([^\"]+)\"[^>]*>")
_VALUE = re.compile(r"\bvalue=\"([^\"]*)\"")


@dataclass
class Colleague:
    """A signed-in person."""

    machine: Machine
    cookies: dict[str, str] = field(default_factory=dict)

    @classmethod
    def sign_in(cls, machine: Machine, email: str) -> Colleague:
        """Through `/sign-in/start`, the pool's login form and our callback."""
        somebody = cls(machine)
        start = somebody.get("/sign-in/start")
        hosted = start.headers["location"]
        assert hosted.startswith(f"{machine.aws_endpoint}/oauth2/authorize?"), hosted
        assert dict(parse_qsl(urlsplit(hosted).query))["code_challenge_method"] == "S256"
        bundle = machine.cloud.emulator.ca_bundle
        ca = str(bundle) if bundle else None
        page = send("GET", hosted, ca=ca)
        fields = hidden_fields(page.text) | {"username": email, "password": PASSWORD}
        form = {"content-type": "application/x-www-form-urlencoded"}
        vouched = send("POST", f"{machine.aws_endpoint}/login", urlencode(fields).encode(), form, ca=ca)
        back = urlsplit(vouched.headers["location"])
        assert f"{back.scheme}://{back.netloc}{back.path}" == f"{machine.base_url}/sign-in/callback"
        done = somebody.get(f"{back.path}?{back.query}")
        assert (done.status, done.headers.get("location")) == (303, "/orders"), done.text
        return somebody

    def get(self, path: str) -> Answer:
        """Look at a page."""
        return self._send("GET", path, None)

    def post(self, path: str, page: str, **fields: str) -> Answer:
        """Send a form with what the page of the form hides in it."""
        hidden = hidden_fields(self.get(page).text)
        told = {"csrf": hidden["csrf"], "key": secrets.token_hex(8), **fields}
        return self._send("POST", path, urlencode(told).encode())

    def _send(self, method: str, path: str, body: bytes | None) -> Answer:
        headers = {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"content-type": "application/x-www-form-urlencoded", "origin": self.machine.base_url}
        answer = send(method, self.machine.base_url + path, body, headers)
        self.cookies |= answer.cookies
        return answer


def hidden_fields(html: str) -> dict[str, str]:
    """The named inputs of a page with their values."""
    found = ((tag.group(1), _VALUE.search(tag.group())) for tag in _INPUT.finditer(html))
    return {name: unescape(value.group(1)) for name, value in found if value}
