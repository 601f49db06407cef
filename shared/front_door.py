"""The front door's proof: what CloudFront adds to every request, so that nobody gets past it to the functions."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ORIGIN_HEADER = "x-origin-secret"


def came_through(headers: Mapping[str, str], secret: str) -> bool:
    """Whether a request came through the front door. `headers` by lower-case name; without a secret all did."""
    return not secret or hmac.compare_digest(secret.encode(), headers.get(ORIGIN_HEADER, "").encode())
