"""Which moves an order has, why one is refused, and exactly what one would do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.model.decide import Decision, decide
from shared.model.decide.moving import options
from shared.model.errors import NotAllowed, NotFound
from shared.model.people import Right
from shared.model.refusals import Refusal
from shared.operations.change_order import refused
from shared.store import orders, workflows

if TYPE_CHECKING:
    from shared.model.flow import Flow
    from shared.model.moments import Instant
    from shared.model.people import Principal
    from shared.operations.move_order import MoveRequest
    from shared.store.dynamo import Dynamo
    from shared.store.heads import Head


@dataclass(frozen=True)
class Preview:
    """What a move would do, without doing it."""

    head: Head
    flow: Flow
    decision: Decision


def list_moves(
    table: Dynamo, who: Principal, order_id: str
) -> tuple[Head, dict[str, Any] | None, list[dict[str, Any]]]:
    """What may be done with an order where it is.

    Returns:
        The head as it stands; the capabilities of its status (`None` without one); every status with its class, verdict
        and guards (see `decide.moving.options`).

    Raises:
        NotAllowed, NotFound.
    """
    head, flow = read_moving(table, who, order_id)
    if flow is None:
        return head, None, []
    stage = flow.stages.get(head.order.status or "")
    capabilities = stage.status.capabilities.model_dump() if stage else None
    return head, capabilities, options(flow, head.order, may_force=Right.FORCE_MOVES in who.actor.rights)


def preview_move(table: Dynamo, who: Principal, order_id: str, request: MoveRequest, *, now: Instant) -> Preview:
    """Exactly what a move would do: the same decision as the real one, never committed.

    Raises:
        Refused: A guard would refuse.
        NotAllowed, NotFound.
    """
    head, flow = read_moving(table, who, order_id)
    verdict = decide(flow, head.order, request.command(who, flow), now)
    if isinstance(verdict, Refusal) or flow is None:
        raise refused(verdict, head, flow) if isinstance(verdict, Refusal) else NotFound("workflow")
    return Preview(head, flow, verdict)


def read_moving(table: Dynamo, who: Principal, order_id: str) -> tuple[Head, Flow | None]:
    """The head of an order and the workflow it runs under; `None` in a shop without statuses.

    Raises:
        NotAllowed, NotFound.
    """
    if Right.READ_ORDERS not in who.actor.rights:
        raise NotAllowed(Right.READ_ORDERS)
    head = orders.read_head(table, who.shop, order_id)
    if head is None:
        raise NotFound("order")
    return head, workflows.read_flow(table, who.shop, head.order.workflow)
