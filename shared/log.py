"""What every function says: one JSON object a line, never personal data (decision 8)."""

from __future__ import annotations

import json
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

from shared.settings import settings

_LEVELS = {"DEBUG": 10, "INFO": 20, "WARNING": 30, "ERROR": 40}
_FRAMES = 6


def log(level: str, message: str, **fields: object) -> None:
    """Write one line. `level` is DEBUG, INFO, WARNING or ERROR; fields that are `None` are left out."""
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


def log_error(message: str, error: BaseException, **fields: object) -> None:
    """Log an exception by its type and where it came from. Its words are left out: they may name somebody."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    places = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    log("ERROR", message, error=type(error).__name__, trace=places, **fields)
