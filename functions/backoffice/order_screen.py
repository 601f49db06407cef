"""One order: its page, and the small forms on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.backoffice.acting import act_once, entry_of
from functions.backoffice.fill_baton import Moving, fill_baton
from functions.backoffice.fill_log import Log
from functions.backoffice.fill_order import fill_order
from functions.backoffice.forms import read_comment, read_reminder, read_tag
from functions.backoffice.names import mark_of
from functions.backoffice.order_views import Draft
from functions.backoffice.views import Toast
from functions.backoffice.web import see_other
from shared.model import facts as f
from shared.model.effects import EffectKind
from shared.model.errors import Invalid, NotFound
from shared.model.errors import Refused as ActRefused
from shared.model.people import Right
from shared.model.refusals import Guard
from shared.operations.amend_order import Amendment, amend_order
from shared.operations.comment_on_order import comment_on_order
from shared.operations.publish_visit import publish_visit
from shared.operations.read_order import read_order
from shared.operations.retry_effect import retry_effect
from shared.operations.set_reminder import clear_reminder, set_reminder
from shared.operations.tick_check import tick_check
from shared.operations.withdraw_effect import withdraw_effect
from shared.operations.write_message import public_link
from shared.store import shops, workflows

if TYPE_CHECKING:
    from functions.backoffice.desk import Desk
    from functions.backoffice.order_views import Refused
    from functions.backoffice.web import Answer
    from shared.store.events import Event
    from shared.store.orders import WholeOrder

_ACTS = frozenset({"comment", "assign", "tag", "remind"})
_SAID = {"withdrawn", "reminder_cleared", "ticked", "stay_shown", "stay_hidden", "stay_unnamed", "retried_effect"}
_DONE: dict[type[Any], str] = {
    f.OrderMoved: "moved",
    f.OrderCommented: "commented",
    f.OrderTagged: "tagged",
    f.ReminderSet: "reminder_set",
    f.ReminderCleared: "reminder_cleared",
}


def show_order(desk: Desk, order: str) -> Answer:
    """`GET /orders/{order}`."""
    return order_page(desk, order)


def order_page(  # noqa: PLR0913 - what was tried, by name
    desk: Desk,
    order: str,
    *,
    status: int = 200,
    draft: Draft | None = None,
    refused: Refused | None = None,
    typed: tuple[str, str] = ("", ""),
) -> Answer:
    """The page of an order; `draft`, `refused` and `typed` (carrier, tracking code) are what was just tried in vain."""
    whole = read_order(desk.table, desk.who, order)
    moving = moving_of(desk, whole)
    log = Log(
        whole=whole,
        flow=moving.flow if moving else None,
        current=desk.flow,
        names=desk.names,
        speech=desk.speech,
        usual=desk.shop.settings.get("locale"),
        now=desk.now,
        may_undo=desk.may(Right.CHANGE_ORDERS),
    )
    view = fill_order(
        log,
        fill_baton(moving, refused, *typed) if moving else None,
        tracking_href=_customers_page(desk, whole),
        people=desk.names.people(whole.head.order.assignee, desk.speech.t("order.nobody")),
        allowed=_ACTS if desk.may(Right.CHANGE_ORDERS) else frozenset(),
        draft=draft or Draft(),
        back=("/orders", ""),
    )
    told = ",".join(f"{key}={item.get('state')}{item.get('at')}" for key, item in whole.deliveries.items())
    version = f"{order}:{whole.head.order.version}:{told}"
    toast = _toast(desk, whole) if status == 200 else None  # noqa: PLR2004 - what failed is said in the page
    return desk.page("pages/order.html", view, "orders", status=status, version=version, toast=toast)


def moving_of(desk: Desk, whole: WholeOrder) -> Moving | None:
    """What questions about moves of an order need; `None` in a shop without statuses."""
    order = whole.head.order
    flow = workflows.read_flow(desk.table, desk.who.shop, order.workflow)
    if flow is None:
        return None
    return Moving(order, flow, desk.flow, desk.who, desk.names, desk.shop.settings.get("locale"), desk.now)


def comment(desk: Desk, order: str) -> Answer:
    """`POST /orders/{order}/comments`."""
    form = read_comment(desk.request, desk.names)
    published = form.audience == "customer"
    try:
        return act_once(
            desk,
            lambda once: comment_on_order(
                desk.table, desk.who, order, form.text, now=desk.request.now, published=published, once=once
            ),
            entry_of(order),
        )
    except Invalid as error:
        code = {"empty": "required", "too_long": "too_long"}.get(error.wrong[0].code, "unknown")
        draft = Draft(comment=form.typed, audience=form.audience, errors=(("comment", code),))
        return order_page(desk, order, status=422, draft=draft)


def assign(desk: Desk, order: str) -> Answer:
    """`POST /orders/{order}/assignee`."""
    wanted = desk.staff if desk.request.sent("me") == "1" else desk.request.sent("staff") or None
    amendment = Amendment(assignee=wanted)
    return act_once(
        desk,
        lambda once: amend_order(desk.table, desk.who, order, amendment, now=desk.request.now, once=once),
        entry_of(order),
    )


def tag(desk: Desk, order: str) -> Answer:
    """`POST /orders/{order}/tags`."""
    add, remove, problem = read_tag(desk.request)
    if problem:
        return order_page(desk, order, status=422, draft=Draft(tag=add, errors=(("tag", problem),)))
    amendment = Amendment(add_tags=(add,) if add else (), remove_tags=(remove,) if remove else ())
    return act_once(
        desk,
        lambda once: amend_order(desk.table, desk.who, order, amendment, now=desk.request.now, once=once),
        entry_of(order),
    )


def remind(desk: Desk, order: str) -> Answer:
    """`POST /orders/{order}/reminders`: rings for the person who sets it."""
    form = read_reminder(desk.request, desk.zone)
    due_at = form.due_at
    if due_at is None or form.problems:
        draft = Draft(reminder=form.text, reminder_at=form.at, errors=form.problems)
        return order_page(desk, order, status=422, draft=draft)
    return act_once(
        desk,
        lambda once: set_reminder(
            desk.table, desk.who, order, due_at=due_at, whom=desk.staff, text=form.text, now=desk.request.now, once=once
        ),
        entry_of(order),
    )


def clear(desk: Desk, order: str, reminder: str) -> Answer:
    """`POST /orders/{order}/reminders/{reminder}/clear`; a second time nothing is left to clear."""
    clear_reminder(desk.table, desk.who, order, reminder, now=desk.request.now)
    return see_other(f"/orders/{order}?done=reminder_cleared")


def tick(desk: Desk, order: str) -> Answer:
    """`POST /orders/{order}/checks`: a point of the check list, done or undone."""
    check, done = desk.request.sent("check"), desk.request.sent("done") == "1"
    if not check.isdecimal() or len(check) > 2:  # noqa: PLR2004 - a check list has at most thirty points
        raise NotFound("check")
    return act_once(
        desk,
        lambda once: tick_check(desk.table, desk.who, order, int(check), done=done, now=desk.request.now, once=once),
        lambda _changed: f"/orders/{order}?done=ticked",
    )


def publish(desk: Desk, order: str, visit: str) -> Answer:
    """`POST /orders/{order}/visits/{visit}/published`: a stay is shown to the customer, or hidden.

    One that customers have no name for is not shown, which is said on the order's page.
    """
    published = desk.request.sent("published") == "1"
    if not visit.isdecimal() or len(visit) > 6:  # noqa: PLR2004 - a count of visits
        raise NotFound("visit")
    try:
        return act_once(
            desk,
            lambda once: publish_visit(
                desk.table, desk.who, order, int(visit), published=published, now=desk.request.now, once=once
            ),
            lambda _changed: f"/orders/{order}?done={'stay_shown' if published else 'stay_hidden'}#v-{visit}",
        )
    except ActRefused as refused:
        if refused.refusal.guard != Guard.NO_PUBLIC_NAME:
            raise
        return see_other(f"/orders/{order}?done=stay_unnamed#v-{visit}")


def retry(desk: Desk, order: str, effect: str) -> Answer:
    """`POST /orders/{order}/effects/{effect}/retry`: what failed or was refused is tried once more."""
    return act_once(
        desk,
        lambda once: retry_effect(desk.table, desk.who, order, effect, now=desk.request.now, once=once),
        lambda _changed: f"/orders/{order}?done=retried_effect",
    )


def withdraw(desk: Desk, order: str, effect: str) -> Answer:
    """`POST /orders/{order}/effects/{effect}/withdraw`: a message is not sent after all, if nobody was quicker."""
    withdrawn = withdraw_effect(desk.table, desk.who, order, effect, now=desk.request.now)
    return see_other(f"/orders/{order}{'?done=withdrawn' if withdrawn else ''}")


def _customers_page(desk: Desk, whole: WholeOrder) -> str | None:
    order = whole.head.order
    if not order.shown_to_customer:
        return None
    key = shops.signing_key(desk.table, desk.who.shop)
    return public_link(key, desk.who.shop, order.id, order.link_epoch, desk.world.public_url) if key else None


def _toast(desk: Desk, whole: WholeOrder) -> Toast | None:
    """What this person did just now, read from the log: the address only names the entry."""
    done = desk.request.asked("done")
    if done in _SAID:
        return Toast(code=done)
    event = next((event for event in whole.events if str(event.seq) == done), None)
    if event is None or event.actor != desk.who.actor.ref or event.seq != whole.head.order.version:
        return None
    for fact in reversed(event.facts):
        if isinstance(fact, f.OrderAssigned):
            name = desk.names.whom(fact.assignee)
            return Toast(code="assigned", name=name) if fact.assignee else Toast(code="unassigned")
        if type(fact) in _DONE:
            mark = mark_of(fact.to, None, desk.flow) if isinstance(fact, f.OrderMoved) else None
            return Toast(code=_DONE[type(fact)], name=mark.name if mark else "", undo_href=_undo(desk, whole, event))
    return None


def _undo(desk: Desk, whole: WholeOrder, event: Event) -> str | None:
    """Where the mail of a move can still be taken back."""
    waiting = (
        effect
        for effect in event.effects
        if effect.kind == EffectKind.CUSTOMER_EMAIL
        and (effect.not_before or "") > desk.request.now
        and whole.deliveries.get(effect.id, {}).get("state", "planned") == "planned"
    )
    return next((f"/orders/{whole.head.order.id}/effects/{effect.id}/withdraw" for effect in waiting), None)
