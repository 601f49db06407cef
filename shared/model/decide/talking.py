"""Deciding what people do around an order: comment, assign, tag, remind, show, and what failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model import facts as f
from shared.model.effects import EffectKind
from shared.model.refusals import Guard, Refusal

if TYPE_CHECKING:
    from shared.model import commands as c
    from shared.model.decide.draft import Draft
    from shared.model.flow import Flow
    from shared.model.order import Order


def comment(_flow: Flow | None, order: Order, command: c.Comment, draft: Draft) -> None:
    """Something was written; who is mentioned is told."""
    mentions = tuple(dict.fromkeys(command.mentions))
    draft.add(f.OrderCommented(command.comment, order.visit, command.published, mentions, command.reply_to))
    if mentions:
        draft.plan(
            EffectKind.STAFF_NOTICE, {"reason": "mentioned", "mentions": list(mentions), "comment": command.comment}
        )


def assign(_flow: Flow | None, order: Order, command: c.Assign, draft: Draft) -> Refusal | None:
    """Somebody works on it now; they are told unless they took it themselves."""
    if command.assignee == order.assignee:
        return Refusal(Guard.NOTHING_NEW, {"assignee": order.assignee})
    draft.add(f.OrderAssigned(command.assignee))
    if command.assignee is not None:
        draft.plan(EffectKind.STAFF_NOTICE, {"reason": "assigned", "staff": [command.assignee]})
    return None


def set_operator(_flow: Flow | None, order: Order, command: c.SetOperator, draft: Draft) -> Refusal | None:
    """Who sold it is known."""
    if command.operator == order.operator:
        return Refusal(Guard.NOTHING_NEW, {"operator": order.operator})
    draft.add(f.OperatorSet(command.operator))
    return None


def tag(_flow: Flow | None, order: Order, command: c.Tag, draft: Draft) -> Refusal | None:
    """Only tags that are not there are put on, only those that are there taken off."""
    added = tuple(dict.fromkeys(name for name in command.add if name not in order.tags))
    removed = tuple(dict.fromkeys(name for name in command.remove if name in order.tags and name not in command.add))
    if not added and not removed:
        return Refusal(Guard.NOTHING_NEW, {"tags": list(order.tags)})
    draft.add(f.OrderTagged(added, removed))
    return None


def set_reminder(_flow: Flow | None, order: Order, command: c.SetReminder, draft: Draft) -> None:
    """A reminder is set for somebody."""
    draft.add(f.ReminderSet(command.reminder, command.due_at, command.whom, order.visit))


def clear_reminder(_flow: Flow | None, _order: Order, command: c.ClearReminder, draft: Draft) -> None:
    """A reminder is taken back."""
    draft.add(f.ReminderCleared(command.reminder))


def set_visibility(_flow: Flow | None, order: Order, command: c.SetVisibility, draft: Draft) -> Refusal | None:
    """What the customer may see is set by hand."""
    if command.visible == order.visible:
        return Refusal(Guard.NOTHING_NEW, {"visible": order.visible})
    draft.add(f.VisibilitySet(command.visible))
    return None


def revoke_links(_flow: Flow | None, order: Order, _command: c.RevokeLinks, draft: Draft) -> None:
    """The next epoch begins; links of earlier ones stop working."""
    draft.add(f.LinksRevoked(order.link_epoch + 1))


def set_locale(_flow: Flow | None, order: Order, command: c.SetLocale, draft: Draft) -> Refusal | None:
    """The customer's language is set by hand."""
    if command.locale == order.locale:
        return Refusal(Guard.NOTHING_NEW, {"locale": order.locale})
    draft.add(f.LocaleSet(command.locale))
    return None


def note_failed_effect(_flow: Flow | None, order: Order, command: c.NoteFailedEffect, draft: Draft) -> None:
    """An effect failed for good; who owns the order is told, unless telling them is what failed."""
    draft.add(f.EffectFailed(command.effect, command.kind, command.reason))
    told = {"team": order.team, "assignee": order.assignee}
    if command.kind != EffectKind.STAFF_NOTICE and any(told.values()):
        args = {"reason": "effect_failed", "kind": command.kind, **{k: v for k, v in told.items() if v}}
        draft.plan(EffectKind.STAFF_NOTICE, args)


def retry_effect(_flow: Flow | None, order: Order, command: c.RetryEffect, draft: Draft) -> Refusal | None:
    """What failed or was refused is planned anew; a move of a visit that is over is not."""
    if command.kind == EffectKind.MOVE_ON and command.args.get("visit") != order.visit:
        return Refusal(Guard.STALE_VISIT, {"visit": order.visit, "status": order.status}, {"visit": order.visit})
    draft.add(f.EffectRetried(command.effect, command.kind))
    draft.plan(command.kind, command.args)
    return None


def tick_check(flow: Flow | None, order: Order, command: c.TickCheck, draft: Draft) -> Refusal | None:
    """A point of the check list is done in this visit, or undone (F23)."""
    stage = flow.stages.get(order.status or "") if flow else None
    points = len(stage.status.checklist) if stage else 0
    if command.check >= points:
        return Refusal(Guard.NO_SUCH_CHECK, {"check": command.check, "checks": points})
    if (command.check in order.ticked) == command.done:
        return Refusal(Guard.NOTHING_NEW, {"ticked": list(order.ticked)})
    draft.add(f.CheckTicked(command.check, order.visit, command.done))
    return None


def publish_visit(_flow: Flow | None, order: Order, command: c.PublishVisit, draft: Draft) -> Refusal | None:
    """A stay is shown to the customer, or hidden (F142)."""
    if not 0 < command.visit <= order.visit:
        return Refusal(Guard.NO_SUCH_VISIT, {"visit": command.visit, "visits": order.visit})
    draft.add(f.VisitPublished(command.visit, command.published))
    return None


def tag_customer(_flow: Flow | None, order: Order, command: c.TagCustomer, draft: Draft) -> Refusal | None:
    """Whoever bought gets a tag, once."""
    if command.tag in order.customer_tags:
        return Refusal(Guard.NOTHING_NEW, {"tags": list(order.customer_tags)})
    draft.add(f.CustomerTagged((command.tag,)))
    return None
