"""Record histories in the present format: `python -m tests.histories.record`. Once for each released format.

What is recorded is never written again: later releases must fold it to the very head that was stored with it.
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

from shared.model import commands as c
from shared.model.decide import Decision, decide
from shared.model.facts import FACTS
from shared.model.flow import Flow
from shared.model.moments import add
from shared.model.people import Role
from shared.model.receipt import receipt_of
from shared.store.events import FORMAT, event_item
from shared.store.heads import Head, head_item
from shared.store.wire import from_wire, to_wire
from tests.builders import (
    ANNA,
    BRUNO,
    NOW,
    SHOP,
    a_flow,
    an_actor,
    an_automation,
    an_incoming,
    the_clock,
    the_connection,
)
from tests.model.lives import a_random_life, a_random_workflow

HERE = Path(__file__).parent
RANDOM_LIVES = 60


def complete_life() -> list[Decision]:
    """One life in which every fact happens."""
    flow, by, order_id = a_flow(), an_actor(Role.MANAGER), "ord_1"
    told = an_incoming(paid=True, tags=["web"])
    newer = an_incoming(
        paid=True,
        updated_at=add(NOW, 60),
        note="Ring twice",
        cancelled_at=add(NOW, 50),
        fulfilment={"status": "partial", "shipments": [{"external_id": "f1", "carrier": "DHL", "number": "JD1"}]},
    )
    receipt, newer_receipt = (receipt_of(one, number="#1001", source="shopify", now=NOW) for one in (told, newer))
    life: list[Decision] = []

    def does(command: c.Command, minutes: int = 1, under: Flow = flow) -> None:
        order = life[-1].order if life else None
        decision = decide(under, order, command, add(order.updated_at if order else NOW, 60 * minutes))
        assert isinstance(decision, Decision), (command, decision)
        life.append(decision)

    does(c.Receive(the_connection(), order_id, receipt))
    does(c.Receive(the_connection(), order_id, newer_receipt))
    does(c.Comment(by, "cmt_1", published=True, mentions=(BRUNO,), reply_to="cmt_0"))
    does(c.Assign(by, ANNA))
    does(c.SetOperator(by, BRUNO))
    does(c.Tag(by, ("vip",), ("web",)))
    does(c.SetReminder(by, "rem_1", NOW, ANNA))
    does(c.RingReminder(the_clock(), "rem_1", NOW, ANNA, 1))
    does(c.ClearReminder(by, "rem_2"))
    does(c.SetVisibility(by, visible=False))
    does(c.RevokeLinks(by))
    does(c.SetLocale(by, "pl"))
    does(c.NoteRefusedMove(an_automation(), "cancelled", "payment_gate"))
    does(c.NoteFailedEffect(an_automation(), "1-0", "customer_email", "bounced"))
    does(c.Move(by, "packing", quiet=True))
    does(c.TakeClockStep(the_clock(), 2, 0), 60 * 24 * 9)
    does(c.TakeClockStep(the_clock(), 2, 1), 60 * 24 * 9)
    does(c.Move(by, "shipped", parcel=("hand", "cnAAAA")))
    does(c.RecordShipment(by, "hand", "dBBBB"))
    does(c.Move(by, "problem_reported"))
    for step in range(3):
        does(c.TakeClockStep(the_clock(), 4, step), 60 * 48)
    does(c.RequestInvoice(an_automation(), "pro_forma"))
    does(c.TagCustomer(an_automation(), "regular"))
    does(c.PublishVisit(by, 2, published=True))
    does(c.RetryEffect(by, "1-0", "customer_email", {"status": "new", "visit": 1}))
    late = {"do": "tag_order", "with": {"tag": "late"}, "upon": "change"}
    checked = {"checklist": [{"en": "Call"}], "actions": [late]}
    later = Flow(a_flow({"manager_review": checked}).document, 2)
    does(c.Migrate(by, "manager_review", life[-1].order.visit, been=("cancelled",)), under=later)
    does(c.TickCheck(by, 0), under=later)
    does(c.ApplyAction(by, 0), under=later)
    does(c.CorrectPayment(by, "unpaid"))
    does(c.RecordPayment(by, {"hand/1/refund": 11470}))
    does(c.Move(by, "refund_requested"))
    does(c.Move(by, "cancelled", force=True, reasoned=True))
    return life


def history(name: str, life: list[Decision]) -> dict[str, Any]:
    """A log and its head as they stand in the table."""
    return {
        "name": name,
        "events": [from_wire(to_wire(event_item(SHOP, decision))) for decision in life],
        "head": from_wire(to_wire(head_item(SHOP, Head(life[-1].order)))),
    }


def fields() -> dict[str, list[str]]:
    """The fields of every fact."""
    return {name: sorted(kind.__dataclass_fields__) for name, kind in sorted(FACTS.items())}


def main() -> None:
    """Write the file of the present format, if there is none."""
    path = HERE / f"format_{FORMAT}.json"
    if path.exists():
        raise SystemExit(f"{path.name} was released; a changed fact needs a new format and an upcaster")
    lives = [history("every fact", complete_life())]
    for seed in range(RANDOM_LIVES):
        random = Random(seed)
        flow = Flow(a_random_workflow(random), 1) if seed % 10 else None
        lives.append(history(f"seed {seed}", a_random_life(random, flow, 16)[0]))
    text = json.dumps({"facts": fields(), "histories": lives}, separators=(",", ":")).replace('{"name"', '\n{"name"')
    path.write_text(text + "\n")


if __name__ == "__main__":
    main()
