"""The guards of a move: rules over facts, each named, each saying what would satisfy it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.flow import ShutGate
from shared.model.refusals import Guard, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.model.flow import Flow, Stage
    from shared.model.order import Order

_KNOWN_AS = {"carrier": "c", "tracking_number": "n"}


def guards(flow: Flow, order: Order, stage: Stage, parcel: str = "") -> Iterator[Refusal]:
    """Every guard that stands in the way of entering a status now; none where the way is free.

    `parcel` says what the move itself brings along: `c` a carrier, `n` a tracking number.
    """
    here = flow.stages.get(order.status or "")
    to = stage.status.id
    if here is not None and here.status.capabilities.final:
        yield Refusal(Guard.FINAL_STATUS, {"status": here.status.id}, {"force": True})
    if here is not None and not here.status.show_all and to not in here.ways:
        yield Refusal(Guard.NOT_OFFERED, {"status": here.status.id}, {"moves": sorted(here.ways)})
    if here is not None or stage.shut_by:
        yield from _gates(order, here, stage)
    if stage.status.requires:
        yield from _required(order, stage, parcel)
    been = stage.forbidden_after.intersection(order.been) if order.been else None
    if been:
        yield Refusal(Guard.FORBIDDEN_SEQUENCE, {"been": sorted(been), "never": to}, {"force": True})


def _gates(order: Order, here: Stage | None, stage: Stage) -> Iterator[Refusal]:
    gate = here.status.gate if here is not None else None
    standing = (ShutGate(here.status.id, gate.payment),) if here and gate and stage.status.id not in gate.exits else ()
    passed = set[str]()
    for shut in (*standing, *stage.shut_by):
        if shut.status in passed:
            continue
        passed.add(shut.status)
        if not shut.opened_by(order.payment):
            exits = list(gate.exits) if gate and shut in standing else []
            remedy = {"payment": shut.payment, **({"moves": exits} if exits else {})}
            yield Refusal(Guard.PAYMENT_GATE, {"payment": order.payment, "gate": shut.status}, remedy)


def _required(order: Order, stage: Stage, parcel: str) -> Iterator[Refusal]:
    known = {mark for marks in order.parcels.values() for mark in marks} | set(parcel)
    missing = [name for name in stage.status.requires if _KNOWN_AS[name] not in known]
    if missing:
        yield Refusal(Guard.REQUIRED_FIELDS, {"missing": missing}, {"fields": missing})
