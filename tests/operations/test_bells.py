"""Bells survive the way over the bus and a queue."""

from __future__ import annotations

import json

import pytest

from shared.operations.bells import Bell, bell_as_detail, bell_from_message, delivery_kept, job_begun, order_changed

NOW = "2026-11-22T09:30:00.000Z"
BELLS = (
    order_changed("demo", "ord_1", 7, ("customer_email", "move_on"), NOW),
    delivery_kept("demo", "con_demo_1", "shopify:1", NOW),
    job_begun("demo", "job_1", NOW),
)


@pytest.mark.parametrize("bell", BELLS, ids=lambda bell: bell.kind)
def test_a_bell_is_the_same_after_its_way_over_bus_and_queue(bell: Bell) -> None:
    envelope = {"version": "0", "source": "staffetta", "detail-type": bell.kind, "detail": bell_as_detail(bell)}
    body = json.dumps(envelope)
    assert bell_from_message(body) == bell
    assert len(body) < 1024


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"detail-type": "OrderChanged"}', '{"detail-type": "Other", "detail": {"shop": "demo"}}']
)
def test_what_is_no_bell_is_refused_with_a_value_error(body: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        bell_from_message(body)
