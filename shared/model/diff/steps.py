"""What is different in where orders go from a status: next steps, gate, clock, and who took over from a retired one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.diff.lists import changes, word_edits
from shared.model.diff.words import edit
from shared.model.workflow import Sla

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shared.model.diff.words import Edit, Scene
    from shared.model.workflow import LadderStep, Status


def next_edits(scene: Scene, place: str, before: Status, after: Status) -> Iterator[Edit]:
    """The recommended step and the suggested ones."""
    yield from _link("next", f"{place}/default_next", scene, (before.default_next, after.default_next), after.name)
    yield from _links("suggested", f"{place}/suggested", scene, before.suggested, after.suggested, after.name)


def retired_edits(scene: Scene, place: str, before: Status, after: Status) -> Iterator[Edit]:
    """Whether anything enters the status any more, and where its orders go."""
    yield from _link("retired", f"{place}/retired", scene, (before.retired, after.retired), after.name)


def gate_edits(scene: Scene, place: str, before: Status, after: Status) -> Iterator[Edit]:
    """The payment gate and its exits."""
    old, new = before.gate, after.gate
    here = f"{place}/gate"
    paid = (old.payment if old else None, new.payment if new else None)
    yield from word_edits("gate", here, *paid, "payment", status=after.name)
    if new is not None:
        yield from _links("exit", f"{here}/exits", scene, old.exits if old else (), new.exits, after.name)


def clock_edits(scene: Scene, place: str, before: Status, after: Status) -> Iterator[Edit]:
    """The time limit, what it counts, and the ladder."""
    old, new = before.sla, after.sla
    here = f"{place}/sla"
    limits = (old.limit if old else None, new.limit if new else None)
    yield from word_edits("limit", f"{here}/limit" if new else here, *limits, "time", status=after.name)
    if new is None:
        return
    usual = old or Sla(limit=new.limit)
    if usual.clock != new.clock:
        yield edit(f"limit_{new.clock}", f"{here}/clock", status=after.name)
    removed, added, reordered = changes(usual.ladder, new.ladder)
    for what, found in (("removed", removed), ("added", added)):
        for n, step in found:
            yield _step(scene, what, f"{here}/ladder/{n}", step, after.name)
    if reordered:
        yield edit("ladder_reordered", f"{here}/ladder", status=after.name)


def _step(scene: Scene, what: str, here: str, step: LadderStep, name: str) -> Edit:
    to: dict[str, str] = {}
    if step.to:
        to = {"step": scene.name(step.to)} if step.do == "move" else {"team": step.to}
    return edit(f"ladder_{step.do}_{what}", here, status=name, at=step.at, **to)


def _link(code: str, here: str, scene: Scene, links: tuple[str | None, str | None], name: str) -> Iterator[Edit]:
    """One status that is named, or none."""
    for one in word_edits(code, here, *links, "step", status=name):
        named = {key: scene.name(value) if key != "status" else value for key, value in one.params.items()}
        yield edit(one.code, here, **named)


def _links(  # noqa: PLR0913 - two lists, their place, and how they are called
    code: str, here: str, scene: Scene, before: Sequence[str], after: Sequence[str], name: str
) -> Iterator[Edit]:
    """Statuses that are named."""
    removed, added, reordered = changes(before, after)
    for what, found in (("removed", removed), ("added", added)):
        for n, status in found:
            yield edit(f"{code}_{what}", f"{here}/{n}", status=name, step=scene.name(status))
    if reordered:
        yield edit(f"{code}_reordered", here, status=name)
