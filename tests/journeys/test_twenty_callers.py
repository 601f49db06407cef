"""Twenty programs move one order at the same moment: one of them does, the others are told who."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.journeys.http import until
from tests.journeys.merchant import Merchant

pytestmark = pytest.mark.xdist_group("machine")


def test_of_twenty_callers_at_once_one_moves_the_order_and_nineteen_hear_who_did(merchant: Merchant) -> None:
    order = merchant.order(customer={"email": merchant.somebody("ada"), "name": "Ada"}, locale="en")
    for status in ("awaiting_payment", "manager_review"):
        assert merchant.move(order, status).status == 201
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: merchant.move(order, "cancelled", visit=3), range(20)))

    won = [answer.json() for answer in answers if answer.status == 201]
    lost = [answer.json() for answer in answers if answer.status == 409]
    assert (len(won), len(lost)) == (1, 19), [answer.text for answer in answers]
    assert {(told["code"], told["status_now"], told["visit"]) for told in lost} == {("stale_visit", "cancelled", 4)}
    assert {f"{told['moved_by']['kind']}:{told['moved_by']['id']}" for told in lost} == {won[0]["actor"]}

    assert merchant.statuses(order) == ["new", "awaiting_payment", "manager_review", "cancelled"]
    subjects = until(
        lambda: [mail["Subject"] for mail in merchant.mails(merchant.somebody("ada"))],
        lambda seen: any("Cancelled" in subject for subject in seen),
    )
    assert sum("Cancelled" in subject for subject in subjects) == 1


def test_the_same_request_sent_twenty_times_at_once_has_one_effect_and_one_answer(merchant: Merchant) -> None:
    order = merchant.order()
    with ThreadPoolExecutor(20) as pool:
        answers = list(
            pool.map(
                lambda _: merchant.ask(
                    "POST", f"/v1/orders/{order}/comments", {"text": "Call back"}, idempotency_key="only-once"
                ),
                range(20),
            )
        )

    assert {answer.status for answer in answers} <= {201, 409}
    assert len({answer.body for answer in answers if answer.status == 201}) == 1
    assert all(answer.json()["code"] == "contended" for answer in answers if answer.status == 409)
    assert len(merchant.facts(order, "OrderCommented")) == 1
