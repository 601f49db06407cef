"""Calls to endpoints that merchants name: HTTPS POST, made so that nobody can point it at an inner network.

The name is resolved once, every address is judged, and the connection goes to a judged address with the name in SNI:
a second answer of the name server cannot lead elsewhere. Redirects are not followed.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol, TypeAlias
from urllib.parse import urlsplit

from shared.gateways.sending import InDoubt, NeverAccepted, NotSent

TIMEOUT = 15.0
"""Seconds for the whole exchange, however slowly the other side drips."""
CONNECT_TIMEOUT = 5.0
LARGEST_ANSWER = 64 * 1024
_LONGEST_WAIT = 86_400.0
_HTTPS, _HTTP = 443, 80

Address: TypeAlias = "ipaddress.IPv4Address | ipaddress.IPv6Address"
Resolve: TypeAlias = Callable[[str, int], list[str]]

# `is_global` says True of (some of) these: NAT64 and 6to4 reach IPv4 addresses inside, the others are no single host.
_MISJUDGED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2002::/16",
        "2001::/32",
        "224.0.0.0/4",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "ff00::/8",
    )
)


@dataclass(frozen=True)
class Answer:
    """What an endpoint answered: the status, the first 64 kB, and how many seconds it asked to wait."""

    status: int
    body: bytes = b""
    retry_after: float | None = None


class Outgoing(Protocol):
    """The network and its twin."""

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post a body.

        Raises:
            NeverAccepted: The URL is not one that may be called (`bad_url`, `forbidden_address`).
            NotSent: No connection came about.
            InDoubt: The connection broke or was too slow after it had come about.
        """
        ...


class HttpsOutgoing:
    """Makes calls. `allow_loopback` lets it call this machine, over HTTP too: for one machine only, never in AWS."""

    def __init__(
        self, *, allow_loopback: bool = False, resolve: Resolve | None = None, timeout: float = TIMEOUT
    ) -> None:
        """Refuse everything but public addresses, unless `allow_loopback`. `resolve` answers a name's addresses."""
        self._allow_loopback = allow_loopback
        self._resolve = resolve or _resolved
        self._timeout = timeout

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post a body, as `Outgoing` says."""
        secure, host, port, target = self._read(url)
        address = self._judged(host, port)
        connection = http.client.HTTPConnection(host, port, timeout=CONNECT_TIMEOUT)
        try:
            plain = socket.create_connection((address, port), timeout=min(CONNECT_TIMEOUT, self._timeout))
        except OSError as error:
            raise NotSent("no_connection") from error
        connection.sock = plain
        if secure:  # the handshake comes later, under the same time limit as the rest
            connection.sock = _tls().wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
        return self._exchange(connection, target, body, headers)

    def _exchange(
        self, connection: http.client.HTTPConnection, target: str, body: bytes, headers: Mapping[str, str]
    ) -> Answer:
        too_late = threading.Timer(self._timeout, _hang_up, [connection.sock])
        too_late.daemon = True
        too_late.start()
        try:
            connection.sock.settimeout(self._timeout)
            _shake_hands(connection.sock)
            connection.request("POST", target, body, {**headers, "Connection": "close", "User-Agent": "Staffetta"})
            answer = connection.getresponse()
            return Answer(answer.status, answer.read(LARGEST_ANSWER), _wait(answer.getheader("Retry-After")))
        except (OSError, http.client.HTTPException) as error:
            raise InDoubt("no_answer") from error
        finally:
            too_late.cancel()
            connection.close()

    def _read(self, url: str) -> tuple[bool, str, int, str]:
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise NeverAccepted("bad_url") from error
        secure = parts.scheme == "https"
        # Full-width digits and dots are read as an address by some resolvers: a name is ASCII, or it is not called.
        plain = url.isascii() and url.isprintable() and " " not in url
        allowed = secure or (self._allow_loopback and parts.scheme == "http")
        if not host or not plain or "@" in parts.netloc or not allowed:
            raise NeverAccepted("bad_url")
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return secure, host, port or (_HTTPS if secure else _HTTP), target

    def _judged(self, host: str, port: int) -> str:
        """One address of the name, if all of them may be called."""
        try:
            addresses = self._resolve(host, port)
        except OSError as error:
            raise NotSent("unknown_name") from error
        if not addresses:
            raise NotSent("unknown_name")
        if not all(self._may_call(ipaddress.ip_address(address.partition("%")[0])) for address in addresses):
            raise NeverAccepted("forbidden_address")
        return addresses[0]

    def _may_call(self, address: Address) -> bool:
        mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
        if mapped is not None:
            return self._may_call(mapped)
        if self._allow_loopback and address.is_loopback:
            return True
        misjudged = any(address in network for network in _MISJUDGED if network.version == address.version)
        return address.is_global and not address.is_multicast and not misjudged


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _shake_hands(sock: socket.socket) -> None:
    """The TLS handshake, where there is one. NotSent where it fails: nothing of the request has left yet."""
    if isinstance(sock, ssl.SSLSocket):
        try:
            sock.do_handshake()
        except (OSError, ValueError) as error:
            raise NotSent("tls") from error


def _resolved(host: str, port: int) -> list[str]:
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def _hang_up(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def _wait(header: str | None) -> float | None:
    """Seconds of a Retry-After header, at most a day; its other form, a date, is passed over."""
    return min(float(header), _LONGEST_WAIT) if header and header.isascii() and header.isdigit() else None


class OutgoingTwin:
    """The network in memory.

    Attributes:
        posted: What was posted: URL, body, headers.
        script: What comes next, in order: an answer, or an error to raise once the body has left; 200 when empty.
    """

    def __init__(self) -> None:
        """Begin with nothing posted."""
        self.posted: list[tuple[str, bytes, dict[str, str]]] = []
        self.script: list[Answer | BaseException] = []

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post a body, as `Outgoing` says."""
        if not url.startswith("https://"):
            raise NeverAccepted("bad_url")
        self.posted.append((url, body, dict(headers)))
        said = self.script.pop(0) if self.script else Answer(200)
        if isinstance(said, BaseException):
            raise said
        return said
