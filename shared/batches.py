"""A batch of a queue: each message answered for by itself, one log line each, and only what failed comes again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from shared.log import log, log_error
from shared.model.moments import instant
from shared.operations.bells import bell_from_message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shared.model.moments import Instant
    from shared.operations.bells import Bell


def take_batch(event: Mapping[str, Any], take: Callable[[str], Mapping[str, object]]) -> dict[str, Any]:
    """Give the body of each SQS record to `take`, which answers what to log (`message` and fields, no personal data).

    Returns:
        What SQS wants to hear: `{"batchItemFailures": [{"itemIdentifier": id}]}`.
    """
    failed: list[dict[str, str]] = []
    for record in event.get("Records", ()):
        try:
            said = dict(take(record["body"]))
        except Exception as error:  # noqa: BLE001 - one message must not take the others down with it
            log_error("message not taken", error, message_id=record["messageId"])
            failed.append({"itemIdentifier": record["messageId"]})
        else:
            log("INFO", str(said.pop("message", "taken")), **said)
    return {"batchItemFailures": failed}


def take_bells(
    event: Mapping[str, Any], take: Callable[[Bell, Instant, Instant], Mapping[str, object]]
) -> dict[str, Any]:
    """As `take_batch`, for bells: `take` is given the bell, `now` and the wall clock.

    `now` is the later of the wall clock and the instant that travels with the bell; so a moved clock reaches everyone.
    """

    def take_body(body: str) -> Mapping[str, object]:
        bell = bell_from_message(body)
        wall = instant(datetime.now(UTC))
        return take(bell, max(wall, bell.now), wall)

    return take_batch(event, take_body)
