"""The loops that are timed: `python -m benchmarks.jobs <name>` prints the processor milliseconds of one turn.

What a handler logs goes to the same output, as it does in Lambda; the time stands in the last line.

What they talk to stands in the environment, which `benchmarks.__main__` makes: the stub's address, an order to move.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import os
import sys
import time
from datetime import UTC, datetime
from itertools import count, cycle
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from benchmarks.rehearsal import rehearsal
from benchmarks.shop import CONNECTION, NOW, PATH, SECRET, SHOP, WHO, document, webhook
from benchmarks.verification import drawing, finding_a_way, reading, verification

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BATCHES = 7
WEBHOOKS = 60


def main() -> None:
    """Time one job."""
    turn, turns = {
        "decide-10": lambda: (decision(10), 4_000),
        "verify": lambda: (verification(), 5),
        "draw": lambda: (drawing(), 3),
        "find-a-way": lambda: (finding_a_way(), 3),
        "read-workflow": lambda: (reading(), 40),
        "decide-500": lambda: (decision(500), 4_000),
        "webhook": lambda: (accepted_webhook(), WEBHOOKS),
        "webhook-floor": lambda: (webhook_floor(), 200),
        "move": lambda: (move(), 40),
        "rehearse": lambda: (rehearsal(), 200),
    }[sys.argv[1]]()
    print(quickest(turn, turns))


def quickest(turn: Callable[[], object], turns: int) -> float:
    """The processor milliseconds of one turn, in the quickest of some batches."""
    turn()
    seen: list[int] = []
    for _ in range(BATCHES):
        begin = time.process_time_ns()
        for _ in range(turns):
            turn()
        seen.append(time.process_time_ns() - begin)
    return min(seen) / turns / 1e6


def decision(statuses: int) -> Callable[[], object]:
    """A move decided in a workflow of so many statuses: guards, clock, a mail to the customer, a notice to the team."""
    from shared.model.commands import Move, Receipt, Receive
    from shared.model.decide import Decision, decide
    from shared.model.flow import Flow

    path = ("new", *(f"step{n}" for n in range(statuses - 3)), "ready", "completed")
    flow = Flow(document(path), 1)
    receipt = Receipt("1", "shopify", "EUR", NOW, {"total": 100}, "x", reachable="ep")
    begun = decide(flow, None, Receive(WHO.actor, "ord_1", receipt), NOW)
    if not isinstance(begun, Decision):
        raise TypeError(begun)
    command = Move(WHO.actor, "ready", visit=1)
    return lambda: decide(flow, begun.order, command, NOW)


def accepted_webhook() -> Callable[[], object]:
    """A delivery through the handler of `functions/webhooks`, each another one."""
    from functions.webhooks.handler import handler

    events = map(webhook_event, _numbers())
    made = iter([next(events) for _ in range(WEBHOOKS * BATCHES + 1)])

    def turn() -> None:
        answer = handler(next(made), None)
        if answer["statusCode"] != 202:
            raise RuntimeError(answer)

    return turn


def _numbers() -> Iterator[int]:
    """Numbers of deliveries that no run before has used."""
    return count(int(time.time() * 1000) % 10**8)


def webhook_event(number: int) -> dict[str, object]:
    """A delivery as API Gateway hands it on."""
    headers, body = webhook(number)
    return {
        "version": "2.0",
        "rawPath": f"/hooks/{CONNECTION}",
        "headers": headers,
        "requestContext": {"http": {"method": "POST"}, "requestId": "r"},
        "body": body.decode(),
        "isBase64Encoded": False,
    }


def webhook_floor() -> Callable[[], object]:
    """The least that accepting a webhook can be: signature, JSON, one signed PutItem over an open connection."""
    url = urlsplit(os.environ["AWS_ENDPOINT_URL"])
    line = http.client.HTTPConnection(url.hostname or "", url.port)
    key = f"AWS4{os.environ['AWS_SECRET_ACCESS_KEY']}".encode()
    for part in ("20261120", "us-east-1", "dynamodb", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    deliveries = map(webhook, _numbers())
    made = cycle([next(deliveries) for _ in range(50)])

    def turn() -> None:
        headers, body = next(made)
        signature = base64.b64encode(hmac.digest(SECRET.encode(), body, "sha256")).decode()
        if not hmac.compare_digest(signature, headers["x-shopify-hmac-sha256"]):
            raise RuntimeError(signature)
        order = json.loads(body)
        item = {"pk": {"S": "floor"}, "sk": {"S": str(order["id"])}, "body": {"B": base64.b64encode(body).decode()}}
        request = json.dumps({"TableName": "staffetta", "Item": item}).encode()
        line.request("POST", "/", request, _signed(key, url.netloc, request))
        line.getresponse().read()

    return turn


def _signed(key: bytes, host: str, body: bytes) -> dict[str, str]:
    """AWS Signature Version 4 of one request, with a signing key already derived."""
    target, at = "DynamoDB_20120810.PutItem", datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    names = "host;x-amz-date;x-amz-target"
    digest = hashlib.sha256(body).hexdigest()
    request = f"POST\n/\n\nhost:{host}\nx-amz-date:{at}\nx-amz-target:{target}\n\n{names}\n{digest}"
    scope = "20261120/us-east-1/dynamodb/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{at}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.digest(key, text.encode(), "sha256").hex()
    authorization = f"AWS4-HMAC-SHA256 Credential=key/{scope}, SignedHeaders={names}, Signature={signature}"
    return {"x-amz-date": at, "x-amz-target": target, "authorization": authorization}


def move() -> Callable[[], object]:
    """A move there and back through the handler of `functions/api`: key, limits, body, guards, transaction, answer."""
    from functions.api.handler import handler
    from shared.store import orders
    from shared.store.dynamo import Dynamo

    order = os.environ["BENCH_ORDER"]
    to = [PATH[2], PATH[3]]
    before = orders.read_head(Dynamo(table="staffetta"), SHOP, order)
    if before is not None and before.order.status == to[0]:
        to.reverse()
    keys = cycle(os.environ["BENCH_KEYS"].split())

    def turn() -> None:
        answer = handler(_move_event(order, to[0], next(keys)), _Context())
        if answer["statusCode"] != 201:
            raise RuntimeError(answer)
        to.reverse()

    return turn


class _Context:
    """What Lambda tells a handler about its invocation."""

    aws_request_id, function_name, memory_limit_in_mb = "r", "bench", 1024
    invoked_function_arn = "arn:aws:lambda:us-east-1:000000000000:function:bench"


def _move_event(order: str, to: str, key: str) -> dict[str, object]:
    path = f"/v1/orders/{order}/moves"
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"authorization": f"Bearer {key}", "content-type": "application/json"},
        "requestContext": {"http": {"method": "POST", "path": path}, "requestId": "r", "stage": "$default"},
        "body": json.dumps({"to": to}),
        "isBase64Encoded": False,
    }


if __name__ == "__main__":
    main()
