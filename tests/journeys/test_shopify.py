"""The life of one order from Shopify, from its first webhook to the customer who is content."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.journeys.http import send, until
from tests.journeys.merchant import Merchant
from tests.journeys.platforms import shopify, shopify_order

pytestmark = pytest.mark.xdist_group("machine")


def test_an_order_from_shopify_is_kept_paid_packed_shipped_and_seen_by_its_customer(merchant: Merchant) -> None:
    live_an_order(merchant)


def live_an_order(merchant: Merchant) -> str:
    """The whole story; answers the order's id."""
    email, phone = merchant.somebody("chiara"), merchant.number()
    connection = merchant.connect("shopify")
    told = shopify_order(email=email, phone=phone)
    order = bring(merchant, connection, told)
    read_field_by_field(merchant.read(order), connection, email)
    pay(merchant, connection, order, told)
    ship(merchant, order)
    link = hear(merchant, order, email, phone)
    look(merchant, link)
    assert merchant.move(order, "completed").status == 201
    assert merchant.read(order)["phase"] == "completed"
    assert merchant.statuses(order) == [
        "new", "awaiting_payment", "packing", "ready_for_courier", "shipped", "completed",
    ]  # fmt: skip
    return order


def bring(merchant: Merchant, connection: dict[str, Any], told: dict[str, Any]) -> str:
    """A delivery is kept once, whoever repeats it, and only when it is signed."""
    first = shopify(connection, "orders/create", told, "w-1")
    again = shopify(connection, "orders/create", told, "w-1")
    forged = shopify(connection, "orders/create", {**told, "id": 1}, "w-2", secret="guessed")

    assert (first.status, again.status, forged.status) == (202, 200, 401)
    assert (forged.headers["content-type"], forged.json()["code"]) == ("application/problem+json", "bad_signature")
    order = merchant.find(connection["id"], "6203948571")
    assert [o["id"] for o in merchant.get("/v1/orders")["items"]] == [order["id"]]
    return str(order["id"])


def read_field_by_field(order: dict[str, Any], connection: dict[str, Any], email: str) -> None:
    assert (order["source"], order["connection"]) == ("shopify", connection["id"])
    assert (order["number"], order["currency"], order["locale"]) == ("#2041", "EUR", "it-IT")
    assert order["placed_at"] == "2026-10-30T08:12:45.000Z"
    assert (order["status"], order["phase"], order["team"], order["visit"]) == ("new", "new", "support", 1)
    assert order["totals"] == {
        "lines": "100.00", "discount": "10.00", "shipping": "4.90", "fees": "0.00", "tax": "17.11",
        "gift_cards": "0.00", "adjustment": "0.00", "total": "94.90", "paid": "0.00", "refunded": "0.00",
        "due": "94.90",
    }  # fmt: skip
    assert order["tax_included"] is True
    (line,) = order["lines"]
    assert (line["sku"], line["title"], line["variant"]) == ("GIR-38", "Lampada Girasole", "lino")
    assert (line["quantity"], line["unit_price"], line["discount"], line["total"]) == ("2", "50.00", "10.00", "90.00")
    assert order["coupons"] == [{"code": "TEN", "amount": "10.00"}]
    assert (order["customer"]["name"], order["customer"]["email"], order["customer"]["guest"]) == (
        "Chiara Conti",
        email,
        True,
    )
    assert (order["shipping"]["city"], order["shipping"]["country"]) == ("Lucca", "IT")
    assert order["shipping_method"] == {"code": "express", "title": "Corriere espresso"}
    assert (order["payment"]["status"], order["payment"]["method"]) == ("pending", "bank_transfer")
    assert order["fulfilment"] == {"status": "unfulfilled", "shipments": []}
    assert (sorted(order["tags"]), order["note"]) == (["cliente abituale", "regalo"], "Suonare due volte")
    assert (order["test"], order["warnings"]) == (False, [])


def pay(merchant: Merchant, connection: dict[str, Any], order: str, told: dict[str, Any]) -> None:
    """The gate holds until the money is here; then the order goes on by itself."""
    assert merchant.move(order, "awaiting_payment").status == 201
    refused = merchant.move(order, "packing")
    assert (refused.status, refused.json()["code"]) == (409, "payment_gate")
    assert refused.json()["remedy"]["payment"] == "paid"
    assert set(refused.json()["remedy"]["moves"]) == {"cancelled", "manager_review"}

    paid = {**told, "financial_status": "paid", "updated_at": "2026-10-30T10:00:00+01:00"}
    assert shopify(connection, "orders/paid", paid, "w-3").status == 202
    seen = merchant.wait_for(order, "packing")
    assert (seen["payment"]["status"], seen["totals"]["paid"], seen["totals"]["due"]) == ("paid", "94.90", "0.00")
    assert merchant.get(f"/v1/orders/{order}/moves")["items"][-1]["actor"] == "automation:move_on"


def ship(merchant: Merchant, order: str) -> None:
    assert merchant.move(order, "ready_for_courier").status == 201
    bare = merchant.move(order, "shipped", carrier="Courier Express")
    assert (bare.status, bare.json()["code"]) == (409, "required_fields")
    assert bare.json()["remedy"] == {"fields": ["tracking_number"]}
    assert merchant.move(order, "shipped", carrier="Courier Express", tracking_number="CE62").status == 201
    (parcel,) = merchant.read(order)["fulfilment"]["shipments"]
    assert (parcel["carrier"], parcel["number"]) == ("Courier Express", "CE62")


def hear(merchant: Merchant, order: str, email: str, phone: str) -> str:
    """What reached the customer, in Italian and once; answers the link in it."""
    mails = until(lambda: merchant.mails(email), lambda seen: len(seen) == 2)
    assert [mail["Subject"] for mail in mails] == ["Ordine #2041: Ricevuto", "Ordine #2041: Spedito"]
    assert "Grazie, abbiamo ricevuto il tuo ordine #2041 di 94,90\xa0€." in mails[0]["BodyText"]
    assert "Il tuo ordine #2041 è partito con Courier Express, codice CE62." in mails[1]["BodyText"]
    assert '<html lang="it">' in mails[1]["BodyHtml"]
    texts = until(lambda: merchant.texts(phone), bool)
    assert texts == ["Bottega Lumen: il tuo ordine #2041 è partito."]
    links = {link for mail in mails for link in re.findall(r"http\S+/t/\S+", mail["BodyText"])}
    assert len(links) == 1, f"each mail of {order} leads to the same page"
    return links.pop()


def look(merchant: Merchant, link: str) -> None:
    """The customer's page shows published steps in the customer's words, and nothing of the shop's inner life."""
    page = send("GET", link)
    assert (page.status, page.headers["x-robots-tag"]) == (200, "noindex, nofollow")
    steps = re.findall(r"<b>([^<]+)</b><small>", page.text)
    assert steps == ["Ricevuto", "In attesa del pagamento", "In preparazione", "Pronto per il corriere", "Spedito"]
    assert "CE62" in page.text
    for inner in ("packing", "Ready to pack", "logistics", "support", merchant.shop, "payment_gate"):
        assert inner not in page.text
    assert send("GET", link[:-1] + ("A" if link[-1] != "A" else "B")).status == 404
