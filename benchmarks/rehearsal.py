"""What rehearsing one recorded order takes: eight events, read from their items and judged under two workflows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.shop import NOW, PATH, SHOP, STAFF, WHO, document
from shared.model import commands as c
from shared.model.decide import Decision, decide
from shared.model.flow import Flow
from shared.model.moments import add
from shared.model.rehearse import rehearse
from shared.model.workflow import Workflow
from shared.store.events import event_from_item, event_item
from shared.store.wire import from_wire, to_wire

if TYPE_CHECKING:
    from collections.abc import Callable

ORDERS = 10_000
"""How many orders the goal speaks of: so many, of eight events each, within a minute on one core."""


def rehearsal() -> Callable[[], object]:
    """Rehearse one order under the workflow it ran under and a draft in which a status, a clock and a team changed."""
    published = Flow(document(), 1)
    draft = Flow(_edited(document()), 2)
    items = [to_wire(event_item(SHOP, decision)) for decision in _life(published)]
    return lambda: rehearse([event_from_item(from_wire(item)) for item in items], "ord_1", published, draft)


def _life(flow: Flow) -> list[Decision]:
    """Received, talked about, given to somebody, tagged, and moved four times."""
    receipt = c.Receipt("1", "shopify", "EUR", NOW, {"total": 100}, "x", reachable="ep", claim="paid")
    by = WHO.actor
    commands: list[c.Command] = [
        c.Receive(by, "ord_1", receipt),
        c.Move(by, PATH[1]),
        c.Comment(by, "cmt_1", mentions=(STAFF[1],)),
        c.Assign(by, STAFF[1]),
        c.Move(by, PATH[2]),
        c.Tag(by, add=("vip",)),
        c.Move(by, PATH[3]),
        c.Move(by, PATH[4]),
    ]
    life: list[Decision] = []
    for n, command in enumerate(commands):
        decided = decide(flow, life[-1].order if life else None, command, add(NOW, 3600 * n))
        if not isinstance(decided, Decision):
            raise TypeError(decided)
        life.append(decided)
    return life


def _edited(before: Workflow) -> Workflow:
    data: dict[str, Any] = before.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    packing = next(status for status in data["statuses"] if status["id"] == "packing")
    packing |= {"team": "support", "sla": {"limit": "PT24H"}, "show_all": False, "suggested": []}
    packing["actions"] = [{"do": "tag_order", "with": {"tag": "packed"}, "upon": "change"}]
    packing["actions"][0]["when"] = {"field": "order.tags", "op": "has", "value": "vip"}
    return Workflow.model_validate(data)
