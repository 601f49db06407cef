"""Whatever arrives is answered: broken, hostile and mutated bodies end in a reading, never in an exception."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.gateways.shops import SHOPS, platform
from shared.model.incoming import IncomingOrder, NotAnOrder, Unreadable
from shared.model.reconcile import settle_totals
from tests.gateways.shops.reading import TOPICS, read, read_order, sample

every_platform = pytest.mark.parametrize("name", list(SHOPS))


@every_platform
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not_json"),
        (b"\xff\xfe{}", "not_utf8"),
        (b"\x1f\x8b\x08\x00", "not_utf8"),
        (b'{"id":1', "not_json"),
        (b'{"id":NaN}', "not_json"),
        (b'{"id":-Infinity}', "not_json"),
        (b"[]", "not_an_object"),
        (b'"text"', "not_an_object"),
        (b"null", "not_an_object"),
        (b"7" * 5000, "not_an_object"),
        (b'{"a":' * 65 + b"1" + b"}" * 65, "too_deep"),
        (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "too_deep"),
        (b'{"a":' + b"[" * 100_000, "too_deep"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_broken_body_says_what_is_wrong(name: str, body: bytes, reason: str) -> None:
    assert read(name, body) == Unreadable(reason=reason)


def test_sixty_four_levels_are_read() -> None:
    body = json.dumps(sample("shopify", "order_paid_tax_included"))
    nested = body[:-1] + ', "deep": ' + "[" * 63 + "]" * 63 + "}"
    assert read_order("shopify", nested.encode()).warnings == ()


@pytest.mark.parametrize("name", ["shopify", "woocommerce"])
def test_a_number_of_five_thousand_digits_harms_nobody(name: str) -> None:
    first = {"shopify": "order_paid_tax_included", "woocommerce": "order_processing_paid"}[name]
    body = json.dumps(sample(name, first) | {"customer_note": None, "note": None})
    order = read_order(name, (body[:-1] + ', "extra": ' + "9" * 5000 + "}").encode())
    assert order.warnings == ()
    hugely_named = b'{"currency": "EUR", "line_items": [], "id": ' + b"9" * 5000 + b"}"
    assert read(name, hugely_named) == Unreadable(reason="no_order_id", where="id")


def test_a_field_named_twice_counts_as_last_written_and_is_told() -> None:
    body = json.dumps(sample("shopify", "order_paid_tax_included"))
    order = read_order("shopify", (body[:-1] + ', "name": "#9"}').encode())
    assert (order.number, order.warnings) == ("#9", ("body: names a field twice, the last one counts",))
    assert read("generic", b'{"currency":"EUR","currency":"USD"}') == Unreadable(reason="repeated_field")


def test_a_byte_order_mark_is_no_obstacle() -> None:
    body = json.dumps(sample("shopify", "order_paid_tax_included")).encode()
    assert read("shopify", b"\xef\xbb\xbf" + body) == read("shopify", body)


def test_control_characters_and_half_characters_do_not_get_in() -> None:
    body = sample("shopify", "order_paid_tax_included")
    body |= {"note": "a\u0000b\ud800c\r\nd\u200fe\u0301", "name": "\u0007#1"}
    order = read_order("shopify", json.dumps(body).encode())
    assert (order.note, order.number) == ("abc\nd\u200fe\u0301", "#1")


GENERIC: dict[str, Any] = {
    "external_id": "A-1",
    "currency": "EUR",
    "totals": {"total": "20.00"},
    "lines": [{"title": "Vaso", "quantity": "1", "total": "20.00"}],
    "customer": {"email": "a@example.com", "guest": True},
    "payment": {"status": "paid", "transactions": []},
}
BODIES = {
    "shopify": [
        sample("shopify", "order_seen_in_pounds_refunded"),
        sample("shopify", "order_several_parcels"),
        sample("shopify", "order_dinar_partially_paid"),
    ],
    "woocommerce": [
        sample("woocommerce", "order_processing_paid"),
        sample("woocommerce", "order_completed_partially_refunded"),
    ],
    "generic": [GENERIC],
}
NAMES = ["id", "amount", "total", "value", "key"]
odd_values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.just("x" * 3000),
    st.sampled_from(["1e30", "-1e-30", "9" * 15, "-" + "9" * 15, "0." + "3" * 20, "1" * 400]),
    st.sampled_from(["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0000-00-00", "1700000000"]),
    st.sampled_from(["\ud800", "", " ", "refunded", "EUR", "JPY", "cancelled", 10**4000, 1e300]),
    st.recursive(
        st.none() | st.text(max_size=3),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
        max_leaves=6,
    ),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, held in inner for place in places(held, (*path, key)))]


@st.composite
def mutated(draw: st.DrawFn, name: str) -> bytes:
    body = copy.deepcopy(draw(st.sampled_from(BODIES[name])))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.sampled_from(places(body)[1:] or [("id",)]))
        holder = body
        for step in place[:-1]:
            holder = holder[step]
        if draw(st.booleans()):
            holder[place[-1]] = draw(odd_values)
        else:
            del holder[place[-1]]
        if not body:
            break
    return json.dumps(body).encode("utf-8", "replace")


@every_platform
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(data=st.data())
def test_no_mutation_of_a_good_body_raises(name: str, data: st.DataObject) -> None:
    reading = read(name, data.draw(mutated(name)))
    assert isinstance(reading, (IncomingOrder, NotAnOrder, Unreadable))
    if isinstance(reading, IncomingOrder):
        settled = settle_totals(reading)
        tax = 0 if reading.tax_included else settled.tax
        parts = settled.lines - settled.discount + settled.shipping + settled.fees + tax - settled.gift_cards
        assert parts + settled.adjustment == settled.total
        assert reading.model_validate_json(reading.model_dump_json()) == reading
    elif isinstance(reading, Unreadable) and name != "generic":
        assert reading.reason in {"no_order_id", "unknown_currency"}, "one bad field never loses an order"


@every_platform
@given(body=st.binary(max_size=80), topic=st.text(max_size=20))
def test_noise_is_answered(name: str, body: bytes, topic: str) -> None:
    for told in (topic, TOPICS[name]):
        assert isinstance(platform(name).read(told, {}, body), (IncomingOrder, NotAnOrder, Unreadable))
