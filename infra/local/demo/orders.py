"""The demo shop's orders: 120 of them, over every status and age, the same for the same day.

Lamps that nobody makes, bought by people who do not exist.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

COUNT = 120

PRODUCTS = (
    ("GIR-38", "Table lamp Girasole", "Brass, linen shade 38 cm", 28900),
    ("LUN-20", "Wall lamp Luna", "Opal glass", 11900),
    ("VEL-55", "Pendant Vela", "Sailcloth, 55 cm", 34500),
    ("FAR-12", "Reading lamp Faro", "Oak, dimmable", 8900),
    ("NEB-30", "Floor lamp Nebbia", "Paper, 150 cm", 42000),
    ("E27-W", "Bulb E27", "Warm white", 1295),
    ("PAR-38", "Spare shade", "Linen, 38 cm", 6900),
    ("CAV-3", "Cloth cable", "Red, 3 m", 1850),
)

CUSTOMERS = (
    ("Katarzyna Brzęczyszczykiewicz-Wąsowska", "Kraków", "PL", "pl", "+48555010482"),
    ("Studio Ferrante", "Torino", "IT", "it", "+390115550101"),
    ("Íñigo Larrañaga", "Donostia", "ES", "es", "+34915550102"),
    ("Martina Colonna", "Bari", "IT", "it", None),
    ("Przedsiębiorstwo Wielobranżowe Świętokrzyska sp. z o.o.", "Kielce", "PL", "pl", "+48555010483"),
    ("Lucia Ferri", "Bologna", "IT", "it", "+390515550103"),
    ("Hotel Miramare", "Rimini", "IT", "it", "+390541555104"),
    ("Wojciech Szczepański", "Łódź", "PL", "pl", None),
    ("Zofia Kwiatkowska", "Wrocław", "PL", "pl", "+48555010484"),
    ("Ramón Echeverría", "Bilbao", "ES", "es", "+34945550105"),
    ("Beatrice Lombardi", "Lecce", "IT", "it", None),
    ("Alice Whitfield", "Leeds", "GB", "en", "+441135550106"),
)

WAYS = (
    ("new",),
    ("new", "awaiting_payment"),
    ("new", "awaiting_payment", "packing"),
    ("new", "packing", "ready_for_courier"),
    ("new", "packing", "ready_for_courier", "shipped"),
    ("new", "packing", "waiting_for_supplier"),
    ("new", "packing", "ready_for_courier", "shipped", "completed"),
    ("new", "awaiting_payment", "packing", "ready_for_courier", "shipped", "completed"),
    ("new", "packing", "ready_for_courier", "shipped", "problem_reported"),
    ("new", "packing", "ready_for_courier", "shipped", "problem_reported", "waiting_for_customer"),
    ("new", "packing", "ready_for_courier", "shipped", "problem_reported", "refund_requested"),
    ("new", "packing", "ready_for_courier", "shipped", "problem_reported", "refund_requested", "refunded"),
    ("new", "packing", "ready_for_courier", "delivery_failed"),
    ("new", "packing", "manager_review"),
    ("new", "cancelled"),
    ("new", "awaiting_payment", "cancelled"),
)
"""The ways orders have taken so far; the last status is where they are."""

LAST_STAY_HOURS = {"new": 7, "packing": 22, "ready_for_courier": 40, "problem_reported": 44, "refund_requested": 60}
"""At most so long in the present status for most orders; some are late on purpose."""

UNPAID = frozenset({"new", "awaiting_payment", "cancelled"})
COMMENTS = (
    "The customer asks for delivery after 5 pm.",
    "Shade has a stain, a new one is on its way from the workshop.",
    "Checked the photo: it is glue, not a fault of the linen.",
    "Bank says the transfer will arrive on Monday.",
    "Packed in two parcels.",
)


@dataclass(frozen=True)
class DemoOrder:
    """One order: the body for the API, comments to write on it, whom to mention, whether somebody works on it."""

    body: dict[str, Any]
    comments: tuple[str, ...]
    mention: bool
    assign: bool


def demo_orders(now: datetime, count: int = COUNT) -> list[DemoOrder]:
    """The orders as of `now`, newest first."""
    chance = random.Random(20)  # noqa: S311 - a demo wants the same shop every time, not secrets
    return [_order(n, WAYS[n % len(WAYS)], now, chance) for n in range(count)]


def _order(n: int, way: tuple[str, ...], now: datetime, chance: random.Random) -> DemoOrder:
    name, city, country, language, phone = CUSTOMERS[n % len(CUSTOMERS)]
    stays = [chance.uniform(1, 40) for _ in way]
    stays[-1] = _last_stay(n, way[-1], chance)
    entered = now - timedelta(hours=sum(stays))
    placed = entered
    history: list[dict[str, Any]] = []
    for status, stay in zip(way[:-1], stays[:-1], strict=True):
        if status != "new":
            history.append({"status": status, "at": _text(entered)})
        entered += timedelta(hours=stay)
    if way[-1] != "new":
        history.append({"status": way[-1], "at": _text(entered)})
    lines, total = _lines(chance)
    paid = way[-1] not in UNPAID or (way == ("new",) and n % 3 == 0)
    address = {"name": name, "line1": f"{chance.randint(1, 90)} Example street", "city": city, "country": country}
    body: dict[str, Any] = {
        "external_id": f"demo-{n + 1:03d}",
        "number": f"#{10_400 + COUNT - n}",
        "placed_at": _text(placed),
        "currency": "EUR",
        "totals": {"lines": _money(total), "shipping": "9.90", "total": _money(total + 990)},
        "tax_included": True,
        "lines": lines,
        "customer": {"name": name, "email": f"customer{n % len(CUSTOMERS) + 1}@example.com", "guest": n % 4 == 0},
        "billing": address,
        "shipping": address,
        "shipping_method": {"code": "courier", "title": "Courier"},
        "locale": language,
        "payment": {"method": "card" if n % 3 else "bank transfer"},
        "history": history,
    }
    if phone:
        body["customer"]["phone"] = phone
    if n % 17 == 5:
        body["tags"] = ["High priority"]
    if paid:
        movement = {
            "source": "demo",
            "external_id": f"pay-{n + 1:03d}",
            "kind": "capture",
            "amount": _money(total + 990),
        }
        moved = [movement]
        if way[-1] == "refunded":
            moved.append({**movement, "external_id": f"back-{n + 1:03d}", "kind": "refund"})
        body["payment"]["transactions"] = moved
    if {"shipped", "delivery_failed"} & set(way):
        parcel = {"external_id": "1", "carrier": "Courier Express", "number": f"CE{6_200_000 + n}"}
        body["fulfilment"] = {"status": "fulfilled", "shipments": [parcel]}
    comments = tuple(chance.sample(COMMENTS, k=1 + n % 16 // 8)) if n % 8 == 1 else ()
    return DemoOrder(body, comments, mention=bool(comments) and n % 16 == 1, assign=n % 6 == 1)


def _last_stay(n: int, status: str, chance: random.Random) -> float:
    usual = LAST_STAY_HOURS.get(status, 100)
    if status in LAST_STAY_HOURS and n % 5 == 0:
        return usual * 1.3
    return chance.uniform(0.2, usual * 0.7)


def _lines(chance: random.Random) -> tuple[list[dict[str, Any]], int]:
    lines: list[dict[str, Any]] = []
    total = 0
    for sku, title, variant, price in chance.sample(PRODUCTS, k=chance.randint(1, 3)):
        quantity = chance.choice((1, 1, 1, 2, 4)) if price < 10_000 else 1
        lines.append(
            {
                "external_id": sku,
                "sku": sku,
                "title": title,
                "variant": variant,
                "quantity": str(quantity),
                "unit_price": _money(price),
                "total": _money(price * quantity),
            }
        )
        total += price * quantity
    return lines, total


def _money(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
