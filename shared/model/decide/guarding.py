"""The guards of a move: rules over facts, each named, each saying what would satisfy it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.refusals import Guard, Refusal
from shared.model.workflow import Phase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shared.model.flow import Flow, ShutGate, Stage
    from shared.model.order import Order

_IN_PARCELS = {"carrier": "c", "tracking_number": "n"}
_ON_ORDER: dict[str, Callable[[Order], bool]] = {
    "assignee": lambda order: order.assignee is not None,
    "operator": lambda order: order.operator is not None,
    "customer_email": lambda order: "e" in order.reachable,
    "customer_phone": lambda order: "p" in order.reachable,
    "payment_method": lambda order: bool(order.method),
}
"""Required fields that stand on the order itself, and when they are filled."""
_SETTLING = frozenset({Phase.WAITING, Phase.COMPLAINT, Phase.COMPLETED, Phase.CANCELLED})
"""Where an order that was let through a gate may always go, as when its money was given back."""


def guards(flow: Flow, order: Order, stage: Stage, parcel: str = "") -> list[Refusal]:
    """Every guard that stands in the way of entering a status now; none where the way is free.

    `parcel` says what the move itself brings along: `c` a carrier, `n` a tracking number.
    """
    found: list[Refusal] = []
    if stage.status.retired:
        found.append(Refusal(Guard.RETIRED_STATUS, {"status": stage.id}, {"moves": [stage.status.retired]}))
    here = flow.stages.get(order.status or "")
    if here is not None:
        if here.status.capabilities.final:
            found.append(Refusal(Guard.FINAL_STATUS, {"status": here.id}, {"force": True}))
        if not here.status.show_all and stage.id not in here.ways:
            found.append(Refusal(Guard.NOT_OFFERED, {"status": here.id}, {"moves": sorted(here.ways)}))
    held = here.gate if here is not None and stage.id not in here.exits else None
    if held is not None or stage.shut_by:
        found += _gates(order, held, here, stage, later=order.method in flow.pay_later)
    if stage.status.requires:
        found += _required(order, stage, parcel)
    been = stage.forbidden_after.intersection(order.been) if order.been else None
    if been:
        found.append(Refusal(Guard.FORBIDDEN_SEQUENCE, {"been": sorted(been), "never": stage.id}, {"force": True}))
    missed = stage.needed_before.difference(order.been) if stage.needed_before else None
    if missed:
        facts = {"before": stage.id, "missed": sorted(missed)}
        moves = [other.id for other in flow.stages.values() if missed.intersection(other.remembered)]
        found.append(Refusal(Guard.FORBIDDEN_SEQUENCE, facts, {"moves": moves}))
    return found


def _gates(order: Order, held: ShutGate | None, here: Stage | None, stage: Stage, *, later: bool) -> Iterator[Refusal]:
    """The shut gates: the one `held` where the order is, then those between it and the status; each once."""
    payment = order.payment
    before = here.shut_by if here else ()
    gates = {shut.status: shut for shut in ((held, *stage.shut_by) if held else stage.shut_by)}
    for shut in gates.values():
        let_through = shut in before and stage.phase in _SETTLING
        if not (shut.opened_by(payment, later=later) or let_through):
            exits = here.status.gate.exits if here and here.status.gate and shut == held else ()
            remedy = {"payment": shut.payment, **({"moves": list(exits)} if exits else {})}
            yield Refusal(Guard.PAYMENT_GATE, {"payment": payment, "gate": shut.status}, remedy)


def _required(order: Order, stage: Stage, parcel: str) -> Iterator[Refusal]:
    known = {mark for marks in order.parcels.values() for mark in marks} | set(parcel)
    missing = [
        name
        for name in stage.status.requires
        if not (_IN_PARCELS[name] in known if name in _IN_PARCELS else _ON_ORDER[name](order))
    ]
    if missing:
        yield Refusal(Guard.REQUIRED_FIELDS, {"missing": missing}, {"fields": missing})
