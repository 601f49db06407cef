"""Calling a shop: what is tried again, what is not followed, and words for answers that are none."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from functions.cli.shop_api import CallFailed, ShopApi

Answer = tuple[int, dict[str, str], bytes]


class Server:
    """Answers what it is told to, one after the other, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.asked: list[dict[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append({name.lower(): value for name, value in self.headers.items()})
                status, headers, body = outer.answers.pop(0)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET  # noqa: N815 - the name that http.server asks for

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()
        self.api = ShopApi(f"http://127.0.0.1:{self.http.server_port}", "stf_key")


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.http.shutdown()
    made.http.server_close()


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    naps: list[float] = []
    monkeypatch.setattr("functions.cli.shop_api.time.sleep", naps.append)
    return naps


def test_a_busy_shop_is_asked_again_after_as_long_as_it_says(server: Server, slept: list[float]) -> None:
    server.answers = [
        (429, {"retry-after": "3"}, b"{}"),
        (503, {"retry-after": "3600"}, b"{}"),
        (200, {"etag": 'W/"7"'}, b'{"a": 1}'),
    ]
    reply = server.api.call("POST", "/v1/jobs", {})
    assert (reply.json, reply.version, slept) == ({"a": 1}, 7, [3.0, 10.0])
    assert len({asked["idempotency-key"] for asked in server.asked}) == 1


def test_what_goes_wrong_for_good_is_not_tried_again(server: Server, slept: list[float]) -> None:
    server.answers = [(500, {}, b"<html>oops")]
    with pytest.raises(CallFailed, match="it answered 500"):
        server.api.call("GET", "/v1/workflow")
    server.answers = [(429, {}, b"{}")] * 3
    with pytest.raises(CallFailed) as failed:
        server.api.call("GET", "/v1/workflow")
    assert (failed.value.status, slept) == (429, [1.0, 1.0])


def test_the_key_follows_no_redirect(server: Server) -> None:
    other = Server()
    server.answers = [(302, {"location": f"{other.api.url}/v1/workflow"}, b"")]
    with pytest.raises(CallFailed, match="it lives elsewhere: http://127"):
        server.api.call("GET", "/v1/workflow")
    assert other.asked == []
    other.http.shutdown()
    other.http.server_close()


def test_somebody_who_was_first_is_named(server: Server) -> None:
    server.answers = [(412, {}, b'{"code": "changed", "stands": {"edit": 3, "by": "staff:usr_1", "at": null}}')]
    with pytest.raises(CallFailed, match=r"somebody was first: edit 3, by staff:usr_1$"):
        server.api.call("GET", "/v1/workflow")
    in_use = (
        b'{"code": "in_use", "detail": "The status is still needed.", "by": {"statuses": ["a", "b"], "remedy": "keep"}}'
    )
    server.answers = [(409, {}, in_use)]
    with pytest.raises(CallFailed, match=r"The status is still needed \(statuses: a, b, remedy: keep\)"):
        server.api.call("GET", "/v1/workflow")


def test_what_is_no_text_is_no_answer(server: Server) -> None:
    server.answers = [(200, {}, b"\xff\xfe")]
    with pytest.raises(CallFailed, match="did not answer as an API does"):
        server.api.call("GET", "/v1/workflow")
