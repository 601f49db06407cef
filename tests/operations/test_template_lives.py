"""Orders living under the templates: what the merchants' own descriptions of their flows say holds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shared.model.errors import Refused
from shared.model.flow import Flow
from shared.model.incoming import Transaction
from shared.model.people import Actor, ActorKind, Principal, Right
from shared.model.shaping.adapting import adapt
from shared.model.shaping.connecting import connect
from shared.model.shaping.steps import generate_steps
from shared.model.verify import verify
from shared.model.workflow import Workflow
from shared.operations.list_moves import list_moves
from shared.operations.receive_order import receive_order
from shared.operations.record_facts import record_payment
from shared.store import keys, shops, workflows
from shared.texts.workflows.templates import list_templates, read_template
from tests.builders import an_incoming
from tests.world import CARLA, SHOP, World

TEMPLATES = [each.id for each in list_templates()]
TEAMS = {"logistics": "warehouse", "management": "managers", "finance": "support"}
PARCEL = {"carrier": "DHL", "tracking_number": "JD014600001"}
HOURS = 3_600


def template(name: str) -> dict[str, Any]:
    return adapt(read_template(name), teams=TEAMS)


def unpaid(world: World, **more: Any) -> str:
    order = world.receive(payment={"status": "pending", **more.pop("payment", {})}, **more)
    world.settle()
    return order


def pay(world: World, order: str, amount: str = "10.00") -> None:
    money = Transaction.model_validate(
        {"source": "bank", "external_id": f"p-{amount}", "kind": "capture", "amount": amount}
    )
    record_payment(world.table, world.staff(), order, (money,), now=world.now)
    world.settle()


def flow_of(world: World) -> Flow:
    flow = workflows.current_flow(world.table, SHOP)
    assert flow is not None
    return flow


def go(world: World, order: str, *path: str, by: str = CARLA) -> None:
    for to in path:
        needs = flow_of(world).stages[to].status.requires
        moved = world.move(order, to, by=by, **(PARCEL if needs else {}))
        assert moved.head.order.status == to
        world.settle()


def refused(world: World, order: str, to: str) -> str:
    with pytest.raises(Refused) as refusal:
        world.move(order, to, by=CARLA, **PARCEL)
    return refusal.value.refusal.guard


def walk(world: World, order: str) -> list[str]:
    """Follow the recommended steps to the end, paying where a gate stands; answers the statuses entered."""
    been = [world.head(order).status or ""]
    for _ in range(30):
        stage = flow_of(world).stages[been[-1]]
        if stage.closed:
            return been
        if stage.gate and world.head(order).payment != "paid":
            pay(world, order)
        if world.head(order).status == been[-1]:
            assert stage.status.default_next is not None
            go(world, order, stage.status.default_next)
        been.append(world.head(order).status or "")
    raise AssertionError(been)


@pytest.mark.parametrize("name", TEMPLATES)
def test_an_unpaid_order_walks_the_recommended_path_to_its_end(name: str) -> None:
    world = World(template(name))
    order = unpaid(world)
    been = walk(world, order)
    assert flow_of(world).stages[been[-1]].phase == "completed"
    assert world.dead == []
    assert {each.get("state") for each in world.whole(order).deliveries.values()} <= {"done", "planned", "withdrawn"}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_paid_order_never_waits_for_its_payment(name: str) -> None:
    world = World(template(name))
    order = world.receive(payment={"status": "paid", "transactions": [
        {"source": "card", "external_id": "1", "kind": "capture", "amount": "10.00"}
    ]})  # fmt: skip
    world.settle()
    assert flow_of(world).stages[walk(world, order)[-1]].phase == "completed"
    world.clock_to(100 * HOURS)
    deliveries = world.whole(order).deliveries.values()
    assert not [each for each in deliveries if each["kind"] == "payment_request" and each["state"] == "done"]


@pytest.mark.parametrize("name", [name for name in TEMPLATES if name not in {"blank", "b2b"}])
def test_while_a_payment_is_awaited_everything_behind_is_shut_and_cancelling_is_not(name: str) -> None:
    world = World(template(name))
    order = unpaid(world)
    stages = flow_of(world).stages
    waiting = next(each for each in stages.values() if each.gate)
    if world.head(order).status != waiting.id:
        go(world, order, *path_to(world, order, waiting.id))
    for stage in stages.values():
        if stage.phase in {"shipped", "completed"}:
            assert refused(world, order, stage.id) == "payment_gate"
    go(world, order, "cancelled")


def path_to(world: World, order: str, to: str) -> list[str]:
    stages, path = flow_of(world).stages, [world.head(order).status or ""]
    while path[-1] != to:
        path.append(stages[path[-1]].status.default_next or "")
    return path[1:]


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_can_be_changed_to_ask_for_money_after_a_cancellation(name: str) -> None:
    """F53: cancelled, then awaiting payment, cannot be built."""
    document = template(name)
    awaiting = [each["id"] for each in document["statuses"] if each["phase"] == "awaiting_payment"]
    for to in awaiting:
        built = connect(document, "cancelled", to)
        for status in built["statuses"]:
            status.get("capabilities", {}).pop("final", None)
        found = verify(Workflow.model_validate(built), teams=frozenset(TEAMS.values()))
        assert ("forbidden_sequence", "error") in [(each.code, each.severity) for each in found]


def test_a_cancelled_customer_is_never_asked_to_pay() -> None:
    """F54: not even by the reminder that was on its way."""
    world = World(template("saly"))
    order = unpaid(world)
    go(world, order, "confirmed", "awaiting_payment")
    asked = len(world.mails)
    assert "10,00" in world.mails[-1].text
    go(world, order, "cancelled")
    world.clock_to(80 * HOURS)
    assert len(world.mails) == asked + 1
    assert refused(world, order, "awaiting_payment") in {"forbidden_sequence", "final_status"}


def test_a_customer_who_does_not_pay_is_reminded_once_after_three_days() -> None:
    world = World(template("saly"))
    order = unpaid(world)
    go(world, order, "confirmed", "awaiting_payment")
    before = len(world.mails)
    world.clock_to(71 * HOURS)
    assert len(world.mails) == before
    world.clock_to(2 * HOURS)
    assert len(world.mails) == before + 1
    assert "Ti ricordiamo" in world.mails[-1].text
    pay(world, order)
    assert world.head(order).status == "picking"


def test_payment_may_be_asked_for_after_shipping_in_the_same_template() -> None:
    """F51: the gate goes where the merchant puts it."""
    document = template("saly")
    order_of = [each["id"] for each in document["statuses"]]
    order_of.remove("awaiting_payment")
    order_of.insert(order_of.index("shipped") + 1, "awaiting_payment")
    moved = {each["id"]: each for each in document["statuses"]}
    moved["awaiting_payment"]["actions"] = []
    statuses = [moved[each] for each in order_of]
    later = generate_steps({**document, "statuses": statuses}, anew=True)
    world = World(later)
    order = unpaid(world)
    go(world, order, "unconfirmed", "confirmed", "picking", "shipped", "awaiting_payment")
    assert refused(world, order, "completed") == "payment_gate"
    pay(world, order)
    go(world, order, "completed")


@pytest.mark.parametrize("name", ["saly", "oxatis", "teams", "b2b", "prestashop"])
def test_nothing_is_shipped_without_carrier_and_tracking_code(name: str) -> None:
    """F57."""
    world = World(template(name))
    order = unpaid(world)
    pay(world, order)
    for _ in range(10):
        following = flow_of(world).stages[world.head(order).status or ""].status.default_next or ""
        if following == "shipped":
            break
        go(world, order, following)
    with pytest.raises(Refused) as refusal:
        world.move(order, "shipped")
    assert refusal.value.refusal.guard == "required_fields"
    go(world, order, "shipped")
    world.clock_to(HOURS)
    assert len(world.texter.sent) == (0 if name == "prestashop" else 1)


def test_a_problem_unsolved_for_48_hours_goes_to_manager_review() -> None:
    """F91, F59."""
    world = World(template("teams"))
    order = unpaid(world)
    pay(world, order)
    go(world, order, "waiting_for_payment_confirmation")
    assert world.head(order).status == "payment_received", "it is paid: the next step is taken by itself"
    go(world, order, "ready_to_pack", "problem_reported")
    world.clock_to(47 * HOURS)
    assert world.head(order).status == "problem_reported"
    world.clock_to(2 * HOURS)
    assert (world.head(order).status, world.head(order).team) == ("manager_review", "managers")
    assert world.notices(CARLA) != []


def test_a_problem_solved_in_time_is_not_escalated() -> None:
    world = World(template("teams"))
    order = unpaid(world)
    pay(world, order)
    go(world, order, "waiting_for_payment_confirmation")
    go(world, order, "ready_to_pack", "problem_reported", "completed")
    world.clock_to(100 * HOURS)
    assert world.head(order).status == "completed"


def test_a_payment_that_is_confirmed_calls_the_next_team() -> None:
    """F6: the shipping team is told to start."""
    world = World(template("teams"))
    order = unpaid(world)
    go(world, order, "waiting_for_payment_confirmation")
    pay(world, order)
    assert world.head(order).status == "payment_received"
    told = [notice for notice in world.notices("usr_" + "b" * 26) if notice.get("reason") == "action"]
    assert len(told) == 1


def test_the_logistics_team_is_responsible_at_every_step_to_the_courier() -> None:
    statuses = {each["id"]: each for each in read_template("teams")["statuses"]}
    chain = ["ready_to_pack", "packed", "waiting_for_courier", "shipped"]
    assert [statuses[each]["default_next"] for each in chain[:-1]] == chain[1:]
    assert {statuses[each]["team"] for each in chain} == {"logistics"}
    assert statuses["waiting_for_payment_confirmation"]["default_next"] == "payment_received"


@pytest.mark.parametrize(("source", "reports"), [("amazon", 1), ("ebay", 1), ("shopify", 0)])
def test_a_marketplace_is_told_of_shipping_by_itself(source: str, reports: int) -> None:
    """F163, F165: and a shop's own order is not reported to anybody."""
    world = World(template("oxatis"))
    connection = f"con_{SHOP}_{'x' * 16}"
    sealed = world.secrets.encrypt("whsec_" + "c2VjcmV0" * 4, connection)
    values = {"platform": "generic", "name": "Market", "url": "https://market.example.com/in", "secrets": [sealed]}
    shops.create_item(world.table, SHOP, keys.CONNECTION + connection, values)
    told = an_incoming(updated_at=world.now, totals={"total": "10.00"}, lines=[])
    who = Principal(SHOP, Actor(ActorKind.CONNECTION, connection, "webhooks", frozenset({Right.CHANGE_ORDERS})))
    received = receive_order(world.table, who, told, source=source, now=world.now, connection=connection)
    order = received.head.order.id
    world.settle()
    pay(world, order)
    walk(world, order)
    world.clock_to(HOURS)
    said = [json.loads(body)["data"]["meaning"] for _, body, _ in world.outgoing.posted]
    assert said == ["shipped"] * reports


