"""What is different in the actions of a status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.model.diff.lists import changes, word_edits
from shared.model.diff.words import edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.model.diff.words import Edit, Scene
    from shared.model.workflow import Status

NOTHING = "–"
_MARKS = {True: "✓", False: "✗"}


def action_edits(scene: Scene, place: str, before: Status, after: Status) -> Iterator[Edit]:
    """Actions that came, went, moved or do otherwise than before: of one kind the first is compared with the first."""
    removed, added, reordered = changes(before.actions, after.actions)
    come = list(added)
    for n, old in removed:
        same = next((placed for placed in come if placed[1].do == old.do), None)
        if same is None:
            yield edit("action_removed", f"{place}/actions/{n}", **_named(after, n, old))
        else:
            come.remove(same)
            yield from _changed(scene, f"{place}/actions/{same[0]}", old, same[1], _named(after, *same))
    yield from (edit("action_added", f"{place}/actions/{n}", **_named(after, n, new)) for n, new in come)
    if reordered:
        yield edit("actions_reordered", f"{place}/actions", status=after.name)


def _named(status: Status, n: int, action: Any) -> dict[str, str]:
    return {"status": status.name, "action": action.do, "number": str(n + 1)}


def _changed(scene: Scene, here: str, old: Any, new: Any, said: dict[str, str]) -> Iterator[Edit]:
    if (old.upon, old.from_) != (new.upon, new.from_):
        step = {"step": scene.name(new.from_)} if new.from_ else {}
        yield edit(f"action_upon_{new.upon}", f"{here}/upon", **said, **step)
    if old.when != new.when:
        what = "set" if old.when is None else "removed" if new.when is None else "changed"
        yield edit(f"action_when_{what}", f"{here}/when", **said)
    yield from word_edits("action_after", f"{here}/after", old.after, new.after, "time", **said)
    told = (getattr(old, "with_", None), getattr(new, "with_", None))
    if told[0] != told[1]:
        was, now = (_words(scene, part.model_dump(mode="json", exclude_none=True)) for part in told if part)
        yield edit("action_with", f"{here}/with", **said, text=now or NOTHING, old_text=was or NOTHING)


def _words(scene: Scene, part: Any) -> str:
    """What an action is told, as one line: its values without their names."""
    if isinstance(part, dict):
        return "; ".join(words for value in part.values() if (words := _words(scene, value)))
    if isinstance(part, list):
        return ", ".join(_words(scene, value) for value in part)
    return _MARKS[part] if isinstance(part, bool) else scene.name(str(part))
