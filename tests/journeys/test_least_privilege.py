"""Each function does its work with the rights of its own role and no more: IAM is enforced on this machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from infra.local.emulator import free_port
from infra.local.machine import Machine
from tests.journeys.colleague import Colleague
from tests.journeys.deployment import dead_letters, everything_logged, waiting
from tests.journeys.http import until
from tests.journeys.merchant import DEMO, Merchant
from tests.journeys.platforms import generic
from tests.journeys.test_clock import two_days_pass
from tests.journeys.test_shopify import live_an_order

pytestmark = pytest.mark.xdist_group("guarded")


def test_every_function_can_do_its_work_and_is_denied_nothing(guarded: Machine, tmp_path: Path) -> None:
    merchant = Merchant.open(guarded, "least")
    live_an_order(merchant)
    two_days_pass(merchant, guarded, tmp_path)
    work_in_the_back_office(merchant)
    hear_of_a_bounce(merchant)
    take_a_large_delivery(merchant)
    tell_an_endpoint(merchant)
    rehearse(merchant)
    guarded.cloud.client("lambda").invoke(
        FunctionName=guarded.deployed.stage.named("clock"),
        Payload=json.dumps({"task": "rebell", "now": "2026-11-22T09:00:00Z"}).encode(),
    )
    queues = ("intake", "notify", "tally", "jobs", "feedback")
    until(lambda: sum(waiting(guarded, name) for name in queues), lambda n: not n)

    logs = everything_logged(guarded)
    assert [function for function, lines in logs.items() if not lines] == []
    wrong = [
        (function, line)
        for function, lines in logs.items()
        for line in lines
        if "AccessDenied" in line or "not authorized" in line or '"level": "ERROR"' in line or "Traceback" in line
    ]
    assert wrong == []
    assert dead_letters(guarded) == {}


def work_in_the_back_office(merchant: Merchant) -> None:
    """Look around, connect a shop and move an order."""
    owner = merchant.somebody("marta")
    merchant.hire(owner, "owner", "support")
    colleague = Colleague.sign_in(merchant.machine, owner)
    order = merchant.order(external_id="seen", number="#7", customer={"name": "Ada Verdi"})
    for page in ("/orders", "/board", "/inbox", "/workflow", "/connections", f"/orders/{order}"):
        assert colleague.get(page).status == 200, page
    made = colleague.post("/connections", "/connections", platform="shopify", name="Second shop")
    assert made.status in {200, 201, 303}, made.text
    assert len(merchant.get("/v1/connections")["items"]) == 2
    moved = colleague.post(f"/orders/{order}/moves", f"/orders/{order}", to="awaiting_payment", visit="1")
    assert moved.status == 303, moved.text
    assert merchant.statuses(order) == ["new", "awaiting_payment"]


def hear_of_a_bounce(merchant: Merchant) -> None:
    """The emulator's SES tells nothing later and only AWS may speak as SES: its event is put where the rule puts it."""
    stage = merchant.machine.deployed.stage
    order = merchant.order(external_id="bounced", customer={"email": merchant.somebody("nobody")})
    moved = merchant.move(order, "cancelled").json()
    (effect,) = [effect["id"] for effect in moved["effects"] if effect["kind"] == "customer_email"]
    until(lambda: merchant.mails(merchant.somebody("nobody")), lambda seen: len(seen) == 2)
    tags = {"shop": merchant.shop, "order": order, "effect": effect, "ses:configuration-set": stage.named("mail")}
    told = {
        "eventType": "Bounce",
        "mail": {"messageId": "1", "tags": {name: [value] for name, value in tags.items()}},
        "bounce": {"bounceType": "Permanent", "timestamp": "2026-11-22T09:00:00Z"},
    }
    sqs = merchant.machine.cloud.client("sqs")
    queue = sqs.get_queue_url(QueueName=stage.named("feedback"))["QueueUrl"]
    sqs.send_message(QueueUrl=queue, MessageBody=json.dumps({"source": "aws.ses", "detail": told}))
    (failed,) = until(lambda: merchant.facts(order, "EffectFailed"), bool)
    assert failed["effect"] == effect


def take_a_large_delivery(merchant: Merchant) -> None:
    """A body that is too large for the table is kept as a file."""
    connection = merchant.connect("generic")
    lines = [{"external_id": str(n), "title": f"Lamp {n}", "quantity": "1", "total": "1.00"} for n in range(200)]
    order = {"external_id": "large", "currency": "EUR", "totals": {"total": "200.00"}, "lines": lines}
    body = json.dumps(order).encode() + b" " * 300_000
    assert generic(connection, body, "msg_large").status == 202
    assert len(merchant.find(connection["id"], "large")["lines"]) == 200


def tell_an_endpoint(merchant: Merchant) -> None:
    """Nobody listens there: the secret was opened, the call was tried, and it will be tried again."""
    url = f"https://127.0.0.1:{free_port()}/hear"
    endpoint = merchant.ask("POST", "/v1/connections", {"platform": "endpoint", "name": "ERP", "url": url}).json()
    action = {"do": "outgoing_webhook", "with": {"connection": endpoint["id"]}}
    statuses = [{**s, "actions": [action]} if s["id"] == "completed" else s for s in DEMO["statuses"]]
    current = merchant.ask("GET", "/v1/workflow").headers["etag"]
    assert merchant.ask("PUT", "/v1/workflow", {**DEMO, "statuses": statuses}, if_match=current).status == 200
    order = merchant.order(external_id="told", payment={"status": "paid"})
    assert merchant.move(order, "completed").status == 201
    until(lambda: waiting(merchant.machine, "automate"), lambda count: not count)


def rehearse(merchant: Merchant) -> None:
    """Long work: planned, run by the flow, its rows read back by the API."""
    job = merchant.ask("POST", "/v1/jobs", {"kind": "rehearse"}).json()["id"]
    seen = until(lambda: merchant.get(f"/v1/jobs/{job}"), lambda seen: seen["state"] not in {"planned", "running"})
    assert (seen["state"], seen["total"]) == ("done", seen["done"])
    assert merchant.ask("GET", f"/v1/jobs/{job}/results").status == 200
