"""Proving fixes: the document with the fix is verified again; it has lost the finding and gained no error."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from shared.model.patching import patch
from shared.model.verify.rounds import WORDS_ALONE, Round
from shared.model.workflow import Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.model.verify.finding import Finding, Fix, Suspect
    from shared.model.workflow import Workflow

MOST_CANDIDATES = 4
"""Fixes that are tried for one finding."""
MOST_WORK = 150_000
"""Steps of graphs that are looked at again to prove fixes, once for each rule and some gates.

A large document with much to mend gets some fixes now, and the others when those were made.
"""

Identity = tuple[str, tuple[str, ...]]


def mended(found: Round, suspects: Iterable[Suspect]) -> list[Finding]:
    """Some of what a round found, each finding with its first fix that is proved."""
    left = [MOST_WORK]
    return [_with_fix(suspected.finding, _best(found, suspected, left)) for suspected in suspects]


def _best(found: Round, suspected: Suspect, left: list[int]) -> Fix | None:
    """The first fix that is proved and adds no warning either; where each adds one, the first that is proved."""
    proved: Fix | None = None
    for fix in suspected.candidates[:MOST_CANDIDATES]:
        added = _added(found, suspected.finding, fix, left)
        if added == 0:
            return fix
        if added is not None and proved is None:
            proved = fix
    return proved


def _added(before: Round, finding: Finding, fix: Fix, left: list[int]) -> int | None:
    """How many warnings a fix adds; `None` where it is not proved."""
    touched = _touched(before.document, fix)
    if left[0] <= 0 and not {field for _, field in touched} <= WORDS_ALONE:
        return None
    changed = patched(before.document, fix)
    if changed is None:
        return None
    after = Round(changed, before.teams, before, touched)
    left[0] -= after.work
    return _worse(finding, before, after)


def _worse(finding: Finding, before: Round, after: Round) -> int | None:
    was, now, wrong = Counter[Identity](), Counter[Identity](), set[Identity]()
    for name, part in after.parts.items():
        if part is not before.parts[name]:
            was.update(suspected.finding.identity for suspected in before.parts[name])
            now.update(suspected.finding.identity for suspected in part)
            wrong |= {suspected.finding.identity for suspected in part if suspected.finding.severity == "error"}
    if now[finding.identity] >= was[finding.identity]:
        return None
    added = now - was
    if any(key == finding.key and set(statuses) < set(finding.statuses) for key, statuses in added):
        return None
    if not all(_smaller(identity, was) for identity in added if identity in wrong):
        return None
    return sum(added[identity] for identity in added if identity not in wrong)


def _smaller(identity: Identity, was: Counter[Identity]) -> bool:
    """Whether it is what is left of an error that concerned more statuses."""
    key, statuses = identity
    return any(key == other and set(statuses) < set(more) for other, more in was)


def patched(document: Workflow, fix: Fix) -> Workflow | None:
    """The document after operations on its statuses; `None` where it would be none any more."""
    places = {int(operation["path"].split("/")[2]) for operation in fix}
    statuses = list(document.statuses)
    for place in places:
        own = [_below(operation, place) for operation in fix if operation["path"].startswith(f"/statuses/{place}/")]
        as_json = statuses[place].model_dump(mode="json", by_alias=True, exclude_defaults=True)
        try:
            statuses[place] = Status.model_validate(patch(as_json, own))
        except (ValidationError, ValueError):
            return None
    return document.model_copy(update={"statuses": tuple(statuses)})


def _below(operation: dict[str, Any], place: int) -> dict[str, Any]:
    return operation | {"path": operation["path"].removeprefix(f"/statuses/{place}")}


def _touched(document: Workflow, fix: Fix) -> frozenset[tuple[str, str]]:
    """Which fields of which statuses a fix changes."""
    steps = (operation["path"].split("/") for operation in fix)
    return frozenset((document.statuses[int(step[2])].id, step[3]) for step in steps)


def _with_fix(finding: Finding, fix: Fix | None) -> Finding:
    return type(finding)(
        finding.code,
        finding.severity,
        finding.statuses,
        finding.path,
        finding.message,
        fix,
        finding.params,
        finding.key,
    )
