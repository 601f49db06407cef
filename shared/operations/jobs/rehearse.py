"""The job that rehearses the draft of the workflow on recorded orders (R1). It reads; nothing else changes."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from shared.gateways.files import JOBS_PREFIX
from shared.model.errors import Changed, Invalid, NotAllowed, Wrong
from shared.model.flow import Flow
from shared.model.moments import add
from shared.model.people import Right
from shared.model.workflow import Workflow
from shared.operations.draft_workflow import read_draft
from shared.operations.jobs.kind import (
    FAILED,
    JobAsked,
    JobEnd,
    JobKind,
    JobPlace,
    JobRun,
    Outcome,
    SliceResult,
    closed_orders,
    one_by_one,
    open_orders,
    sliced,
)
from shared.operations.put_workflow import check_workflow, read_workflow
from shared.store import jobs, orders, workflows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.model.moments import Instant
    from shared.model.people import Principal
    from shared.model.rehearse import OrderRehearsal
    from shared.store.dynamo import Dynamo

MOST_GROUPS = 100
"""Lines of each list of the result: those that come most often."""
_PARTS = ("code", "status", "to", "published", "draft", "effect", "rule")
"""By what the differences of a whole job are grouped."""


class RehearseAsked(JobAsked):
    """What is rehearsed, and on which orders.

    Attributes:
        days: Orders to which something happened within so many days: open ones, and those closed within them.
        draft: The save of the draft that is meant; without one the draft as it stands.
        document: A workflow to rehearse instead of the draft.
    """

    unsaid = frozenset({"document"})

    kind: Literal["rehearse"] = "rehearse"
    days: Annotated[int, Field(ge=1, le=365)] = 90
    draft: Annotated[int, Field(ge=0)] | None = None
    document: dict[str, Any] | None = None


def _check(table: Dynamo, who: Principal, asked: RehearseAsked) -> RehearseAsked:
    if Right.READ_ORDERS not in who.actor.rights:
        raise NotAllowed(Right.READ_ORDERS)
    read_workflow(table, who)
    if asked.document is not None:
        if asked.draft is not None:
            raise Invalid(Wrong("/document", "not_both", "either a save of the draft or a document"))
        try:
            check_workflow(table, who, asked.document)
        except Invalid as error:
            raise Invalid(*(Wrong("/document" + w.pointer, w.code, w.message, w.seen) for w in error.wrong)) from error
        return asked
    standing = read_draft(table, who)
    if asked.draft is not None and asked.draft != standing.edit:
        raise Changed({"edit": standing.edit, "by": standing.by, "at": standing.at})
    return asked


def _plan(place: JobPlace[RehearseAsked]) -> Iterator[list[Any]]:
    """Slices of orders, each with what is rehearsed: the document as it stood when the job was planned."""
    draft = None if place.asked.document else read_draft(place.table, place.who)
    document = draft.document if draft else place.asked.document
    written = json.dumps(document, separators=(",", ":")).encode()
    name = f"{JOBS_PREFIX}{place.shop}/{place.job}/draft-{blake2b(written, digest_size=8).hexdigest()}.json"
    place.files.put(name, written)
    since = add(place.at, -86_400 * place.asked.days)
    told = {
        "published": workflows.current_version(place.table, place.shop, fresh=True),
        "draft": name,
        "edit": draft.edit if draft else None,
        "since": since,
    }
    for part in sliced(open_orders(place)):
        yield [{**told, "orders": part}]
    for part in sliced(closed_orders(place, _months(since, place.now))):
        yield [{**told, "orders": part}]


def _months(since: Instant, until: Instant) -> Iterator[str]:
    month = since[:7]
    while month <= until[:7]:
        yield month
        month = (date.fromisoformat(month + "-28") + timedelta(days=4)).isoformat()[:7]


def _run(run: JobRun[RehearseAsked], items: list[Any]) -> SliceResult:
    from shared.model.rehearse import rehearse  # noqa: PLC0415 - paid where slices are worked, not where jobs are asked for

    [told] = items
    published = workflows.read_flow(run.table, run.shop, told["published"])
    document = run.files.get(told["draft"])
    if published is None or document is None:
        raise LookupError("what was to be rehearsed is gone")
    draft = Flow(Workflow.model_validate_json(document), published.version + 1)
    sums: Counter[str] = Counter()

    def one(order_id: str) -> Outcome:
        events = orders.read_events(run.table, run.shop, order_id)
        if not events or events[-1].at < told["since"]:
            return Outcome("outside")
        found = rehearse(events, order_id, published, draft)
        sums.update(found.counts())
        return Outcome("orders", _row(found) if found.differences else None)

    came = one_by_one(told["orders"], one)
    failed = came.counts.get(FAILED, 0)
    return SliceResult(dict(sums) | ({FAILED: failed} if failed else {}), came.rows)


def _row(found: OrderRehearsal) -> dict[str, Any]:
    first = found.non_conforming
    return {
        "order": found.order,
        "number": found.number,
        "non_conforming": first.as_data() if first else None,
        "differences": [difference.as_data() for difference in found.differences],
    }


def _finish(end: JobEnd[RehearseAsked]) -> Any:
    """What was compared, and what came most often: `{published, edit, differences: [...], steps: [...]}`.

    `published` is a version, `edit` the save of the draft (`None` for a document); both `None` where no order was
    there. `steps` are the first steps that the draft would not allow.
    """
    groups: Counter[str] = Counter()
    steps: Counter[str] = Counter()
    for row in end.rows():
        groups.update(_group(difference) for difference in row.get("differences", ()))
        if row.get("non_conforming"):
            steps[_group(row["non_conforming"])] += 1
    told = _told(end)
    compared = {name: told.get(name) for name in ("published", "edit")}
    return {**compared, "differences": _most(groups), "steps": _most(steps)}


def _told(end: JobEnd[RehearseAsked]) -> dict[str, Any]:
    """What the plan told every slice."""
    job = jobs.read(end.table, end.shop, end.job)
    manifest = end.files.get(job.manifest) if job and job.manifest else None
    first = next(iter(json.loads(manifest or b"[]")), None)
    return first["items"][0] if first else {}


def _group(difference: dict[str, Any]) -> str:
    told = {name: difference[name] for name in _PARTS if isinstance(difference.get(name), str)}
    return json.dumps(told, sort_keys=True)


def _most(groups: Counter[str]) -> list[dict[str, Any]]:
    most = sorted(groups.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_GROUPS]
    return [{**json.loads(said), "count": count} for said, count in most]


REHEARSE = JobKind(
    right=Right.READ_SETTINGS,
    asked=RehearseAsked,
    plan=_plan,
    run=_run,
    check=_check,
    finish=_finish,
    example={"kind": "rehearse", "days": 90},
)