@pytest.mark.parametrize(
    ("method", "waits"),
    [
        ("ps_wirepayment", "awaiting_bank_wire"),
        ("ps_checkpayment", "awaiting_check"),
        ("paypal", "awaiting_paypal"),
        ("ps_cashondelivery", "awaiting_cash_on_delivery"),
        ("barter", "new"),
    ],
)
def test_a_prestashop_order_goes_to_the_state_of_its_method_of_payment(method: str, waits: str) -> None:
    world = World(template("prestashop"))
    order = unpaid(world, payment={"method": method})
    assert world.head(order).status == waits
    if method == "ps_cashondelivery":
        go(world, order, "processing", "shipped", "delivered")
    else:
        assert refused(world, order, "processing") == "payment_gate"
        pay(world, order)
        assert world.head(order).status == "payment_accepted"


def test_a_quote_becomes_goods_and_is_paid_after_shipping() -> None:
    world = World(template("b2b"))
    order = unpaid(world)
    go(
        world,
        order,
        "order_confirmed",
        "waiting_for_supplier_confirmation",
        "changed_lead_time",
        "waiting_for_manufacture",
    )
    go(
        world,
        order,
        "ready_to_ship",
        "shipped",
        "damaged_return",
        "waiting_for_manufacture",
        "ready_to_ship",
        "shipped",
    )
    go(world, order, "awaiting_payment")
    assert refused(world, order, "completed") == "payment_gate"
    pay(world, order)
    assert world.head(order).status == "completed"


@pytest.mark.parametrize("name", TEMPLATES)
def test_people_are_offered_what_the_template_recommends_and_suggests(name: str) -> None:
    world = World(template(name))
    order = unpaid(world)
    status = flow_of(world).stages[world.head(order).status or ""].status
    _, _, offered = list_moves(world.table, world.staff(), order)
    ways = {(each["to"], each["class"]) for each in offered if each["class"] in {"recommended", "suggested"}}
    assert ways == {(status.default_next, "recommended"), *((to, "suggested") for to in status.suggested)}
