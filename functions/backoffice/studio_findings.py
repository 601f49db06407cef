"""What the verifier found, as rows: the sentence, the way an order would go wrong, and what its fix does."""

from __future__ import annotations

import json
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from functions.backoffice.studio_map import marks_of
from functions.backoffice.studio_views import FindingRow
from functions.backoffice.studio_words import say_edit
from shared.model.diff import diff
from shared.model.patching import patch
from shared.model.verify import verify
from shared.model.workflow import Workflow

if TYPE_CHECKING:
    from functions.backoffice.desk import Desk
    from shared.model.verify import Finding

Json = dict[str, Any]
MOST_FIXES = 30
"""So many fixes are said in words; the others only say that there is one."""


@lru_cache(maxsize=16)
def _verified(document: str, teams: frozenset[str]) -> tuple[Finding, ...]:
    found = verify(Workflow.model_validate_json(document), teams=teams)
    return tuple(sorted(found, key=lambda finding: finding.severity != "error"))


def findings_of(document: Json, teams: frozenset[str]) -> tuple[Finding, ...]:
    """What the verifier says of a document, errors first; asked again of the same document it is remembered."""
    return _verified(json.dumps(document), teams)


def mark_of_finding(finding: Finding) -> str:
    """What names a finding in a form: the same one after the document changed elsewhere."""
    return sha256(repr(finding.identity).encode()).hexdigest()[:16]


def found_in(workflow: Workflow, document: Json, desk: Desk) -> tuple[FindingRow, ...]:
    """What the verifier says of the draft, as rows."""
    marks, rows = marks_of(workflow), list[FindingRow]()
    for number, finding in enumerate(findings_of(document, frozenset(desk.shop.teams)), 1):
        title, words = _said(finding, desk)
        rows.append(
            FindingRow(
                number=number,
                code=finding.code,
                severity=finding.severity,
                title=title,
                words=words,
                path=tuple(marks[each] for each in finding.path if each in marks),
                statuses=tuple(marks[each] for each in finding.statuses if each in marks),
                mark=mark_of_finding(finding),
                fix=_fix(workflow, document, finding, desk) if number <= MOST_FIXES else "",
            )
        )
    return tuple(rows)


def _said(finding: Finding, desk: Desk) -> tuple[str, str]:
    """The consequence, and the rest of the sentence."""
    key = f"finding.{finding.key}"
    whole = desk.speech.t(key, **finding.params) if desk.speech.has(key) else finding.message
    title, colon, words = str(whole).partition(": ")
    return (title, words[:1].upper() + words[1:]) if colon else (title.removesuffix("."), "")


def _fix(workflow: Workflow, document: Json, finding: Finding, desk: Desk) -> str:
    """What a fix does: the first edit it makes, in words."""
    if finding.fix is None:
        return ""
    try:
        after = Workflow.model_validate_json(json.dumps(patch(document, finding.fix)))
    except ValidationError:
        return ""
    edits = diff(workflow, after)
    return say_edit(edits[0], desk) if edits else ""
