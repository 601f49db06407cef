"""What can become of something sent outside, beside success. The three must never be mixed up.

Gateways make one attempt each: whether to try again is decided where the delivery is kept.
"""

from __future__ import annotations


class NotSent(Exception):  # noqa: N818 - a fact
    """It surely did not leave; trying again is safe. `after` says how many seconds the other side asked to wait."""

    def __init__(self, reason: str, *, after: float | None = None) -> None:
        """Keep a short code for the log, never an address, and how long to wait."""
        super().__init__(reason)
        self.reason = reason
        self.after = after


class NeverAccepted(Exception):  # noqa: N818 - a fact
    """The other side will not take it, however often it is tried."""

    def __init__(self, reason: str) -> None:
        """Keep a short code."""
        super().__init__(reason)
        self.reason = reason


class InDoubt(Exception):  # noqa: N818 - a fact
    """Nobody answered: it may have left or not."""

    def __init__(self, reason: str) -> None:
        """Keep a short code."""
        super().__init__(reason)
        self.reason = reason
