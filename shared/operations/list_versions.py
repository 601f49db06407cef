"""The versions of the workflow: list them, read one, publish an older one anew."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from shared.model.errors import NotAllowed, NotFound
from shared.model.people import Right
from shared.operations.put_workflow import Publication, Published, put_workflow
from shared.store import workflows

if TYPE_CHECKING:
    from shared.model.moments import Instant
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo
    from shared.store.once import Once
    from shared.store.workflows import VersionSummary


def list_versions(table: Dynamo, who: Principal) -> list[VersionSummary]:
    """Every version with who published it, when and why, newest first; the documents are not read.

    Raises:
        NotAllowed.
    """
    if Right.READ_SETTINGS not in who.actor.rights:
        raise NotAllowed(Right.READ_SETTINGS)
    return workflows.history(table, who.shop)


def read_version(table: Dynamo, who: Principal, version: int) -> Published:
    """One version as it was published.

    Raises:
        NotAllowed.
        NotFound: There is no such version.
    """
    if Right.READ_SETTINGS not in who.actor.rights:
        raise NotAllowed(Right.READ_SETTINGS)
    return Published(version, json.loads(_document(table, who, version)))


def roll_back(  # noqa: PLR0913 - who publishes which version after which and why, by name
    table: Dynamo, who: Principal, version: int, *, after: int, note: str, now: Instant, once: Once | None = None
) -> Published:
    """Publish an older version's document, byte for byte, as the next version.

    Args:
        table: The table.
        who: Who rolls back.
        version: The version whose document is to hold again.
        after: The present version, as it was read.
        note: Why.
        now: The instant.
        once: The idempotency record; its answer is made of the version's summary.

    Raises:
        NotAllowed.
        NotFound: There is no such version.
        Invalid: It does not fit the shop any more, such as a team that is gone; nothing was stored.
        InUse: Open orders are in a status that it lacks.
        Changed: The present version is another than `after`.
        Answered, Contended.
    """
    if Right.CHANGE_WORKFLOW not in who.actor.rights:
        raise NotAllowed(Right.CHANGE_WORKFLOW)
    written = _document(table, who, version)
    how = Publication(restores=version, written=written, once=once)
    return put_workflow(table, who, json.loads(written), after=after, now=now, note=note, publication=how)


def _document(table: Dynamo, who: Principal, version: int) -> bytes:
    document = workflows.read_document(table, who.shop, version)
    if document is None:
        raise NotFound("version")
    return document
