"""Change the draft of the workflow step by step, and take steps back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from shared.model.errors import Changed, NotFound
from shared.model.workflow import Workflow
from shared.operations.draft_workflow import Draft, discard_draft, read_draft, save_draft
from shared.store import draft_steps, workflows
from shared.store.draft_steps import Step

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.model.moments import Instant
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo

Document = dict[str, Any]
MOST_STEPS = 50
"""How many saves are looked through for what somebody else changed."""


def edit_draft(
    table: Dynamo, who: Principal, change: Callable[[Document], Document], *, edit: int, now: Instant
) -> Draft:
    """Save the draft as `change` makes it. The very same change sent again changes nothing more.

    Args:
        table: The table.
        who: Who changes it.
        change: Makes the new document of the one that stands; it may raise what it likes.
        edit: The save it was made from; 0 where nothing was saved.
        now: The instant.

    Raises:
        NotAllowed.
        Invalid: Every misfit with its JSON pointer; nothing was stored.
        Changed: Somebody saved first; `stands` says who, when, and which edit.
    """
    draft = read_draft(table, who)
    if draft.edit != edit:
        step = draft_steps.read(table, who.shop, draft.edit, now=now)
        if step and step.back == edit and draft.by == who.actor.ref:
            again = _canonical(change(json.loads(step.before)))
            if again is not None and again == _canonical(draft.document):
                return draft
        raise Changed({"edit": draft.edit, "by": draft.by, "at": draft.at})
    document = change(draft.document)
    wanted = _canonical(document)
    if wanted is not None and wanted == _canonical(draft.document):
        return draft
    saved = save_draft(table, who, document, edit=edit, now=now)
    step = Step(json.dumps(draft.document).encode(), edit, draft.based_on)
    draft_steps.keep(table, who.shop, saved.edit, step, now=now)
    return saved


def undo_draft(table: Dynamo, who: Principal, *, edit: int, now: Instant) -> Draft:
    """Take the last save back; done again, the one before it.

    Raises:
        NotAllowed.
        NotFound: There is nothing to take back, or it was too long ago.
        Changed: Somebody saved first.
    """
    draft = read_draft(table, who)
    if draft.edit != edit:
        raise Changed({"edit": draft.edit, "by": draft.by, "at": draft.at})
    step = draft_steps.read(table, who.shop, edit, now=now) if edit else None
    if step is None:
        raise NotFound("step")
    if not step.back:
        discard_draft(table, who, edit=edit)
        return read_draft(table, who)
    before: Document = json.loads(step.before)
    saved = save_draft(table, who, before, edit=edit, now=now, based_on=step.based_on)
    earlier = draft_steps.read(table, who.shop, step.back, now=now)
    if earlier is not None:
        draft_steps.keep(table, who.shop, saved.edit, earlier, now=now)
    return saved


def may_undo(table: Dynamo, who: Principal, draft: Draft, *, now: Instant) -> bool:
    """Whether the last save of a draft can be taken back."""
    return bool(draft.edit) and draft_steps.read(table, who.shop, draft.edit, now=now) is not None


def document_at(table: Dynamo, who: Principal, edit: int, *, now: Instant) -> Document | None:
    """The document as it stood at an earlier save of the present draft; `None` where that is not known any more."""
    here = read_draft(table, who).edit
    for _ in range(MOST_STEPS):
        step = draft_steps.read(table, who.shop, here, now=now) if here else None
        if step is None:
            return None
        if step.back == edit:
            return json.loads(step.before)
        here = step.back
    return None


def _canonical(document: Document) -> bytes | None:
    """The stable bytes of a document; `None` where it is none yet."""
    try:
        return workflows.canonical(Workflow.model_validate_json(json.dumps(document)))
    except ValidationError:
        return None
