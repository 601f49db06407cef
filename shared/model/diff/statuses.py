"""What is different in the statuses: which there are, their order, and each field of those that stayed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.diff.actions import action_edits
from shared.model.diff.lists import changes, list_edits, map_edits, moved, word_edits
from shared.model.diff.steps import clock_edits, gate_edits, next_edits, retired_edits
from shared.model.diff.words import edit
from shared.model.workflow import Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.model.diff.words import Edit, Scene

_PLAIN = Status.model_fields["colour"].default
"""What a status is drawn in for which nobody chose a colour."""
_SWITCHES = ("show_all", "publish", "invoice")
_ABLE = ("payable", "editable", "customer_may_cancel", "final", "in_reports", "invoice")


def status_edits(scene: Scene) -> Iterator[Edit]:
    """Every edit of the statuses, in their order after it; those that are gone last."""
    before = {status.id: status for status in scene.before.statuses}
    after = {status.id: status for status in scene.after.statuses}
    order = list(after)
    elsewhere = set(moved([name for name in before if name in after], [name for name in after if name in before]))
    for n, status in enumerate(scene.after.statuses):
        place = f"/statuses/{n}"
        if status.id not in before:
            yield edit("status_added", place, status=status.name)
            continue
        if status.id in elsewhere and n:
            yield edit("status_moved", place, status=status.name, other=scene.name(order[n - 1]))
        elif status.id in elsewhere:
            yield edit("status_moved_first", place, status=status.name)
        yield from one_status(scene, place, before[status.id], status)
    for n, status in enumerate(scene.before.statuses):
        if status.id not in after:
            yield edit("status_removed", f"/statuses/{n}", status=status.name)


def one_status(scene: Scene, place: str, before: Status, after: Status) -> Iterator[Edit]:
    """Every edit of a status that stayed; `place` points to it."""
    if before == after:
        return
    name = after.name
    yield from _itself(place, before, after)
    yield from retired_edits(scene, place, before, after)
    yield from next_edits(scene, place, before, after)
    yield from list_edits("requires", f"{place}/requires", before.requires, after.requires, "field", status=name)
    yield from gate_edits(scene, place, before, after)
    yield from clock_edits(scene, place, before, after)
    yield from _texts(place, before, after)
    yield from _checklist(place, before, after)
    yield from _told(place, before, after)
    yield from action_edits(scene, place, before, after)
    yield from map_edits(
        "external_id", f"{place}/external_ids", before.external_ids, after.external_ids, "id", status=name
    )
    yield from map_edits("channel", f"{place}/channel", before.channel, after.channel, "text", status=name)
    yield from _capabilities(place, before, after)


def _itself(place: str, before: Status, after: Status) -> Iterator[Edit]:
    name = after.name
    if before.name != name:
        yield edit("status_renamed", f"{place}/name", status=name, old_status=before.name)
    old, new = before.description or None, after.description or None
    yield from word_edits("description", f"{place}/description", old, new, "text", status=name)
    if before.phase != after.phase:
        yield edit("phase_changed", f"{place}/phase", status=name, phase=after.phase, old_phase=before.phase)
    if before.initial != after.initial:
        yield edit("initial_set" if after.initial else "initial_removed", f"{place}/initial", status=name)
    yield from word_edits("team", f"{place}/team", before.team, after.team, "team", status=name)
    was, now = (None if each.colour == _PLAIN else each.colour for each in (before, after))
    yield from word_edits("colour", f"{place}/colour", was, now, "colour", status=name)
    if before.turn != after.turn:
        yield edit("turn_changed", f"{place}/turn", status=name, turn=after.turn, old_turn=before.turn)
    for field in _SWITCHES:
        if getattr(before, field) != getattr(after, field):
            yield edit(f"{field}_{'on' if getattr(after, field) else 'off'}", f"{place}/{field}", status=name)
    yield from word_edits("undo", f"{place}/undo", before.undo, after.undo, "time", status=name)
    yield from word_edits("indicator", f"{place}/indicator", before.indicator, after.indicator, "text", status=name)


def _texts(place: str, before: Status, after: Status) -> Iterator[Edit]:
    for language in dict.fromkeys((*before.public, *after.public)):
        old, new = before.public.get(language), after.public.get(language)
        here, said = f"{place}/public/{language}", {"status": after.name, "language": language}
        found = [
            each
            for field in ("name", "message", "sms")
            for each in word_edits(
                f"public_{field}",
                f"{here}/{field}",
                getattr(old, field, None),
                getattr(new, field, None),
                "text",
                **said,
            )
        ]
        yield from found
        if not found and old != new:  # a language without any text came or went
            yield edit("public_removed" if new is None else "public_added", here, **said)


def _checklist(place: str, before: Status, after: Status) -> Iterator[Edit]:
    removed, added, reordered = changes(before.checklist, after.checklist)
    gone, come = dict(removed), dict(added)
    for n in sorted({*gone, *come}):
        here = f"{place}/checklist/{n}"
        if n in gone and n in come:
            texts = {"text": _first(come[n]), "old_text": _first(gone[n])}
            yield edit("checklist_changed", here, status=after.name, **texts)
        elif n in gone:
            yield edit("checklist_removed", here, status=after.name, old_text=_first(gone[n]))
        else:
            yield edit("checklist_added", here, status=after.name, text=_first(come[n]))
    if reordered:
        yield edit("checklist_reordered", f"{place}/checklist", status=after.name)


def _first(texts: dict[str, str]) -> str:
    return next(iter(texts.values()), "")


def _told(place: str, before: Status, after: Status) -> Iterator[Edit]:
    old, new = before.notify.customer, after.notify.customer
    for field in ("email", "sms"):
        if getattr(old, field) != getattr(new, field):
            code = f"{field}_{'on' if getattr(new, field) else 'off'}"
            yield edit(code, f"{place}/notify/customer/{field}", status=after.name)
    people = (before.notify.staff, after.notify.staff)
    yield from list_edits("told", f"{place}/notify/staff", *people, "staff", status=after.name)


def _capabilities(place: str, before: Status, after: Status) -> Iterator[Edit]:
    old, new = before.capabilities, after.capabilities
    for field in _ABLE:
        if getattr(old, field) != getattr(new, field):
            code = f"can_{field}_{'on' if getattr(new, field) else 'off'}"
            yield edit(code, f"{place}/capabilities/{field}", status=after.name)
    if old.stock != new.stock:
        yield edit(f"stock_{new.stock or 'none'}", f"{place}/capabilities/stock", status=after.name)
