"""Publish a new version of the workflow, and read the present one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from shared.model.errors import Changed, InUse, Invalid, NotAllowed, NotFound, Wrong
from shared.model.fitting import misfits
from shared.model.misfits import invalid
from shared.model.people import Right
from shared.model.workflow import Workflow
from shared.store import lists, shops, workflows
from shared.store.dynamo import ConditionFailed
from shared.texts.misfits import text_misfits

if TYPE_CHECKING:
    from shared.model.flow import Flow
    from shared.model.moments import Instant
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo, Item, Write
    from shared.store.once import Once


MAX_NOTE = 500
"""Characters of the reason a version was published for."""


@dataclass(frozen=True)
class Published:
    """A version of the workflow as it is said outside; `document` is its JSON, what stands at its default left out.

    `summary` is its line of the history; only a version that was just published brings it along.
    """

    version: int
    document: dict[str, Any]
    summary: workflows.VersionSummary | None = None


@dataclass(frozen=True)
class Publication:
    """What a way of publishing adds to the plain one.

    Attributes:
        restores: The version whose document this is.
        written: That document's bytes, which are kept as they are.
        beside: Writes of the same transaction, such as letting the draft go.
        once: The idempotency record of the same transaction; its answer is made of the version's summary.
    """

    restores: int | None = None
    written: bytes | None = None
    beside: tuple[Write, ...] = ()
    once: Once | None = None


def put_workflow(  # noqa: PLR0913 - who publishes what after which version and why, by name
    table: Dynamo,
    who: Principal,
    document: object,
    *,
    after: int,
    now: Instant,
    note: str = "",
    publication: Publication | None = None,
) -> Published:
    """Publish a document as the next version; orders on their way stay with theirs. Every door publishes through here.

    Args:
        table: The table.
        who: Who publishes it.
        document: JSON of a `Workflow`.
        after: The version it is meant to follow; 0 for the first.
        now: The instant.
        note: Why, at most 500 characters.
        publication: What publishing a draft or an older version adds.

    Raises:
        NotAllowed.
        Invalid: Every misfit with its JSON pointer, or every error that the verifier finds; nothing was stored.
        InUse: Open orders are in a status that the document lacks.
        Changed: The present version is another than `after`.
        Answered, Contended.
    """
    how = publication or Publication()
    if Right.CHANGE_WORKFLOW not in who.actor.rights:
        raise NotAllowed(Right.CHANGE_WORKFLOW)
    if len(note) > MAX_NOTE:
        raise Invalid(Wrong("/note", "string_too_long", f"at most {MAX_NOTE} characters"))
    workflow = check_workflow(table, who, document)
    _check_findings(table, who, workflow)
    present = workflows.current_version(table, who.shop, fresh=True)
    if present == after:  # else the write below says who was first
        _check_use(table, who.shop, workflows.read_flow(table, who.shop, present), workflow)
    try:
        summary = workflows.publish(
            table,
            who.shop,
            workflow,
            after=after,
            by=who.actor.ref,
            at=now,
            note=note,
            restores=how.restores,
            written=how.written,
            beside=how.beside,
            once=how.once,
        )
    except workflows.TooLarge as error:
        raise too_large() from error
    except ConditionFailed as error:
        raise Changed(stands(error.item)) from error
    return Published(summary.version, json.loads(how.written or workflows.canonical(workflow)), summary)


def too_large() -> Invalid:
    """The refusal of a document that no item can hold."""
    return Invalid(Wrong("", "too_large", f"at most {workflows.MAX_BYTES} bytes, compressed"))


def stands(item: Item | None) -> dict[str, Any]:
    """What is there instead of what was read: the version or the draft's edit, who made it and when."""
    found = item or {}
    named = "edit" if "edit" in found else "version"
    return {named: found.get(named, 0), "by": found.get("by"), "at": found.get("at")}


def _check_findings(table: Dynamo, who: Principal, workflow: Workflow) -> None:
    from shared.model.verify import errors, verify  # noqa: PLC0415 - paid by those who publish

    shop = shops.read_shop(table, who.shop)
    found = errors(verify(workflow, teams=frozenset(shop.teams) if shop else None, fixes=False))
    places = {status.id: f"/statuses/{n}" for n, status in enumerate(workflow.statuses)}
    if found:
        raise Invalid(*(Wrong(places.get(next(iter(one.statuses), ""), ""), one.code, one.message) for one in found))


def _check_use(table: Dynamo, shop: str, before: Flow | None, workflow: Workflow) -> None:
    """A status that open orders are in, under whichever version, is retired and never deleted (C8)."""
    kept = {status.id for status in workflow.statuses}
    removed = [status for status in (before.stages if before else ()) if status not in kept]
    used = [status for status in removed if lists.waits_in(table, shop, status)]
    if used:
        remedy = "keep them and name in `retired` the status that takes their orders"
        raise InUse("status", {"statuses": used, "remedy": remedy})


def check_workflow(table: Dynamo, who: Principal, document: object) -> Workflow:
    """The workflow of a document that fits together and fits the shop.

    Raises:
        NotAllowed, NotFound (no such shop).
        Invalid: Every misfit with its JSON pointer.
    """
    if Right.READ_SETTINGS not in who.actor.rights:
        raise NotAllowed(Right.READ_SETTINGS)
    try:
        workflow = Workflow.model_validate_json(json.dumps(document))
    except ValidationError as error:
        raise invalid(error, document) from error
    shop = shops.read_shop(table, who.shop)
    if shop is None:
        raise NotFound("shop")
    found = misfits(workflow, frozenset(shop.teams), frozenset(shop.connections), frozenset(shop.staff))
    found += text_misfits(workflow)
    if found:
        raise Invalid(*(Wrong(misfit.pointer, misfit.code, misfit.message) for misfit in found))
    return workflow


def read_workflow(table: Dynamo, who: Principal) -> Published:
    """The published workflow.

    Raises:
        NotAllowed.
        NotFound: The shop works without statuses.
    """
    if Right.READ_SETTINGS not in who.actor.rights:
        raise NotAllowed(Right.READ_SETTINGS)
    version = workflows.current_version(table, who.shop, fresh=True)
    flow = workflows.read_flow(table, who.shop, version)
    if flow is None:
        raise NotFound("workflow")
    return Published(version, json.loads(workflows.canonical(flow.document)))
