"""What a request costs in calls to the store, once its function is warm."""

from __future__ import annotations

import pytest

from tests.functions.api.driver import Door

READ, TRANSACTION = {"get_item": 1}, {"transact_write_items": 1}


@pytest.mark.parametrize(
    ("method", "path", "body", "calls"),
    [
        ("POST", "/v1/orders/{order}/moves", {"to": "awaiting_payment"}, READ | TRANSACTION),
        ("POST", "/v1/orders/{order}/comments", {"text": "hello"}, READ | TRANSACTION),
        ("POST", "/v1/orders/{order}/shipments", {"external_id": "p", "carrier": "BRT"}, READ | TRANSACTION),
        ("POST", "/v1/orders", {"external_id": "9", "currency": "EUR", "totals": {"total": "1"}}, READ | TRANSACTION),
        ("GET", "/v1/orders/{order}", None, {"query": 1}),
        ("GET", "/v1/orders/{order}/moves/options", None, READ),
        ("GET", "/v1/orders", None, {"query": 1, "batch_get_item": 1}),
        ("GET", "/v1/orders?status=new", None, {"query": 1, "batch_get_item": 1}),
        ("GET", "/v1/connections", None, {"query": 1}),
    ],
)
def test_a_request_keeps_to_its_budget(method: str, path: str, body: object, calls: dict[str, int]) -> None:
    door = Door()
    order = door.order()["id"]
    door.get("/v1/workflow")
    door.get("/v1/orders")
    door.table.counted.reset()
    address, _, query = path.format(order=order).partition("?")
    assert door.call(method, address, body, query=query).status < 300
    assert door.table.counted.calls == calls
