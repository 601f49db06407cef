"""Who may speak for a shop: signatures over raw bytes, and how a delivery is known again."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from shared.gateways.shops import SHOPS, platform, signatures

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
BODY = '{"id":6203948571029384756,"note":"Perché no? – 手漉き"}'.encode()
WHSEC = "whsec_" + base64.b64encode(b"thirty-two bytes of a test key!!").decode()


def signed(name: str, body: bytes = BODY, secret: str = "hush", when: datetime = NOW) -> dict[str, str]:
    mac = base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()
    if name == "shopify":
        return {"x-shopify-hmac-sha256": mac, "x-shopify-topic": "orders/create", "x-shopify-webhook-id": "b54557e4-1"}
    if name == "woocommerce":
        return {
            "x-wc-webhook-signature": mac,
            "x-wc-webhook-topic": "order.updated",
            "x-wc-webhook-id": "7",
            "x-wc-webhook-delivery-id": "8a1b0284de7d7f43f74ff50788b58df6",
        }
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(when.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", when, body.decode()),
    }


def secret_of(name: str) -> str:
    return WHSEC if name == "generic" else "hush"


SIGNATURE_HEADER = {
    "shopify": "x-shopify-hmac-sha256",
    "woocommerce": "x-wc-webhook-signature",
    "generic": "webhook-signature",
}

every_platform = pytest.mark.parametrize("name", list(SHOPS))


@every_platform
def test_a_right_signature_opens_the_door(name: str) -> None:
    headers = signed(name, secret=secret_of(name))
    assert platform(name).verify(headers, BODY, [secret_of(name)], NOW)


@every_platform
def test_the_previous_secret_still_counts_and_a_strange_one_does_not(name: str) -> None:
    headers = signed(name, secret=secret_of(name))
    other = "whsec_" + base64.b64encode(b"another secret").decode()
    assert platform(name).verify(headers, BODY, [other, secret_of(name)], NOW)
    assert not platform(name).verify(headers, BODY, [other], NOW)
    assert not platform(name).verify(headers, BODY, [], NOW)


@every_platform
def test_any_flipped_bit_of_the_body_closes_it(name: str) -> None:
    headers = signed(name, secret=secret_of(name))
    for position in range(len(BODY)):
        changed = bytearray(BODY)
        changed[position] ^= 1 << (position % 8)
        assert not platform(name).verify(headers, bytes(changed), [secret_of(name)], NOW)
    assert not platform(name).verify(headers, BODY + b"\n", [secret_of(name)], NOW)


@every_platform
def test_any_flipped_bit_of_the_signature_closes_it(name: str) -> None:
    headers = signed(name, secret=secret_of(name))
    header = SIGNATURE_HEADER[name]
    for position in range(len(headers[header])):
        for bit in range(7):
            text = list(headers[header])
            text[position] = chr(ord(text[position]) ^ (1 << bit))
            changed = {**headers, header: "".join(text)}
            assert not platform(name).verify(changed, BODY, [secret_of(name)], NOW), changed[header]


@every_platform
@pytest.mark.parametrize(
    "malformed", ["", " ", "=", "v1,", "ü" * 44, "\ud800", "null", "0" * 64, "A" * 10_000, "v1,v1,v1", "\x00", "a,b"]
)
def test_a_malformed_signature_is_a_wrong_one_and_no_fault(name: str, malformed: str) -> None:
    headers = {**signed(name, secret=secret_of(name)), SIGNATURE_HEADER[name]: malformed}
    assert platform(name).verify(headers, BODY, [secret_of(name)], NOW) is False
    del headers[SIGNATURE_HEADER[name]]
    assert platform(name).verify(headers, BODY, [secret_of(name)], NOW) is False


@every_platform
def test_hexadecimal_is_not_base64(name: str) -> None:
    digest = hmac.new(b"hush", BODY, hashlib.sha256).hexdigest()
    headers = {**signed(name, secret=secret_of(name)), SIGNATURE_HEADER[name]: digest}
    assert not platform(name).verify(headers, BODY, [secret_of(name)], NOW)


@every_platform
def test_an_empty_secret_opens_nothing(name: str) -> None:
    empty = base64.b64encode(hmac.digest(b"", BODY, hashlib.sha256)).decode()
    stamped = f"msg_1.{int(NOW.timestamp())}.".encode() + BODY
    versioned = "v1," + base64.b64encode(hmac.digest(b"", stamped, hashlib.sha256)).decode()
    headers = {**signed(name, secret=secret_of(name))}
    headers[SIGNATURE_HEADER[name]] = versioned if name == "generic" else empty
    for secret in ("", "whsec_", "not base64!"):
        assert not platform(name).verify(headers, BODY, [secret], NOW)


@every_platform
@given(
    headers=st.dictionaries(
        st.sampled_from([*SIGNATURE_HEADER.values(), "webhook-id", "webhook-timestamp", "x-shopify-topic"]),
        st.text(max_size=60),
    ),
    body=st.binary(max_size=60),
)
def test_whatever_comes_is_answered_without_a_fault(name: str, headers: dict[str, str], body: bytes) -> None:
    shop = platform(name)
    assert shop.verify(headers, body, [secret_of(name)], NOW) is False
    assert shop.greets(headers, body) in {True, False}
    assert re.fullmatch(r"[A-Za-z0-9._:-]{1,120}", shop.dedupe_key(headers, body))
    assert re.fullmatch(r"[a-z0-9_./]{1,120}", shop.topic(headers, body))


def test_shopify_headers_come_with_and_without_the_prefix() -> None:
    mac = signed("shopify")["x-shopify-hmac-sha256"]
    headers = {"shopify-hmac-sha256": mac, "shopify-topic": "orders/paid"}
    assert platform("shopify").verify(headers, BODY, ["hush"], NOW)
    assert platform("shopify").topic(headers, BODY) == "orders/paid"


@pytest.mark.parametrize("stored", ['pane & burro "d\'oro" <1>', "pane &amp; burro &quot;d&#039;oro&quot; &lt;1&#62;"])
def test_a_woocommerce_secret_counts_as_typed_and_as_stored(stored: str) -> None:
    headers = signed("woocommerce", secret='pane & burro "d\'oro" <1>')
    assert platform("woocommerce").verify(headers, BODY, [stored], NOW)
    assert not platform("woocommerce").verify(headers, BODY, ["pane &nbsp; burro"], NOW)


def test_only_the_woocommerce_ping_is_greeted() -> None:
    woo = platform("woocommerce")
    assert woo.greets({"content-type": "application/x-www-form-urlencoded"}, b"webhook_id=7")
    assert not woo.greets({"x-wc-webhook-signature": "x"}, b"webhook_id=7")
    for other in (b"", b"webhook_id=", b"webhook_id=7&id=1", b"webhook_id=7\n", b"{}", b"webhook_id=x"):
        assert not woo.greets({}, other)
    assert not platform("shopify").greets({}, b"webhook_id=7")
    assert not platform("generic").greets({}, b"webhook_id=7")


@pytest.mark.parametrize(("seconds", "opens"), [(0, True), (300, True), (-300, True), (301, False), (-301, False)])
def test_the_generic_door_wants_a_signed_time_within_five_minutes(seconds: int, opens: bool) -> None:
    headers = signed("generic", secret=WHSEC, when=NOW - timedelta(seconds=seconds))
    assert platform("generic").verify(headers, BODY, [WHSEC], NOW) is opens


@pytest.mark.parametrize("timestamp", ["", "now", "-1", "1.5", "٣", "9" * 400, "2026-11-22T09:30:00Z", " 1795339800"])
def test_a_time_that_is_none_closes_the_generic_door(timestamp: str) -> None:
    headers = {**signed("generic", secret=WHSEC), "webhook-timestamp": timestamp}
    assert platform("generic").verify(headers, BODY, [WHSEC], NOW) is False


def test_several_signatures_may_stand_side_by_side() -> None:
    headers = signed("generic", secret=WHSEC)
    mine = headers["webhook-signature"]
    headers["webhook-signature"] = f"v2,{mine[3:]} v1,{'A' * 43}= {mine}"
    assert platform("generic").verify(headers, BODY, [WHSEC.removeprefix("whsec_")], NOW)
    headers["webhook-signature"] = f"v2,{mine[3:]} {mine[3:]} v1a,{mine[3:]}"
    assert not platform("generic").verify(headers, BODY, [WHSEC], NOW)


@given(st.text(max_size=200), st.text("abcz019_", min_size=1))
def test_the_generic_door_agrees_with_the_reference_library(text: str, name: str) -> None:
    body = text.encode()
    when = datetime.now(UTC)
    headers = {
        "webhook-id": name,
        "webhook-timestamp": str(int(when.timestamp())),
        "webhook-signature": Webhook(WHSEC).sign(name, when, body.decode()),
    }
    assert platform("generic").verify(headers, body, [WHSEC], when)
    assert not platform("generic").verify({**headers, "webhook-id": name + "x"}, body, [WHSEC], when)


def test_a_retry_has_the_key_of_its_delivery_and_no_other_has_it() -> None:
    shopify, woo, generic = platform("shopify"), platform("woocommerce"), platform("generic")
    create = signed("shopify")
    assert shopify.dedupe_key(create, BODY) == shopify.dedupe_key({**create, "x-shopify-triggered-at": "later"}, BODY)
    assert shopify.dedupe_key(create, BODY) == "orders.create:b54557e4-1"
    keys = {
        shopify.dedupe_key(create, BODY),
        shopify.dedupe_key({**create, "x-shopify-topic": "orders/paid"}, BODY),
        shopify.dedupe_key({**create, "x-shopify-webhook-id": "b54557e4-2"}, BODY),
        shopify.dedupe_key({"x-shopify-topic": "orders/create"}, BODY),
        shopify.dedupe_key({"x-shopify-topic": "orders/create"}, BODY + b" "),
        shopify.dedupe_key({"x-shopify-topic": "orders/paid"}, BODY),
    }
    assert len(keys) == 6
    delivery = signed("woocommerce")
    assert woo.dedupe_key(delivery, BODY) == woo.dedupe_key(dict(delivery), BODY)
    assert woo.dedupe_key(delivery, BODY) != woo.dedupe_key(delivery, BODY + b" "), "two in one second share their id"
    assert woo.dedupe_key({}, BODY) != woo.dedupe_key({}, BODY + b" ")
    assert generic.dedupe_key({"webhook-id": "a/b"}, BODY) == generic.dedupe_key({"webhook-id": "a/b"}, BODY + b" ")
    assert generic.dedupe_key({"webhook-id": "a/b"}, BODY) != generic.dedupe_key({"webhook-id": "a.b"}, BODY)


def test_what_names_a_delivery_is_not_run_together() -> None:
    spellings = [("ab", "c"), ("a", "bc"), ("abc", ""), ("", "abc")]
    assert len({signatures.fingerprint(*parts, body=b"x") for parts in spellings}) == 4
    assert signatures.fingerprint("a", body=b"bx") != signatures.fingerprint("ab", body=b"x")


def test_the_registry_knows_its_platforms_and_no_other() -> None:
    assert list(SHOPS) == ["shopify", "woocommerce", "generic"]
    assert "shopify" in SHOPS
    assert "magento" not in SHOPS
    with pytest.raises(KeyError):
        platform("magento")


def test_verifying_loads_neither_the_validation_layer_nor_the_readers() -> None:
    script = (
        "import sys\n"
        "from datetime import UTC, datetime\n"
        "from shared.gateways.shops import SHOPS\n"
        "for shop in SHOPS.values():\n"
        "    shop.verify({}, b'{}', ['x'], datetime.now(UTC)); shop.dedupe_key({}, b''); shop.topic({}, b'')\n"
        "heavy = [m for m in ('pydantic', 'boto3', 'html', 'shared.model.incoming') if m in sys.modules]\n"
        "sys.exit(str(heavy) if heavy else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
