"""What the feed, and all that is told from an order's log, is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from functions.backoffice.names import Names
    from shared.model.flow import Flow
    from shared.store.orders import WholeOrder
    from shared.texts.screens.language import Speech


@dataclass(frozen=True)
class Log:
    """What the feed is made from.

    Attributes:
        flow: The workflow the order runs under now; `current` the published one.
        may_undo: Whether this person may take a message back.
    """

    whole: WholeOrder
    flow: Flow | None
    current: Flow | None
    names: Names
    speech: Speech
    usual: str | None
    now: datetime
    may_undo: bool
