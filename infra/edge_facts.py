"""What the front door is in AWS and on one machine alike."""

from __future__ import annotations

from typing import Final

from infra.uv import ROOT

ORIGIN_HEADER: Final = "x-origin-secret"
"""The header by which `api`, `backoffice` and `track` know that a request came through the front door."""

STATIC_PREFIX: Final = "/static/"
STATIC_FOLDERS: Final = (ROOT / "functions" / "backoffice" / "static", ROOT / "functions" / "track" / "static")
"""Where the files under `/static/` come from; the first that has one wins."""
