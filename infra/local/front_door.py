"""What CloudFront does in AWS, on one machine: one address for static files and for everything behind the HTTP API.

It passes bytes, headers and cookies as they are, adds the origin secret, and decides nothing.
"""

from __future__ import annotations

import http.client
import json
import mimetypes
import socket
import ssl
import threading
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from infra.edge_facts import ORIGIN_HEADER, STATIC_FOLDERS, STATIC_PREFIX

HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
OURS = frozenset({ORIGIN_HEADER, "host", "content-length", "x-forwarded-for", "expect"})
TIMEOUT = 60.0  # seconds, a little more than the slowest function behind it
mimetypes.add_type("font/woff2", ".woff2")


@dataclass(frozen=True, slots=True)
class Origin:
    """What stands behind the door.

    host, port: the emulator. api_id: the HTTP API in it. secret: what proves that a request came through the door.
    ca_bundle: the certificate to trust when it speaks TLS.
    """

    host: str
    port: int
    api_id: str
    secret: str
    ca_bundle: Path | None = None

    def connect(self) -> http.client.HTTPConnection:
        """A new connection."""
        if self.ca_bundle is None:
            return http.client.HTTPConnection(self.host, self.port, timeout=TIMEOUT)
        context = ssl.create_default_context(cafile=str(self.ca_bundle))
        return http.client.HTTPSConnection(self.host, self.port, timeout=TIMEOUT, context=context)

    def path(self, target: str) -> str:
        """The address of `target` (path and query as received) at the origin."""
        return f"/_aws/execute-api/{self.api_id}/$default{target}"


class FrontDoor(ThreadingHTTPServer):
    """An open front door. `with FrontDoor(8000, origin): ...` serves in a thread of its own."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, origin: Origin, static: tuple[Path, ...] = STATIC_FOLDERS) -> None:
        """Open the door on 127.0.0.1. Raises OSError when the port is taken."""
        self.origin = origin
        self.static = static
        super().__init__(("127.0.0.1", port), _Request)

    @property
    def url(self) -> str:
        """Where the door is."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def open(self) -> FrontDoor:
        """Serve in the background. Returns itself."""
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        return self

    def close(self) -> None:
        """Stop serving and free the port."""
        self.shutdown()
        self.server_close()


class _Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FrontDoor  # pyright: ignore[reportIncompatibleVariableOverride]

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connection.settimeout(TIMEOUT)

    def _serve(self) -> None:
        body = self._read_body()
        if body is None:
            return
        if urlsplit(self.path).path.startswith(STATIC_PREFIX):
            self._send_file()
        else:
            self._pass_on(body)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _serve  # noqa: N815 - the standard library's names

    def _pass_on(self, body: bytes) -> None:
        origin = self.server.origin
        connection = origin.connect()
        try:
            connection.putrequest(self.command, origin.path(self.path), skip_host=True, skip_accept_encoding=True)
            for name, value in self._headers_for_origin(body):
                connection.putheader(name, value)
            connection.endheaders(body or None)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self._problem(
                HTTPStatus.BAD_GATEWAY,
                "origin_unreachable",
                f"What stands behind this address does not answer: {error}",
            )
            return
        finally:
            connection.close()
        headers = [
            (name, value)
            for name, value in answer.getheaders()
            if name.lower() not in HOP_BY_HOP | {"content-length", "date", "server"}
        ]
        self._send(answer.status, headers, content)

    def _headers_for_origin(self, body: bytes) -> list[tuple[str, str]]:
        kept = [(name, value) for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP | OURS]
        before = self.headers.get("x-forwarded-for")
        visitor = str(self.client_address[0])
        added = [
            ("Host", f"{self.server.origin.host}:{self.server.origin.port}"),
            ("X-Forwarded-For", f"{before}, {visitor}" if before else visitor),
            (ORIGIN_HEADER, self.server.origin.secret),
        ]
        if body or self.command in {"POST", "PUT", "PATCH"}:
            added.append(("Content-Length", str(len(body))))
        return kept + added

    def _send_file(self) -> None:
        wanted = unquote(urlsplit(self.path).path).removeprefix(STATIC_PREFIX)
        path = next((found for folder in self.server.static if (found := _inside(folder, wanted))), None)
        if path is None:
            self._problem(HTTPStatus.NOT_FOUND, "not_found", "There is no such file.")
            return
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        charset = (
            "; charset=utf-8" if kind.startswith("text/") or kind.endswith(("javascript", "json", "svg+xml")) else ""
        )
        self._send(HTTPStatus.OK, [("Content-Type", kind + charset), ("Cache-Control", "no-cache")], path.read_bytes())

    def _send(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        bodiless = status in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}
        if not bodiless:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD" and not bodiless:
            self.wfile.write(content)

    def _problem(self, status: HTTPStatus, code: str, detail: str) -> None:
        problem = {"type": "about:blank", "title": status.phrase, "status": int(status), "code": code, "detail": detail}
        self._send(status, [("Content-Type", "application/problem+json")], json.dumps(problem).encode())

    def _read_body(self) -> bytes | None:
        """The body as sent, or None when it was malformed and answered already."""
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            try:
                return self._read_chunks()
            except ValueError:
                self._refuse_body()
                return None
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal():
            self._refuse_body()
            return None
        return self.rfile.read(int(length))

    def _read_chunks(self) -> bytes:
        chunks: list[bytes] = []
        while size := int(self.rfile.readline(1024).split(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline(8)
        while self.rfile.readline(65_536).strip():
            pass  # trailers
        return b"".join(chunks)

    def _refuse_body(self) -> None:
        self.close_connection = True
        self._problem(HTTPStatus.BAD_REQUEST, "malformed", "The length of the body cannot be read.")

    def version_string(self) -> str:
        return "Staffetta"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
        """Say nothing: the functions log what matters."""


def _inside(folder: Path, name: str) -> Path | None:
    """The file `name` in `folder`, unless it is none or lies outside."""
    path = (folder / name).resolve()
    return path if path.is_relative_to(folder.resolve()) and path.is_file() else None
