"""The front door passes everything as it is, and says so when nobody stands behind it."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from infra.local.emulator import free_port
from infra.local.front_door import FrontDoor, Origin


@dataclass
class Behind:
    """An HTTP API that keeps what it was asked and answers what a test prepared."""

    door: FrontDoor
    seen: list[tuple[str, str, list[tuple[str, str]], bytes]] = field(default_factory=list)
    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.door.server_address[1], timeout=10)
        connection.request(method, path, body, headers or {})
        return connection.getresponse()


@pytest.fixture
def behind(tmp_path: Path) -> Iterator[Behind]:
    class Api(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            kept.seen.append((self.command, self.path, list(self.headers.items()), content))
            self.send_response_only(kept.status)
            for name, value in kept.headers:
                self.send_header(name, value)
            if kept.status != 304:
                self.send_header("Content-Length", str(len(kept.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(kept.body)

        # The standard library's names.
        do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "a.css").write_text("b { color: red }")
    (tmp_path / "secret.txt").write_text("nobody may read this")
    api = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    threading.Thread(target=api.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    origin = Origin("127.0.0.1", api.server_address[1], "api1", "the-origin-secret")
    door = FrontDoor(0, origin, (tmp_path / "static",)).open()
    kept = Behind(door)
    yield kept
    door.close()
    api.shutdown()
    api.server_close()


def test_bytes_path_query_and_headers_reach_the_api_as_they_were_sent(behind: Behind) -> None:
    body = bytes(range(256))
    behind.ask(
        "POST",
        "/hooks/con_1?a=%20b&a=c%2Fd",
        body,
        {"X-Shopify-Hmac-Sha256": "q+/=", "Content-Type": "application/json"},
    ).read()

    ((method, path, headers, received),) = behind.seen
    assert (method, path, received) == ("POST", "/_aws/execute-api/api1/$default/hooks/con_1?a=%20b&a=c%2Fd", body)
    by_name = {name.lower(): value for name, value in headers}
    assert by_name["x-shopify-hmac-sha256"] == "q+/="
    assert by_name["content-type"] == "application/json"
    assert by_name["x-forwarded-for"] == "127.0.0.1"


def test_the_origin_secret_is_ours_whatever_a_caller_claims(behind: Behind) -> None:
    behind.ask("GET", "/v1/orders", headers={"X-Origin-Secret": "guessed"}).read()

    secrets = [value for name, value in behind.seen[0][2] if name.lower() == "x-origin-secret"]
    assert secrets == ["the-origin-secret"]


def test_every_cookie_and_the_status_come_back(behind: Behind) -> None:
    behind.status, behind.body = 201, b'{"a": 1}'
    behind.headers = [("Set-Cookie", "a=1; Path=/"), ("Set-Cookie", "b=2; Path=/"), ("ETag", '"17"')]
    answer = behind.ask("POST", "/v1/orders", b"{}")

    assert (answer.status, answer.read()) == (201, b'{"a": 1}')
    assert answer.headers.get_all("Set-Cookie") == ["a=1; Path=/", "b=2; Path=/"]
    assert answer.headers["ETag"] == '"17"'


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_every_method_goes_through(behind: Behind, method: str) -> None:
    behind.ask(method, "/anything").read()

    assert [seen[0] for seen in behind.seen] == [method]


def test_not_modified_has_no_body_and_the_connection_goes_on(behind: Behind) -> None:
    behind.status = 304
    connection = http.client.HTTPConnection("127.0.0.1", behind.door.server_address[1], timeout=10)
    for _ in range(2):
        connection.request("GET", "/orders")
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (304, b"")


def test_a_body_in_chunks_arrives_whole(behind: Behind) -> None:
    behind.ask("POST", "/v1/x", iter([b"one ", b"two"])).read()  # type: ignore[arg-type]

    assert behind.seen[0][3] == b"one two"


def test_a_length_that_is_none_is_refused(behind: Behind) -> None:
    with socket.create_connection(("127.0.0.1", behind.door.server_address[1]), timeout=10) as raw:
        raw.sendall(b"POST /v1/x HTTP/1.1\r\nHost: a\r\nContent-Length: many\r\n\r\n")
        assert raw.recv(100).startswith(b"HTTP/1.1 400 ")
    assert behind.seen == []


def test_static_files_never_reach_the_api(behind: Behind) -> None:
    answer = behind.ask("GET", "/static/a.css?v=123")

    assert (answer.status, answer.headers["Content-Type"], answer.read()) == (
        200,
        "text/css; charset=utf-8",
        b"b { color: red }",
    )
    assert behind.seen == []


@pytest.mark.parametrize(
    "path",
    ["/static/../secret.txt", "/static/%2e%2e/secret.txt", "/static/none.css", "/static/", "/static//etc/passwd"],
)
def test_nothing_beside_the_static_files_can_be_read(behind: Behind, path: str) -> None:
    answer = behind.ask("GET", path)

    assert answer.status == 404
    assert b"nobody may read this" not in answer.read()
    assert behind.seen == []


def test_when_nothing_stands_behind_the_door_a_problem_says_so(tmp_path: Path) -> None:
    door = FrontDoor(0, Origin("127.0.0.1", free_port(), "api1", "secret"), (tmp_path,)).open()
    try:
        answer = Behind(door).ask("GET", "/v1/orders")
        problem = json.loads(answer.read())
    finally:
        door.close()

    assert answer.status == 502
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (problem["code"], problem["status"]) == ("origin_unreachable", 502)
    assert "secret" not in json.dumps(problem)
