"""The draft of the workflow: read it, save it, let it go, publish it. A shop has one, which everybody works on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.model.errors import Changed, Contended, Invalid, NotAllowed, NotFound, Wrong
from shared.model.people import Right
from shared.operations.put_workflow import Publication, check_workflow, put_workflow, stands, too_large
from shared.store import drafts, workflows
from shared.store.dynamo import ConditionFailed, Conflict

if TYPE_CHECKING:
    from shared.model.moments import Instant
    from shared.model.people import Principal
    from shared.operations.put_workflow import Published
    from shared.store.dynamo import Dynamo
    from shared.store.once import Once


@dataclass(frozen=True)
class Draft:
    """What the next version is to be.

    Attributes:
        document: Its JSON, what stands at its default left out; empty in a shop that has neither draft nor workflow.
        based_on: The version it was made from; 0 where there was none.
        edit: Which save this is; 0 where nothing is saved and `document` is the published one.
        by: `Actor.ref` of who saved it last; `None` at edit 0.
        at: When; `None` at edit 0.
    """

    document: dict[str, Any]
    based_on: int
    edit: int
    by: str | None = None
    at: Instant | None = None


def read_draft(table: Dynamo, who: Principal) -> Draft:
    """The draft; where nothing is saved the published document at edit 0.

    Raises:
        NotAllowed.
    """
    if Right.READ_SETTINGS not in who.actor.rights:
        raise NotAllowed(Right.READ_SETTINGS)
    kept = drafts.read(table, who.shop)
    if kept is not None:
        return _said(kept)
    version = workflows.current_version(table, who.shop, fresh=True)
    document = workflows.read_document(table, who.shop, version)
    return Draft(json.loads(document) if document else {}, version, 0)


def save_draft(  # noqa: PLR0913 - who saves what over which edit, by name
    table: Dynamo, who: Principal, document: object, *, edit: int, now: Instant, based_on: int | None = None
) -> Draft:
    """Save a document as the draft. It must fit together and fit the shop; what the verifier finds may stay in it.

    Args:
        table: The table.
        who: Who saves it.
        document: JSON of a `Workflow`.
        edit: The save it is made from; 0 where nothing was saved.
        now: The instant.
        based_on: The version it is made from. Without one that of the save before, or else the present one.

    Raises:
        NotAllowed.
        Invalid: Every misfit with its JSON pointer; nothing was stored.
        Changed: Somebody saved, published or let go first; `stands` says who, and which edit.
    """
    if Right.CHANGE_WORKFLOW not in who.actor.rights:
        raise NotAllowed(Right.CHANGE_WORKFLOW)
    workflow = check_workflow(table, who, document)
    before = drafts.read(table, who.shop)
    if (before.edit if before else 0) != edit:
        raise Changed(_stands(before))
    present = workflows.current_version(table, who.shop, fresh=True)
    if based_on is None:
        based_on = before.based_on if before else present
    if based_on > present:
        raise Invalid(Wrong("/based_on", "unknown_version", f"there is no version {based_on}"))
    try:
        kept = drafts.save(table, who.shop, workflow, based_on=based_on, edit=edit, by=who.actor.ref, at=now)
    except workflows.TooLarge as error:
        raise too_large() from error
    except ConditionFailed as error:
        raise Changed(stands(error.item)) from error
    except Conflict as error:
        raise Contended from error
    return _said(kept)


def discard_draft(table: Dynamo, who: Principal, *, edit: int | None = None) -> None:
    """Let the draft go.

    Args:
        table: The table.
        who: Who lets it go.
        edit: The save that is meant; without one whichever stands.

    Raises:
        NotAllowed.
        NotFound: Nothing is saved.
        Changed: Somebody saved first.
    """
    if Right.CHANGE_WORKFLOW not in who.actor.rights:
        raise NotAllowed(Right.CHANGE_WORKFLOW)
    kept = drafts.read(table, who.shop)
    if kept is None:
        raise NotFound("draft")
    try:
        drafts.let_go(table, who.shop, edit=kept.edit if edit is None else edit)
    except ConditionFailed as error:
        raise Changed(stands(error.item)) from error
    except Conflict as error:
        raise Contended from error


def publish_draft(  # noqa: PLR0913 - who publishes which save and why, by name
    table: Dynamo, who: Principal, *, edit: int, note: str, now: Instant, once: Once | None = None
) -> Published:
    """Publish the draft as the next version, and let it go in the same transaction.

    Args:
        table: The table.
        who: Who publishes it.
        edit: The save that was looked at.
        note: Why.
        now: The instant.
        once: The idempotency record; its answer is made of the version's summary.

    Raises:
        NotAllowed.
        NotFound: Nothing is saved.
        Invalid: It does not fit the shop any more, or the verifier finds an error.
        InUse: Open orders are in a status that it lacks.
        Changed: Somebody saved first (`stands` has `edit`), or published another version than the one it is based on
            (`stands` has `version`): look at the difference, then save it again on the present one.
        Answered, Contended.
    """
    if Right.CHANGE_WORKFLOW not in who.actor.rights:
        raise NotAllowed(Right.CHANGE_WORKFLOW)
    kept = drafts.read(table, who.shop)
    if kept is None:
        raise NotFound("draft")
    if kept.edit != edit:
        raise Changed(_stands(kept))
    how = Publication(beside=(drafts.gone(who.shop, edit),), once=once)
    document = json.loads(kept.document)
    return put_workflow(table, who, document, after=kept.based_on, now=now, note=note, publication=how)


def _stands(kept: drafts.Kept | None) -> dict[str, Any]:
    return {"edit": kept.edit, "by": kept.by, "at": kept.at} if kept else {"edit": 0, "by": None, "at": None}


def _said(kept: drafts.Kept) -> Draft:
    return Draft(json.loads(kept.document), kept.based_on, kept.edit, kept.by, kept.at)
