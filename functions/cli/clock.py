"""The clock from a terminal: tick at an instant until nothing due at or before it is left."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from functions.cli.queues import Busy
from shared.model.moments import Instant, as_datetime, instant

if TYPE_CHECKING:
    from functions.cli.cloud import Cloud
    from functions.cli.queues import Queues

_AHEAD = re.compile(r"\+(\d{1,5})([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
MOST_ROUNDS = 100
QUEUE_SECONDS = 120.0


class ClockFailed(Exception):  # noqa: N818 - a fact
    """The clock function ended with an error."""


def read_at(text: str, wall: datetime) -> Instant:
    """The instant of `+48h` (s, m, h, d after the wall clock) or of an ISO 8601 time with a zone. ValueError."""
    ahead = _AHEAD.fullmatch(text)
    if ahead:
        return instant(wall + timedelta(**{_UNITS[ahead[2]]: int(ahead[1])}))
    moment = as_datetime(text)
    if moment.tzinfo is None:
        raise ValueError("a time needs a zone, such as 2026-11-24T09:00:00Z")
    return instant(moment)


def invoke_clock(cloud: Cloud, event: dict[str, str]) -> dict[str, int]:
    """Call the clock function; answers its counts. ClockFailed."""
    answer = cloud.client("lambda").invoke(FunctionName=cloud.named("clock"), Payload=json.dumps(event).encode())
    said = json.loads(answer["Payload"].read())
    if answer.get("FunctionError") or not isinstance(said, dict):
        raise ClockFailed(str(said.get("errorType", "unknown")) if isinstance(said, dict) else "unknown")
    return {str(name): int(number) for name, number in said.items()}


def run_clock(cloud: Cloud, queues: Queues, now: Instant, *, pause: float) -> dict[str, int]:
    """Tick at `now` until a tick does nothing and the queues are empty; answers the sums and the `rounds`.

    Raises:
        Busy: The queues do not become empty, or ticks never stop finding something to do.
        ClockFailed: The function ended with an error.
    """
    sums: dict[str, int] = {}
    for rounds in range(1, MOST_ROUNDS + 1):
        queues.wait_until_empty(seconds=QUEUE_SECONDS, pause=pause)
        counts = invoke_clock(cloud, {"task": "tick", "now": now})
        did = counts["steps"] + counts["reminders"] + counts["deliveries"]
        for name in ("steps", "reminders", "deliveries"):
            sums[name] = sums.get(name, 0) + counts[name]
        if not did:
            return {**sums, **{name: counts[name] for name in ("stale", "waiting", "broken")}, "rounds": rounds}
    raise Busy


def wall_clock() -> datetime:
    """Now."""
    return datetime.now(UTC)
