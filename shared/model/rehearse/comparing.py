"""Where two verdicts on the same event part."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from shared.model.effects import MESSAGE_KINDS
from shared.model.rehearse.difference import Difference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shared.model.effects import Effect
    from shared.model.flow import Flow
    from shared.model.moments import Instant
    from shared.model.rehearse.side import Verdict

_ON_ENTERING = {
    "team": "owner_changed",
    "phase": "phase_changed",
    "turn": "turn_changed",
    "published": "publication_changed",
}
"""What of entering a status is compared, and the code of its difference."""
_PLACE = frozenset({"action", "visit"})
"""Arguments of an effect that say where it was planned, not what happens."""


def compare(  # noqa: PLR0913 - which event, and what each makes of it
    seq: int, at: Instant, status: str | None, to: str | None, published: Verdict, draft: Verdict
) -> Iterator[Difference]:
    """Every difference between two verdicts.

    Where one lets the order go and the other does not, that is the difference, and what entering plans is not compared:
    the one that refuses plans nothing because of it.
    """
    if published.word != draft.word:
        code = _parted(published, draft)
        yield Difference(code, seq, at, status, to, published.word, draft.word)
        if code in {"move_refused", "move_allowed"}:
            return
    if published.moved and draft.moved:
        for name, code in _ON_ENTERING.items():
            before, after = getattr(published.moved, name), getattr(draft.moved, name)
            if before != after:
                yield Difference(code, seq, at, status, to, before, after)
    yield from _effects(seq, at, status, to, published.effects, draft.effects)


def compare_clocks(seq: int, at: Instant, to: str, published: Flow, draft: Flow) -> Iterator[Difference]:
    """The difference between the clocks that start where an order enters a status that both have."""
    before, after = clock(published, to, at), clock(draft, to, at)
    if before != after:
        yield Difference("limit_changed", seq, at, None, to, before, after)


def clock(flow: Flow, status: str, at: Instant) -> dict[str, Any]:
    """The clock of a status for an order that enters it now: `{limit_at?, steps: [[due_at, do, to]...]}`; or nothing.

    A step that comes in no year has no `due_at`.
    """
    stage = flow.stages[status]
    if not stage.clocked or (stage.limit is None and not stage.ladder):
        return {}
    due = [flow.step_due_at(stage, at, n) for n in range(len(stage.ladder))]
    steps = [
        [when, step.do, *([step.to] if step.to else [])] for when, (_, step) in zip(due, stage.ladder, strict=True)
    ]
    return {"limit_at": flow.limit_at(stage, at), "steps": steps}


def _parted(published: Verdict, draft: Verdict) -> str:
    if published.guard and draft.guard:
        return "guard_changed"
    if draft.guard:
        return "move_refused"
    return "move_allowed" if published.guard else "move_reclassed"


def _effects(  # noqa: PLR0913 - which event, and what each plans
    seq: int, at: Instant, status: str | None, to: str | None, published: Iterable[Effect], draft: Iterable[Effect]
) -> Iterator[Difference]:
    lost, gained = _by_meaning(published), _by_meaning(draft)
    for meaning in sorted(lost.keys() | gained.keys()):
        before, after = lost.get(meaning, []), gained.get(meaning, [])
        for effect in before[len(after) :]:
            yield _of_effect("lost", seq, at, status, to, effect)
        for effect in after[len(before) :]:
            yield _of_effect("gained", seq, at, status, to, effect)


def _by_meaning(effects: Iterable[Effect]) -> dict[tuple[str, str], list[Effect]]:
    found: dict[tuple[str, str], list[Effect]] = {}
    for effect in effects:
        if not effect.withdrawn:
            told = {name: value for name, value in effect.args.items() if name not in _PLACE}
            said = json.dumps(told, sort_keys=True, separators=(",", ":"))
            found.setdefault((str(effect.kind), said), []).append(effect)
    return found


def _of_effect(  # noqa: PLR0913 - which event, and which effect
    which: str, seq: int, at: Instant, status: str | None, to: str | None, effect: Effect
) -> Difference:
    args = effect.args
    rule = f"{args['status']}/{args['action']}" if "action" in args else None
    what = "action" if rule else "letter" if effect.kind in MESSAGE_KINDS else "effect"
    told = {name: value for name, value in args.items() if name not in _PLACE}
    sides = (told, None) if which == "lost" else (None, told)
    return Difference(f"{what}_{which}", seq, at, status, to, *sides, str(effect.kind), rule)
