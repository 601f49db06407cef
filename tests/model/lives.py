"""Random workflows and random lives of orders in them, for property tests."""

from __future__ import annotations

from random import Random
from typing import Any

from shared.model import commands as c
from shared.model.decide import Decision, Refusal, decide
from shared.model.fitting import misfits
from shared.model.flow import Flow
from shared.model.moments import add
from shared.model.people import Role
from shared.model.receipt import receipt_of
from shared.model.workflow import Phase, Workflow
from tests.builders import (
    ANNA,
    BRUNO,
    CARLA,
    NOW,
    TEAMS,
    a_flow,
    an_actor,
    an_automation,
    an_incoming,
    the_clock,
    the_connection,
)

CONDITIONS: tuple[dict[str, Any] | None, ...] = (
    None,
    {"field": "order.total", "op": ">", "value": "100.00"},
    {"field": "payment.status", "value": "paid"},
    {"field": "order.tags", "op": "has", "value": "vip"},
    {"not": {"field": "order.assigned", "value": True}},
    {"any": [{"field": "payment.due", "op": "<=", "value": "0"}, {"field": "order.invoiced", "value": True}]},
)

WAITING: list[dict[str, Any]] = [
    {"do": "wait", "with": {"for": "P1D"}},
    {"do": "tag_order", "with": {"tag": "late"}},
]


def a_random_workflow(random: Random) -> Workflow:
    """A document without misfits: one to twelve statuses joined at random."""
    ids = [f"s{n}" for n in range(random.randint(1, 12))]
    statuses = [_status(random, status_id, ids) for status_id in ids]
    random.choice(statuses)["initial"] = True
    meanings = [*ids, *(phase.value for phase in Phase)]
    forms = (("after", "never"), ("after", "never"), ("before", "always"), ("from", "leads_to"))
    rules = [{word: random.choice(meanings) for word in random.choice(forms)} for _ in range(random.randint(0, 2))]
    others = [status for status in statuses if not status.get("initial")]
    if len(others) > 2 and random.random() < 0.3:
        others[0]["retired"] = others[1]["id"]
    later = random.choice([[], ["cash"], ["card"]])
    workflow = Workflow.model_validate({"statuses": statuses, "rules": rules, "pay_later": later})
    assert misfits(workflow, frozenset(TEAMS), frozenset({"con_1"}), frozenset({ANNA})) == []
    return workflow


def _status(random: Random, status_id: str, ids: list[str]) -> dict[str, Any]:
    def maybe(value: Any, chance: float = 0.5) -> Any:
        return value if random.random() < chance else None

    others = [other for other in ids if other != status_id]
    actions = [
        {"do": "tag_order", "with": {"tag": "seen"}},
        {"do": "move_on", "with": {"to": random.choice(ids)}},
        {"do": "outgoing_webhook", "with": {"connection": "con_1"}},
        {"do": "assign", "with": {"staff": ANNA}},
        {"do": "publish", "with": {"published": random.random() < 0.5}},
        {"do": "issue_invoice"},
        {"do": "send_email", "with": {"text": {"it": "Ciao"}}},
        {"do": "set_reminder", "with": {"due": "PT1H"}, "after": "PT2H"},
    ]
    ladder = [
        {"at": "50%", "do": "warn"},
        {"at": "100%", "do": "remind"},
        {"at": "150%", "do": "reassign", "to": random.choice(TEAMS)},
        {"at": "200%", "do": "move", "to": random.choice(ids)},
    ]
    status = {
        "id": status_id,
        "name": status_id.upper(),
        "phase": random.choice([phase.value for phase in Phase]),
        "team": maybe(random.choice(TEAMS)),
        "turn": random.choice(["us", "us", "customer", "carrier"]),
        "default_next": maybe(random.choice(others)) if others else None,
        "suggested": random.sample(others, random.randint(0, min(3, len(others)))),
        "show_all": random.random() < 0.8,
        "requires": random.sample(["carrier", "tracking_number", "assignee"], random.choice([0, 0, 0, 1, 2])),
        "gate": maybe(
            {
                "payment": random.choice(["authorized", "partially_paid", "paid"]),
                "exits": random.sample(others, min(1, len(others))),
            },
            0.2,
        ),
        "sla": maybe(
            {
                "limit": random.choice(["PT1H", "P2D"]),
                "clock": random.choice(["continuous", "business"]),
                "ladder": random.sample(ladder, random.randint(1, 4)),
            }
        ),
        "notify": {"customer": {"email": random.random() < 0.5, "sms": random.random() < 0.3}, "staff": [ANNA]},
        "undo": maybe("PT1M"),
        "actions": [
            action | {"upon": random.choice(["enter", "change"]), "when": random.choice(CONDITIONS)}
            for action in random.sample(actions, random.randint(0, 3))
        ]
        + WAITING[: random.choice([0, 2])],
        "checklist": [{"en": "Look"}, {"en": "Listen"}][: random.randint(0, 2)],
        "invoice": random.random() < 0.2,
        "publish": random.random() < 0.5,
        "capabilities": {"final": random.random() < 0.1},
    }
    return {name: value for name, value in status.items() if value is not None}


