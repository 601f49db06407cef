"""The next step of an order: which moves there are, what stands in the way of the others, and what a move will do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from functions.backoffice.names import mark_of
from functions.backoffice.order_views import Baton, Consequence, MoveChoice, MoveDefault, Reason, Refused
from shared.model.decide import Decision, decide
from shared.model.decide.moving import options
from shared.model.effects import EffectKind
from shared.model.moments import as_datetime, instant
from shared.model.people import Right
from shared.model.public_words import customer_languages
from shared.model.refusals import Guard
from shared.operations.move_order import MoveRequest

if TYPE_CHECKING:
    from datetime import datetime

    from functions.backoffice.names import Names
    from functions.backoffice.order_views import FieldCode, MoveClass
    from functions.backoffice.views import PaymentCode, StatusMark
    from shared.model.flow import Flow
    from shared.model.order import Order
    from shared.model.people import Principal
    from shared.model.refusals import Refusal

_MESSAGES = {
    EffectKind.CUSTOMER_EMAIL: "email",
    EffectKind.CUSTOMER_SMS: "sms",
    EffectKind.PAYMENT_REQUEST: "email",
}
_OTHERS = {EffectKind.OUTGOING_WEBHOOK: "webhook", EffectKind.TAG_ORDER: "tag", EffectKind.MOVE_ON: "move_on"}


TYPED_WITH_MOVE = frozenset({"carrier", "tracking_number"})
"""Required fields that can be typed where the move is made."""


@dataclass(frozen=True)
class Moving:
    """What every question about moves of one order needs.

    Attributes:
        flow: The workflow the order runs under; `current` the published one.
        usual: The shop's own language, in which a customer is written to who has none of the workflow's.
    """

    order: Order
    flow: Flow
    current: Flow | None
    who: Principal
    names: Names
    usual: str | None
    now: datetime

    def mark(self, status: str) -> StatusMark:
        """A status of this workflow."""
        found = mark_of(status, self.flow, self.current)
        assert found is not None  # noqa: S101 - there is a mark for every status that has an id
        return found


def fill_choices(moving: Moving) -> dict[str, tuple[MoveChoice, tuple[FieldCode, ...]]]:
    """Every status but the present one, with the fields its move still asks for; recommended and suggested first.

    Fields that can be typed with the move stand in nobody's way.
    """
    may_move = Right.CHANGE_ORDERS in moving.who.actor.rights
    found: dict[str, tuple[MoveChoice, tuple[FieldCode, ...]]] = {}
    may_force = may_move and Right.FORCE_MOVES in moving.who.actor.rights
    for option in options(moving.flow, moving.order, may_force=may_force):
        guards = option["guards"]
        needed = [name for guard in guards for name in guard["remedy"].get("fields", ())]
        asks = tuple(name for name in needed if name in TYPED_WITH_MOVE)
        blocking = next((g for g in guards if g["guard"] != Guard.REQUIRED_FIELDS or len(asks) < len(needed)), None)
        kind = cast("MoveClass", "blocked" if blocking else option["class"])
        stage = moving.flow.stages[option["to"]]
        choice = MoveChoice(
            to=moving.mark(option["to"]),
            kind=kind,
            team=moving.names.team(stage.status.team),
            reason=_reason(blocking["guard"], blocking["facts"], blocking["remedy"], moving) if blocking else None,
            forcible=blocking is not None and option["force"],
        )
        found[option["to"]] = (choice, asks)
    return found


def fill_baton(moving: Moving, refused: Refused | None = None, carrier: str = "", tracking_number: str = "") -> Baton:
    """The next step; `refused` and the fields are what a person just tried."""
    choices = fill_choices(moving)
    first = next((to for to, (choice, _) in choices.items() if choice.kind == "recommended"), None)
    here = moving.flow.stages.get(moving.order.status or "")
    consequences = fill_consequences(moving, first) if first else ()
    return Baton(
        visit=moving.order.visit,
        choices=tuple(choice for choice, _ in choices.values()),
        consequences=consequences,
        hint=here.status.description if here else "",
        asks=choices[first][1] if first else (),
        carrier=carrier,
        tracking_number=tracking_number,
        can_move=Right.CHANGE_ORDERS in moving.who.actor.rights,
        can_force=Right.FORCE_MOVES in moving.who.actor.rights,
        tells_customer=tells_customer(consequences),
        final=bool(here and (here.status.capabilities.final or (here.closed and not here.ways))),
        refused=refused,
    )


def fill_consequences(moving: Moving, to: str, *, force: bool = False) -> tuple[Consequence, ...]:
    """What a move would do: the very decision, never committed. Fields still to be typed count as typed."""
    wish = MoveRequest(to, force=force, reason="-" if force else None, carrier="-", tracking_number="-")
    decision = decision_of(moving, wish)
    return _consequences(moving, decision, to) if decision else ()


def decision_of(moving: Moving, wish: MoveRequest) -> Decision | None:
    """What a move would come to, never committed; `None` where it would be refused."""
    verdict = decide(moving.flow, moving.order, wish.command(moving.who, moving.flow), instant(moving.now))
    return verdict if isinstance(verdict, Decision) else None


def fill_defaults(moving: Moving, to: str) -> tuple[MoveDefault, ...]:
    """What a status does by itself, to be chosen otherwise for one move (F29); messages only where they can arrive."""
    status = moving.flow.stages[to].status
    customer, reachable = status.notify.customer, moving.order.reachable
    found: list[MoveDefault] = []
    if "e" in reachable:
        found.append(MoveDefault(code="email", chosen=customer.email))
    if "p" in reachable and not moving.order.test:
        found.append(MoveDefault(code="sms", chosen=customer.sms))
    found.append(MoveDefault(code="publish", chosen=status.publish))
    if status.capabilities.invoice and "invoice" not in moving.order.invoiced:
        found.append(MoveDefault(code="invoice", chosen=status.invoice))
    return tuple(found)


def tells_customer(consequences: tuple[Consequence, ...]) -> bool:
    """Whether one of them writes to the customer."""
    return any(one.kind in {"email", "sms"} for one in consequences)


def fill_reason(refusal: Refusal, moving: Moving) -> Reason:
    """Why a move is not possible, for people."""
    return _reason(refusal.guard.value, refusal.facts, refusal.remedy, moving)


def _consequences(moving: Moving, decision: Decision, to: str) -> tuple[Consequence, ...]:
    found: list[Consequence] = []
    order, spoken = moving.order, moving.flow.document.languages
    languages = customer_languages(order.locale, order.country, moving.usual, spoken)
    for effect in decision.effects:
        wait = as_datetime(effect.not_before) - moving.now if effect.not_before else None
        if effect.kind in _MESSAGES:
            kind = cast("Any", _MESSAGES[EffectKind(effect.kind)])
            found.append(Consequence(kind=kind, language=languages[0] if languages else "en", delay=wait))
        elif effect.kind in _OTHERS:
            kind = cast("Any", _OTHERS[EffectKind(effect.kind)])
            found.append(Consequence(kind=kind, name=_named(moving, effect.args), delay=wait))
        elif effect.kind == EffectKind.STAFF_NOTICE:
            if effect.args.get("team"):
                found.append(Consequence(kind="staff", name=moving.names.team(effect.args["team"]) or ""))
        else:
            name = moving.names.whom(effect.args.get("staff")) if effect.kind == EffectKind.ASSIGN else ""
            found.append(
                Consequence(kind="other", effect=effect.kind, name=name or effect.args.get("tag", ""), delay=wait)
            )
    stage, here = moving.flow.stages[to], moving.flow.stages.get(moving.order.status or "")
    if not tells_customer(tuple(found)):
        found.append(Consequence(kind="silent"))
    if stage.status.publish and moving.order.shown_to_customer:
        found.append(Consequence(kind="published"))
    if stage.clocked and stage.limit is not None:
        found.append(Consequence(kind="clock_starts", limit=timedelta(seconds=stage.limit)))
    elif here is not None and here.clocked and here.limit is not None:
        found.append(Consequence(kind="clock_stops"))
    return tuple(found)


def _named(moving: Moving, args: dict[str, Any]) -> str:
    if "to" in args:
        return moving.mark(args["to"]).name
    return moving.names.connection(args.get("connection")) or args.get("tag", "")


def _reason(guard: str, facts: dict[str, Any], remedy: dict[str, Any], moving: Moving) -> Reason:
    known = (*facts.get("been", ()), *facts.get("missed", ()))
    been = next((status for status in known if status in moving.flow.stages), None)
    return Reason(
        guard=guard,
        fields=tuple(remedy.get("fields", ())) if guard == Guard.REQUIRED_FIELDS else (),
        payment=cast("PaymentCode | None", facts.get("payment")),
        needed=cast("PaymentCode | None", remedy.get("payment")),
        status=moving.mark(been) if been else None,
        missed="missed" in facts,
    )
