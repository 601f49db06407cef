"""The generic door takes exactly the documented order, and the documentation's examples work as they stand."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from shared.gateways.shops import platform
from shared.model.incoming import IncomingOrder, PaymentStatus, Unreadable
from shared.model.reconcile import settle_totals
from tests.gateways.shops.reading import read, read_order, sample, status_by_sums

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "connections.md").read_text(encoding="utf-8")
TAKEN = {"source": "till", "external_id": "1", "kind": "capture"}
SECRET = "whsec_c3RhZmZldHRhLWV4YW1wbGUtc2VjcmV0LTMyYnl0ZXM="


def block(language: str, opening: str) -> str:
    """The one code block of the page in that language which holds the opening words."""
    found = [text for text in re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL) if opening in text]
    assert len(found) == 1, (language, opening, len(found))
    return found[0]


def test_the_documented_order_is_taken_and_adds_up() -> None:
    documented = json.loads(block("json", "450789469"))
    order = read_order("generic", documented)
    assert order.model_dump(mode="json", exclude_unset=True) == documented
    assert set(documented) == set(IncomingOrder.model_fields), "the example shows every field"
    settled = settle_totals(order)
    assert (settled.total, settled.adjustment, settled.warnings) == (11470, 0, ())
    assert order.payment.status == status_by_sums(order) == PaymentStatus.PAID


def test_the_least_that_must_be_sent_is_enough() -> None:
    least = json.loads(block("json", '{"external_id": "7"'))
    order = read_order("generic", least)
    assert order.customer.guest
    assert set(least) == {"external_id", "currency", "totals"}
    for missing in least:
        assert isinstance(read("generic", {name: held for name, held in least.items() if name != missing}), Unreadable)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"colour": "red"}, "colour"),
        ({"totals": {"total": "1,50"}}, "totals.total"),
        ({"currency": "EURO"}, "currency"),
        ({"placed_at": "2026-11-22T09:30:00"}, "placed_at"),
        ({"placed_at": "0001-01-01T00:00:00+14:00"}, "placed_at"),
        ({"lines": [{"title": "Vaso"}]}, "lines.0.quantity"),
        ({"payment": {"transactions": [TAKEN | {"amount": "-1"}]}}, "payment.transactions.0.amount"),
        ({"shipping": {"country": "Italy"}}, "shipping.country"),
        ({"number": "A\x001"}, "number"),
        ({"external_id": "7\x00"}, "external_id"),
        (
            {"payment": {"transactions": [TAKEN | {"amount": "1", "external_id": " "}]}},
            "payment.transactions.0.external_id",
        ),
        ({"fulfilment": {"shipments": [{"external_id": ""}]}}, "fulfilment.shipments.0.external_id"),
        ({"external_id": 7}, None),
    ],
)
def test_what_is_not_as_documented_is_parked_with_its_place(change: dict[str, Any], where: str | None) -> None:
    reading = read("generic", {"external_id": "7", "currency": "EUR", "totals": {"total": "1"}} | change)
    if where is None:
        assert isinstance(reading, IncomingOrder), "an id may be written as a number"
    else:
        assert reading == Unreadable(reason="invalid_field", where=where)


def test_an_order_without_an_id_could_not_be_known_again() -> None:
    parked = Unreadable(reason="no_order_id", where="external_id")
    for named in ({}, {"external_id": ""}, {"external_id": " \t"}, {"external_id": None}):
        assert read("generic", {"currency": "EUR", "totals": {"total": "1"}} | named) == parked


def test_shopify_and_woocommerce_orders_can_be_sent_on_through_the_generic_door() -> None:
    for name, sampled in (("shopify", "order_paid_tax_included"), ("woocommerce", "order_processing_paid")):
        order = read_order(name, sample(name, sampled))
        assert read_order("generic", order.model_dump_json().encode()) == order


def test_every_reason_of_the_code_is_explained_on_the_page() -> None:
    sources = (ROOT / "shared" / "gateways" / "shops").glob("*.py")
    used = {reason for path in sources for reason in re.findall(r'reason="(\w+)"', path.read_text(encoding="utf-8"))}
    tables = [table for table in PAGE.split("\n\n") if table.startswith("| reason |")]
    explained = {reason for table in tables for reason in re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)}
    assert used == explained


@pytest.fixture
def door() -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """A web server that keeps what is sent to it."""
    kept: list[tuple[dict[str, str], bytes]] = []

    class Keep(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            kept.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(202)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name it has where it comes from
            """Keep quiet."""

    with HTTPServer(("127.0.0.1", 0), Keep) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/hooks/con_example", kept
        server.shutdown()


@pytest.mark.enable_socket
@pytest.mark.parametrize("language", ["python", "sh"])
def test_the_documented_senders_are_understood(
    language: str, door: tuple[str, list[tuple[dict[str, str], bytes]]], tmp_path: Path
) -> None:
    url, kept = door
    if language == "sh" and not (shutil.which("openssl") and shutil.which("curl")):
        pytest.skip("openssl and curl are not installed")
    (tmp_path / "order.json").write_text(block("json", "450789469"), encoding="utf-8")
    command = [sys.executable, "-c"] if language == "python" else ["sh", "-c"]
    environment = {**os.environ, "URL": url, "SECRET": SECRET, "no_proxy": "127.0.0.1"}
    done = subprocess.run(
        [*command, block(language, "webhook-signature")],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert done.returncode == 0, done.stderr
    ((headers, body),) = kept
    generic, now = platform("generic"), datetime.now(UTC)
    assert generic.verify(headers, body, [SECRET], now)
    assert not generic.verify(headers, body + b" ", [SECRET], now)
    assert read_order("generic", body).number == "#1001"