def a_random_command(random: Random, flow: Flow, order: Any) -> c.Command:
    """Something somebody might want of the order now, sensible or not."""
    by = random.choice([an_actor(), an_actor(Role.MANAGER), an_automation(random.randint(1, 9))])
    return (_of_people if random.random() < 0.7 else _of_stays)(random, flow, order, by)


def _of_stays(random: Random, flow: Flow, order: Any, by: Any) -> c.Command:
    match random.randint(0, 5):
        case 0:
            return c.TickCheck(by, random.randint(0, 2), done=random.random() < 0.7)
        case 1:
            return c.PublishVisit(by, random.randint(0, 5), published=random.random() < 0.5)
        case 2:
            return c.RequestInvoice(by, random.choice(["invoice", "pro_forma"]))
        case 3:
            return c.TagCustomer(by, random.choice(["regular", "new"]))
        case 4:
            return c.ApplyAction(by, random.randint(0, 4), messages=random.random() < 0.5)
        case _:
            return c.RetryEffect(by, "1-0", "move_on", {"to": random.choice([*flow.stages]), "visit": order.visit})


def _of_people(random: Random, flow: Flow, order: Any, by: Any) -> c.Command:  # noqa: PLR0911 - one return for each
    amount = random.randint(1, 12000)
    match random.randint(0, 12):
        case 0 | 1 | 2 | 3:
            return c.Move(
                by,
                random.choice([*flow.stages, "nowhere"]),
                visit=random.choice([None, order.visit, order.visit - 1]),
                force=random.random() < 0.3,
                reasoned=random.random() < 0.5,
                quiet=random.random() < 0.2,
                email=random.choice([None, None, True, False]),
                publish=random.choice([None, None, True, False]),
                parcel=random.choice([None, ("hand", "c"), ("hand", "cn")]),
            )
        case 4:
            return c.RecordPayment(by, {f"hand/{random.randint(0, 3)}/{random.choice(['capture', 'refund'])}": amount})
        case 5:
            return c.TakeClockStep(the_clock(), order.visit, order.clock_step)
        case 6:
            return c.Assign(by, random.choice([None, ANNA, BRUNO, CARLA]))
        case 7:
            return c.Tag(by, add=(random.choice(["vip", "late"]),), remove=(random.choice(["vip", "late"]),))
        case 8:
            return c.CorrectPayment(by, random.choice([None, "paid", "unpaid"]))
        case 9:
            return c.RecordShipment(by, random.choice("pq"), random.choice(["c", "cnAAAA", "dBBBB"]))
        case 10:
            return c.Comment(by, f"cmt_{random.randint(0, 99)}", mentions=(ANNA,))
        case 11:
            return c.SetReminder(by, "rem_1", add(NOW, 3600), ANNA)
        case _:
            told = an_incoming(
                paid=random.random() < 0.5,
                updated_at=add(NOW, random.randint(-9, 9) * 600),
                cancelled_at=random.choice([None, None, NOW]),
                note=random.choice([None, "Ring twice"]),
            )
            return c.Receive(the_connection(), order.id, receipt_of(told, number="#1001", source="shopify", now=NOW))


ELSEWHERE = a_flow()
"""Whose statuses are asked for in a shop that has none."""


def a_random_life(random: Random, flow: Flow | None, length: int) -> tuple[list[Decision], list[tuple[Any, Refusal]]]:
    """What became of an order: the decisions in order, and the commands refused with the head they met."""
    now = NOW
    told = an_incoming(paid=random.random() < 0.5)
    first = c.Receive(the_connection(), "ord_1", receipt_of(told, number="#1001", source="shopify", now=NOW))
    decision = decide(flow, None, first, now)
    assert isinstance(decision, Decision)
    decisions, refusals = [decision], []
    for _ in range(length):
        order = decisions[-1].order
        now = add(now, random.choice([-60, 0, 30, 7200, 86_400]))
        command = a_random_command(random, flow or ELSEWHERE, order)
        verdict = decide(flow, order, command, now)
        if isinstance(verdict, Decision):
            decisions.append(verdict)
        else:
            refusals.append(((order, command), verdict))
    return decisions, refusals
