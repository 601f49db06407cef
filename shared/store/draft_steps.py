"""What the draft of a workflow was before each of its saves: for undo, and to say what somebody else changed.

A step is written after its save and kept for a week; without it the save stands and only cannot be taken back.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.model.moments import as_datetime
from shared.store import keys

if TYPE_CHECKING:
    from shared.model.moments import Instant
    from shared.store.dynamo import Dynamo

KEPT_SECONDS = 7 * 86_400
"""How long a save can be taken back."""


@dataclass(frozen=True)
class Step:
    """One save of the draft.

    Attributes:
        before: The JSON of the document that it replaced.
        back: The save that document stood at; 0 where nothing was saved.
        based_on: The version that document was made from.
    """

    before: bytes
    back: int
    based_on: int


def keep(table: Dynamo, shop: str, edit: int, step: Step, *, now: Instant) -> None:
    """Keep what the draft was before the save `edit`."""
    key = keys.workflow_step(shop, edit)
    expires = int(as_datetime(now).timestamp()) + KEPT_SECONDS
    packed = gzip.compress(step.before, mtime=0)
    said = {"before": packed, "back": step.back, "based_on": step.based_on, "expires": expires}
    table.put({"pk": key.pk, "sk": key.sk, **said})


def read(table: Dynamo, shop: str, edit: int, *, now: Instant) -> Step | None:
    """What the draft was before the save `edit`; `None` where that is not known any more."""
    item = table.get(keys.workflow_step(shop, edit), consistent=True)
    if item is None or item["expires"] <= as_datetime(now).timestamp():
        return None
    return Step(gzip.decompress(item["before"]), item["back"], item["based_on"])
