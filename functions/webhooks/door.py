"""From an HTTP API event to a kept delivery and back to a status code; `docs/api.md` says what senders are answered."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from shared.log import log
from shared.operations.keep_delivery import MAX_BODY, Kept, keep_delivery
from shared.requests import Garbled, TooLarge, body_of, headers_of, method_of, request_id_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.gateways.files import Files
    from shared.gateways.secrets import Secrets
    from shared.store.dynamo import Dynamo

Answer = dict[str, Any]

_STATUS = {
    "unknown_connection": 404,
    "too_large": 413,
    "greeted": 200,
    "bad_signature": 401,
    "kept": 202,
    "paused": 202,
    "repeat": 200,
}
_SAID = {
    "unknown_connection": ("not_found", "No such connection."),
    "too_large": ("too_large", f"A delivery has at most {MAX_BODY} bytes."),
    "bad_signature": ("bad_signature", "The signature does not fit the body."),
}


def answer(event: Mapping[str, Any], table: Dynamo, secrets: Secrets, files: Files) -> Answer:
    """Take one request. Every answer that is not a success is an `application/problem+json`."""
    request_id = request_id_of(event)
    if method_of(event) != "POST":
        return _problem(405, "method_not_allowed", "Deliveries are sent with POST.", request_id, {"allow": "POST"})
    connection = str(event.get("rawPath", "")).removeprefix("/hooks/")
    headers = headers_of(event)
    try:
        body = body_of(event, MAX_BODY)
        kept = keep_delivery(
            table, secrets, files, connection=connection, headers=headers, body=body, now=datetime.now(UTC)
        )
    except TooLarge:
        kept = Kept("too_large")
    except Garbled:
        return _problem(400, "malformed", "The body is not what its encoding says.", request_id)
    status = _STATUS[kept.outcome]
    log(
        "INFO" if status < 400 else "WARNING",  # noqa: PLR2004 - where HTTP's errors begin
        kept.outcome,
        shop=kept.shop,
        connection=connection if kept.shop else None,
        key=kept.key,
        topic=kept.topic,
        status=status,
        request_id=request_id,
    )
    if kept.outcome in _SAID:
        return _problem(status, *_SAID[kept.outcome], request_id)
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json"},
        "body": json.dumps({"is": kept.outcome}),
    }


def _problem(status: int, code: str, detail: str, request_id: str, headers: Mapping[str, str] | None = None) -> Answer:
    body = {
        "type": f"/v1/docs#{code}",
        "title": detail.rstrip("."),
        "status": status,
        "code": code,
        "detail": detail,
        "request_id": request_id,
    }
    sent = {"content-type": "application/problem+json", **(headers or {})}
    return {"statusCode": status, "headers": sent, "body": json.dumps(body)}
