"""Moving an order: all statuses, one move before it is made, and the move itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from functions.backoffice.acting import act_once, entry_of
from functions.backoffice.fill_baton import (
    decision_of,
    fill_baton,
    fill_choices,
    fill_consequences,
    fill_defaults,
    fill_reason,
    tells_customer,
)
from functions.backoffice.forms import MoveForm, read_move
from functions.backoffice.names import mark_of
from functions.backoffice.order_screen import moving_of, order_page
from functions.backoffice.order_views import ConfirmPage, MessagePreview, MovePage, Refused, StalePage
from shared.model import facts as f
from shared.model.errors import Invalid, NotFound
from shared.model.errors import Refused as MoveRefused
from shared.model.moments import as_datetime
from shared.model.people import Right
from shared.model.refusals import Guard
from shared.operations.move_order import MoveRequest, move_order
from shared.operations.preview_messages import preview_messages
from shared.operations.read_order import read_order

if TYPE_CHECKING:
    from functions.backoffice.desk import Desk
    from functions.backoffice.fill_baton import Moving
    from functions.backoffice.web import Answer
    from shared.store.orders import WholeOrder

NO_COMMENT = ""


def choose(desk: Desk, order: str) -> Answer:
    """`GET /orders/{order}/moves/new`: every status; with `?to=` one move before it is made."""
    to = desk.request.asked("to")
    if to:
        form = MoveForm(MoveRequest(to, force=desk.request.asked("force") == "1"), NO_COMMENT, confirmed=True)
        return _confirm(desk, order, form)
    whole = read_order(desk.table, desk.who, order)
    moving = moving_of(desk, whole)
    if moving is None:
        raise NotFound("workflow")
    view = MovePage(
        number=whole.head.order.number,
        href=f"/orders/{order}",
        status=mark_of(whole.head.order.status, moving.flow, desk.flow),
        baton=fill_baton(moving),
    )
    return desk.page("pages/move.html", view, "orders", version=f"{order}:{whole.head.order.version}")


def move(desk: Desk, order: str) -> Answer:
    """`POST /orders/{order}/moves`."""
    form = read_move(desk.request, desk.names)
    try:
        return act_once(
            desk,
            lambda once: move_order(desk.table, desk.who, order, form.request, now=desk.request.now, once=once),
            entry_of(order),
        )
    except Invalid as error:
        code = {"empty": "required", "too_long": "too_long"}.get(error.wrong[0].code, "invalid")
        return _confirm(desk, order, form, status=422, problems=(("comment", code),))
    except MoveRefused as refused:
        return _refused(desk, order, form, refused)


def _refused(desk: Desk, order: str, form: MoveForm, refused: MoveRefused) -> Answer:
    """A guard stood in the way: said where the person stands, with what was typed."""
    guard, wish = refused.refusal.guard, form.request
    whole = read_order(desk.table, desk.who, order)
    moving = moving_of(desk, whole)
    if guard in {Guard.STALE_VISIT, Guard.SAME_STATUS} and moving is not None:
        return _stale(desk, whole, form)
    missing = tuple((name, "required") for name in refused.refusal.remedy.get("fields", ()))
    if missing and (form.confirmed or guard == Guard.FORCE_REASON):
        return _confirm(desk, order, form, status=422, problems=missing)
    to = mark_of(wish.to, moving.flow if moving else None, desk.flow)
    if moving is None or to is None:
        raise refused
    inside = Refused(to=to, reason=fill_reason(refused.refusal, moving))
    typed = (wish.carrier or "", wish.tracking_number or "")
    return order_page(desk, order, status=409, refused=inside, typed=typed)


def _confirm(
    desk: Desk, order: str, form: MoveForm, *, status: int = 200, problems: tuple[tuple[str, str], ...] = ()
) -> Answer:
    whole = read_order(desk.table, desk.who, order)
    moving = moving_of(desk, whole)
    found = fill_choices(moving).get(form.request.to) if moving else None
    if moving is None or found is None or not desk.may(Right.CHANGE_ORDERS):
        raise NotFound("move")
    choice, asks = found
    forced = form.request.force and choice.forcible
    possible = forced or choice.kind != "blocked"
    consequences = fill_consequences(moving, choice.to.id, force=forced) if possible else ()
    view = ConfirmPage(
        number=whole.head.order.number,
        href=f"/orders/{order}",
        status=mark_of(whole.head.order.status, moving.flow, desk.flow),
        choice=choice,
        visit=form.request.visit or whole.head.order.visit,
        consequences=consequences,
        asks=() if forced else asks,
        forced=forced,
        tells_customer=tells_customer(consequences),
        defaults=fill_defaults(moving, choice.to.id) if possible else (),
        messages=_messages(desk, whole, moving, form.request) if possible else (),
        carrier=form.request.carrier or "",
        tracking_number=form.request.tracking_number or "",
        reason=form.request.reason or "",
        comment=form.comment,
        problems=problems,
    )
    return desk.page("pages/confirm.html", view, "orders", status=status, version=f"{order}:{whole.head.order.version}")


def _messages(desk: Desk, whole: WholeOrder, moving: Moving, request: MoveRequest) -> tuple[MessagePreview, ...]:
    """What the customer would read, word for word, if the order were moved as the form stands."""
    wish = replace(request, reason=request.reason or "-", carrier=request.carrier or "-")
    decision = decision_of(moving, replace(wish, tracking_number=request.tracking_number or "-"))
    if decision is None:
        return ()
    shop, settings, address = desk.who.shop, desk.shop.settings, desk.world.public_url
    seen = preview_messages(desk.table, shop, whole.head, decision, moving.flow, settings, address, request)
    return tuple(
        MessagePreview(
            channel=one["channel"],
            to=one["to"] or "",
            language=one["language"],
            subject=one["subject"] or "",
            text=one["text"],
            segments=one["segments"] or 0,
            units=one["units"] or 0,
        )
        for one in seen
        if one["unsent"] is None
    )


def _stale(desk: Desk, whole: WholeOrder, form: MoveForm) -> Answer:
    """Somebody moved the order first: who, where to, and the comment typed is kept."""
    order = whole.head.order
    moving = moving_of(desk, whole)
    told = ((event, fact) for event in whole.events for fact in event.facts)
    moves = {fact.visit: (event, fact) for event, fact in told if isinstance(fact, f.OrderMoved)}
    if moving is None or order.visit not in moves:
        raise NotFound("order")
    event, last = moves[order.visit]
    seen = moves.get(form.request.visit or 0)
    before = seen[1].to if seen and form.request.visit != order.visit else last.frm or last.to
    choice = fill_choices(moving).get(form.request.to)
    wanted = mark_of(form.request.to, moving.flow, desk.flow)
    view = StalePage(
        number=order.number,
        href=f"/orders/{order.id}",
        total=order.totals.get("total", 0),
        currency=order.currency,
        customer=whole.head.name,
        before=moving.mark(before),
        wanted=wanted or moving.mark(last.to),
        now=moving.mark(last.to),
        by=desk.names.actor(event.actor)[0],
        at=as_datetime(event.at),
        visit=order.visit,
        words=whole.private.get(event.seq, {}).get("reason", ""),
        still_open=choice is not None and choice[0].kind != "blocked",
        draft=form.comment,
    )
    return desk.page("pages/stale.html", view, "orders", status=409)
