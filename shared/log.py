"""Structured log lines for functions that must start fast: one JSON object a line, never personal data."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime

from shared.settings import settings

_LEVELS = {"DEBUG": 10, "INFO": 20, "WARNING": 30, "ERROR": 40}


def log(level: str, message: str, **fields: object) -> None:
    """Write one line. `level` is DEBUG, INFO, WARNING or ERROR; fields that are `None` are left out.

    The names are those of the Powertools Logger, which other functions use, so that one query reads all logs.
    """
    chosen = settings()
    if _LEVELS[level] < _LEVELS.get(chosen.log_level, 0):
        return
    line: dict[str, object] = {
        "level": level,
        "message": message,
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "service": chosen.powertools_service_name,
        **{name: value for name, value in fields.items() if value is not None},
    }
    sys.stdout.write(json.dumps(line, default=str) + "\n")
    sys.stdout.flush()
