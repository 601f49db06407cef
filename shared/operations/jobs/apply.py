"""The job that runs an action of the workflow on the open orders it matches (R14, C24)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from shared.model.errors import Invalid, NotAllowed, NotFound, Wrong
from shared.model.people import Right
from shared.operations.apply_to_order import Application, apply_to_order, row_of
from shared.operations.jobs.kind import (
    JobAsked,
    JobKind,
    JobPlace,
    JobRun,
    Name,
    Outcome,
    SliceResult,
    one_by_one,
    sliced,
)
from shared.store import lists, workflows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo

_SHOWN = frozenset({"applied", "hindered"})
"""What somebody may want to see of single orders."""


class ApplyAsked(JobAsked):
    """Which action runs on which orders.

    Attributes:
        status: The status whose open orders are meant.
        action: The action's place in it.
        version: The version it stands in; without one that which is the present one when the job is asked for.
        messages: Whether it may write to the customer.
        dry_run: Only count and list the orders it matches.
        exclude: Orders that are left alone.
    """

    kind: Literal["apply"] = "apply"
    status: Name
    action: Annotated[int, Field(ge=0)]
    version: Annotated[int, Field(ge=1)] | None = None
    messages: bool = False
    dry_run: bool = False
    exclude: Annotated[tuple[Name, ...], Field(max_length=1000)] = ()


def _check(table: Dynamo, who: Principal, asked: ApplyAsked) -> ApplyAsked:
    if Right.CHANGE_ORDERS not in who.actor.rights:
        raise NotAllowed(Right.CHANGE_ORDERS)
    version = asked.version or workflows.current_version(table, who.shop, fresh=True)
    flow = workflows.read_flow(table, who.shop, version)
    if flow is None and asked.version is None:
        raise NotFound("workflow")
    if flow is None:
        raise Invalid(Wrong("/version", "unknown_version", f"there is no version {version}"))
    stage = flow.stages.get(asked.status)
    if stage is None:
        raise Invalid(Wrong("/status", "unknown_status", f"there is no status {asked.status}"))
    if all(act.n != asked.action for act in stage.acts):
        raise Invalid(Wrong("/action", "no_such_action", f"{asked.status} has none in place {asked.action}"))
    return asked.model_copy(update={"version": version})


def _plan(place: JobPlace[ApplyAsked]) -> Iterator[list[Any]]:
    excluded = frozenset(place.asked.exclude)
    walked = lists.walk_queues(place.table, place.shop, [place.asked.status], None)
    for part in sliced(row.order for rows in walked for row in rows if row.order not in excluded):
        yield [{"version": place.asked.version, "orders": part}]


def _run(run: JobRun[ApplyAsked], items: list[Any]) -> SliceResult:
    [told] = items
    asked = run.asked
    wanted = Application(told["version"], asked.status, asked.action, asked.messages, run.job)

    def one(order_id: str) -> Outcome:
        came = apply_to_order(run.table, run.who, order_id, wanted, now=run.now, dry_run=asked.dry_run)
        return Outcome(came.outcome, row_of(order_id, came) if came.outcome in _SHOWN else None)

    return one_by_one(told["orders"], one)


APPLY = JobKind(
    right=Right.CHANGE_WORKFLOW,
    asked=ApplyAsked,
    plan=_plan,
    run=_run,
    check=_check,
    example={"kind": "apply", "status": "packing", "action": 0, "dry_run": True},
)
