"""Set a reminder because a status asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.actions.set_reminder import SetReminder as SetReminderAction
from shared.model.commands import SetReminder
from shared.model.moments import add, duration
from shared.operations.read_action import act_of, version_of
from shared.operations.run_effect import Dropped, Ended, actor_of, commit_ending
from shared.operations.set_reminder import reminder_item
from shared.store import orders
from shared.store.deliveries import State
from shared.store.dynamo import Put

if TYPE_CHECKING:
    from shared.operations.run_effect import Job, Outcome


def set_reminder(job: Job) -> Outcome:
    """Let the clock ring so long after the action; for whom it names, else for the team of the order.

    The reminder's id is made of the effect's, so that there is one however often this runs.
    """
    place, args = job.place, job.effect.args
    head = orders.read_head(job.table, place.shop, place.order)
    whom = args.get("whom") or (head.order.team if head else None)
    if head is None or whom is None:
        return Dropped("nobody")
    by = actor_of("automate", job)
    due_at = add(max(job.event.at, job.effect.not_before or ""), duration(args["due"]))
    act = act_of(job.table, place.shop, version_of(job.event, job.effect), args)
    text = act.action.with_.text if act is not None and isinstance(act.action, SetReminderAction) else ""
    command = SetReminder(by, f"rem_{place.effect}", due_at, whom)
    item = reminder_item(place.shop, place.order, command, text, job.now)
    commit_ending(job, command, State.DONE, beside=[Put({**item, "visit": head.order.visit})])
    return Ended()
