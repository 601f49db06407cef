"""Customers look at their order: `GET /t/{token}`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from functions.track.door import World, answer
from shared.settings import settings
from shared.store.dynamo import Dynamo

_told = settings()
_world = World(Dynamo(table=_told.table_name), _told.public_url, _told.origin_secret)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer one request of API Gateway's HTTP API, payload 2.0."""
    return answer(event, _world, datetime.now(UTC))
