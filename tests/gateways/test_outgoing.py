"""Calls to merchants' endpoints: only public addresses, judged at every call, within the time and never redirected."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from shared.gateways.outgoing import Answer, HttpsOutgoing, Outgoing, OutgoingTwin
from shared.gateways.sending import InDoubt, NeverAccepted, NotSent


class Endpoint(BaseHTTPRequestHandler):
    """Answers by path, and remembers who came."""

    came: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        self.came.append(self.path)
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/slow":
            time.sleep(3)
        status = {"/moved": 301, "/gone": 410, "/busy": 429}.get(self.path, 200)
        body = b"x" * 1_000_000 if self.path == "/large" else b"ok"
        self.send_response(status)
        if status == 301:
            self.send_header("Location", "/elsewhere")
        if status == 429:
            self.send_header("Retry-After", "120")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.path == "/drip":
            try:
                for _ in range(30):
                    self.wfile.write(b"x")
                    time.sleep(0.1)
            except OSError:
                return
            return
        try:
            self.wfile.write(body)
        except OSError:
            return

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the library has it
        """Stay quiet."""


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_body_is_posted_and_the_answer_read(endpoint: str) -> None:
    assert HttpsOutgoing(allow_loopback=True).post(endpoint + "/hook?a=1", b"{}", {}) == Answer(200, b"ok")
    assert "/hook?a=1" in Endpoint.came


def test_a_redirect_is_an_answer_and_not_followed(endpoint: str) -> None:
    assert HttpsOutgoing(allow_loopback=True).post(endpoint + "/moved", b"{}", {}).status == 301
    assert "/elsewhere" not in Endpoint.came


def test_the_wish_to_be_left_alone_is_read(endpoint: str) -> None:
    assert HttpsOutgoing(allow_loopback=True).post(endpoint + "/busy", b"{}", {}).retry_after == 120


def test_no_more_than_64_kb_are_read(endpoint: str) -> None:
    assert len(HttpsOutgoing(allow_loopback=True).post(endpoint + "/large", b"{}", {}).body) == 64 * 1024


@pytest.mark.parametrize("path", ["/slow", "/drip"])
def test_a_slow_endpoint_is_left_in_time(endpoint: str, path: str) -> None:
    began = time.monotonic()
    try:
        answer = HttpsOutgoing(allow_loopback=True, timeout=0.5).post(endpoint + path, b"{}", {})
        assert path == "/drip"
        assert len(answer.body) < 25
    except InDoubt:
        pass
    assert time.monotonic() - began < 2.5


def test_nobody_there_means_it_did_not_leave() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(NotSent):
        HttpsOutgoing(allow_loopback=True).post(f"http://127.0.0.1:{port}/", b"{}", {})


@pytest.mark.parametrize("outgoing", [HttpsOutgoing(), OutgoingTwin()])
@pytest.mark.parametrize("url", ["http://example.com/", "ftp://example.com/", "example.com", ""])
def test_what_is_no_https_url_is_refused(outgoing: Outgoing, url: str) -> None:
    with pytest.raises(NeverAccepted):
        outgoing.post(url, b"{}", {})


BAD_ADDRESSES = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1",
    "255.255.255.255", "192.88.99.1", "::1", "::", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::1",
    "2001:db8::1", "2001:0:7f00:1::1",
]  # fmt: skip


@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_a_name_that_leads_inside_is_never_called(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "create_connection", never)
    for answers in ([address], ["93.184.216.34", address]):  # one bad answer refuses all
        with pytest.raises(NeverAccepted, match="forbidden_address"):
            HttpsOutgoing(resolve=lambda _host, _port, answers=answers: answers).post(
                "https://shop.example.com/", b"", {}
            )


@pytest.mark.parametrize(
    "url",
    ["https://127.0.0.1/", "https://[::1]/", "https://127。0。0。1/", "https://①②⑦.⓪.⓪.①/", "https://user@93.184.216.34/",
     "https://exa mple.com/", "https://example.com:99999/", "https:///x", "https://2130706433/", "https://0x7f.1/"],
)  # fmt: skip
def test_addresses_in_disguise_are_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "create_connection", never)
    with pytest.raises(NeverAccepted):
        HttpsOutgoing().post(url, b"", {})


def test_the_judged_address_is_the_one_that_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[tuple[str, int]] = []
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(NotSent):
        HttpsOutgoing(resolve=lambda _host, _port: next(answers)).post("https://shop.example.com/x", b"", {})
    assert called == [("93.184.216.34", 443)]


def never(*_: object, **__: object) -> socket.socket:
    raise AssertionError("a connection was made")


def test_a_handshake_that_drips_ends_with_the_time_limit() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            peer, _ = server.accept()
            with peer, suppress(OSError):
                peer.sendall(b"\x16\x03\x03\x40\x00")  # a record of 16 KB is announced
                for _ in range(100):
                    peer.sendall(b"\x00")
                    time.sleep(0.05)

        threading.Thread(target=drip, daemon=True).start()
        began = time.monotonic()
        with pytest.raises(NotSent, match="tls"):
            HttpsOutgoing(allow_loopback=True, timeout=0.5).post(
                f"https://127.0.0.1:{server.getsockname()[1]}/", b"{}", {}
            )
    assert time.monotonic() - began < 2.0
