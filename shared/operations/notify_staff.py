"""Tell the staff: put a notice into the inbox of everybody an effect names, except whoever caused it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.actions.notify_staff import NotifyStaff
from shared.model.people import ActorKind
from shared.operations.read_action import act_of, version_of
from shared.operations.run_effect import Done
from shared.store import notices, orders, shops

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from shared.operations.run_effect import Job
    from shared.store.dynamo import Item
    from shared.store.heads import Head

_TOLD = ("status", "comment", "reminder", "to", "kind")
"""What of an effect's arguments a notice repeats."""


def notify_staff(job: Job) -> Done:
    """Put the notices, each once however often this runs; `told` counts whom."""
    shop = shops.read_shop(job.table, job.place.shop)
    head = orders.read_head(job.table, job.place.shop, job.place.order)
    if shop is None or head is None:
        return Done({"told": 0})
    told = recipients(_asked(job, head), shop.staff, job.event.actor)
    act = act_of(job.table, job.place.shop, version_of(job.event, job.effect), job.effect.args)
    text = act.action.with_.text if act is not None and isinstance(act.action, NotifyStaff) else ""
    words = {name: job.effect.args[name] for name in _TOLD if name in job.effect.args}
    if text:
        words["text"] = text
    notice = {
        "reason": job.effect.args["reason"],
        "order": job.place.order,
        "number": head.order.number,
        "actor": job.event.actor,
        "at": job.event.at,
        **words,
    }
    for staff in told:
        notices.put_notice(job.table, job.place.shop, staff, notice, effect=job.effect.id)
    return Done({"told": len(told)})


def _asked(job: Job, head: Head) -> dict[str, Any]:
    """Whom the effect names; an action that names nobody means whoever owns the order."""
    args = job.effect.args
    if args["reason"] != "action" or args.get("team") or args.get("staff"):
        return args
    return {**args, "team": head.order.team, "assignee": head.order.assignee}


def recipients(args: Mapping[str, Any], staff: Mapping[str, Item], actor: str) -> list[str]:
    """Whom an effect's arguments name: a team's people, persons, the assignee, who was mentioned (persons and teams).

    Each once; nobody who has left, and never the one who caused it (`actor`, as `Actor.ref`).
    """
    teams = {args["team"]} if args.get("team") else set[str]()
    named = [*args.get("staff", ()), *args.get("mentions", ())]
    if args.get("assignee"):
        named.append(args["assignee"])
    teams.update(name for name in args.get("mentions", ()) if name not in staff)
    members = [person for person, item in staff.items() if teams.intersection(item.get("teams", ()))]
    causer = actor.removeprefix(f"{ActorKind.STAFF}:")
    return [
        person
        for person in dict.fromkeys([*named, *members])
        if person in staff and staff[person].get("active", True) and person != causer
    ]
