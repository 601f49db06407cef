"""A batch of a queue: each message answered for by itself, one log line each, and only what failed comes again."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.log import log

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_FRAMES = 4


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


def log_error(message: str, error: BaseException, **fields: object) -> None:
    """Log an exception by its type and where it came from. Its words are left out: they may name somebody."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    places = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    log("ERROR", message, error=type(error).__name__, trace=places, **fields)
