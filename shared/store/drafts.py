"""The draft of a shop's workflow: one item. Its `edit` only ever rises, also over drafts that were published or let go.

So whoever holds an old `edit` can never overwrite a draft that was begun after theirs was gone.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.store import keys
from shared.store.dynamo import Update
from shared.store.expressions import absent, all_of, equal, exists
from shared.store.workflows import canonical, packed

if TYPE_CHECKING:
    from shared.model.moments import Instant
    from shared.model.workflow import Workflow
    from shared.store.dynamo import Dynamo, Item
    from shared.store.expressions import Condition


@dataclass(frozen=True)
class Kept:
    """A draft as it is kept: the document's bytes, the version it is based on, and its last save."""

    document: bytes
    based_on: int
    edit: int
    by: str
    at: Instant


def read(table: Dynamo, shop: str) -> Kept | None:
    """The draft, read consistently; `None` where nothing is saved."""
    item = table.get(keys.workflow_draft(shop), consistent=True)
    return _kept(item) if item and "document" in item else None


def save(  # noqa: PLR0913 - who saves what over which edit, by name
    table: Dynamo, shop: str, document: Workflow, *, based_on: int, edit: int, by: str, at: Instant
) -> Kept:
    """Keep a document as the draft, in place of the edit that was read; 0 where nothing was saved.

    Raises:
        ConditionFailed: Somebody saved, published or let go first; `item` is what stands.
        TooLarge: The document does not fit.
    """
    body = packed(canonical(document))
    change = {"document": body, "based_on": based_on, "by": by, "at": at}
    update = Update(keys.workflow_draft(shop), change=change, add={"edit": 1}, condition=_stands(edit))
    return _kept(table.update(update))


def let_go(table: Dynamo, shop: str, *, edit: int) -> None:
    """Forget a draft. ConditionFailed where another edit stands; `item` is what does."""
    table.update(gone(shop, edit))


def gone(shop: str, edit: int) -> Update:
    """The write that takes a draft away once it is published. Its condition fails where another edit stands."""
    return Update(keys.workflow_draft(shop), remove=("document",), condition=_stands(edit))


def _stands(edit: int) -> Condition:
    return all_of(exists("document"), equal("edit", edit)) if edit else absent("document")


def _kept(item: Item) -> Kept:
    return Kept(gzip.decompress(item["document"]), item["based_on"], item["edit"], item["by"], item["at"])
